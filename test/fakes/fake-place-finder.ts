import type { PlaceFact } from "#src/domain/facts.ts";
import type { Address } from "#src/domain/party.ts";
import type { PlaceFinder } from "#src/ports/place-finder.ts";
import { failIfTold, type Failure } from "./no-answer.ts";

/** Finds the addresses it knows; another street is partial there, another city and post code are not found. */
export function createFakePlaceFinder({
  known = [],
  place = {},
  failure,
}: {
  readonly known?: readonly Address[];
  /** What it says besides, whatever it is asked. */
  readonly place?: Partial<PlaceFact>;
  readonly failure?: Failure;
} = {}): PlaceFinder & { readonly asked: readonly Address[] } {
  const asked: Address[] = [];
  return {
    source: "nominatim",
    asked,
    async find(address, signal) {
      signal?.throwIfAborted();
      const { countryCode, city, postCode, line1 } = address;
      if (countryCode === undefined || (city ?? postCode) === undefined) return undefined;
      asked.push(address);
      failIfTold("PlaceFinder", failure);
      const near = known.filter(
        (other) => other.city === city || (postCode !== undefined && other.postCode === postCode),
      );
      const isExact = near.some((other) => line1 !== undefined && other.line1 === line1);
      return {
        source: "nominatim",
        status: isExact ? "found" : near.length > 0 ? "partial" : "not_found",
        ...(near.length > 0 && { countryCode }),
        checkedAt: "2026-03-02T12:00:00.000Z",
        ...place,
      };
    },
  };
}
