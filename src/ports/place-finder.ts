import type { PlaceFact } from "#src/domain/facts.ts";
import type { Address } from "#src/domain/party.ts";

/** Finds an address on the map. It may ask a service; an address is the business of that service only, and of no log. */
export interface PlaceFinder {
  readonly source: PlaceFact["source"];
  /**
   * @returns `undefined` if the service does not cover the country, or the address names no country, or neither city nor post code.
   * @throws {PortUnavailable} If there is no usable answer: an outage is never `not_found`.
   */
  find(address: Address, signal?: AbortSignal): Promise<PlaceFact | undefined>;
}
