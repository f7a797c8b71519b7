import { describe, expect, it } from "vitest";
import type { PlaceFinder } from "#src/ports/place-finder.ts";
import type { ServiceCall } from "#src/resilience/service-call.ts";
import type { DoubleServer } from "#test/fakes/services/double-server.ts";
import { recordingCall } from "./live-service-contract.ts";

/** The one building that every map of the tests has. */
export const knownAddress = {
  line1: "Invalidenstraße 44",
  city: "Berlin",
  postCode: "10115",
  countryCode: "DE",
} as const;

/** What every `PlaceFinder` does. */
export function describePlaceFinder(name: string, create: () => PlaceFinder): void {
  describe(`${name} as a PlaceFinder`, () => {
    it("finds a building, says where it lies and when it was asked", async () => {
      const finder = create();

      const place = await finder.find(knownAddress);

      expect(place).toMatchObject({ source: finder.source, status: "found", countryCode: "DE" });
      expect(Date.parse(place?.checkedAt ?? "")).not.toBeNaN();
    });

    it("calls an address partial whose street it does not know", async () => {
      const place = await create().find({ ...knownAddress, line1: "Erfundener Weg 3" });

      expect(place?.status).toBe("partial");
    });

    it("calls an address partial that has no street", async () => {
      const { line1: _, ...settlement } = knownAddress;

      expect((await create().find(settlement))?.status).toBe("partial");
    });

    it("does not find an address whose city and post code do not exist", async () => {
      const nowhere = { ...knownAddress, city: "Atlantis", postCode: "00000" };

      expect((await create().find(nowhere))?.status).toBe("not_found");
    });

    it("is not asked about an address without a country, or without city and post code", async () => {
      const { countryCode: _, ...stateless } = knownAddress;

      expect(await create().find(stateless)).toBeUndefined();
      expect(await create().find({ line1: "Invalidenstraße 44", countryCode: "DE" })).toBe(
        undefined,
      );
    });

    it("ends with the caller's reason when it is aborted", async () => {
      const reason = new Error("the batch was stopped");

      await expect(create().find(knownAddress, AbortSignal.abort(reason))).rejects.toBe(reason);
    });
  });
}

/** What every `PlaceFinder` of a map on the web keeps to itself: an address is of a person as often as not. */
export function describeDiscretion(
  name: string,
  server: () => DoubleServer,
  create: (options: { readonly call: ServiceCall }) => PlaceFinder,
): void {
  it(`${name} repeats the address neither in its failure nor in the key of the call`, async () => {
    const { call, options } = recordingCall();
    const failures: string[] = [];
    for (const text of ["{}", "", "<html>"]) {
      server().failNext({ kind: "answer", text });
      const failure: unknown = await create({ call })
        .find(knownAddress)
        .catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(Error);
      failures.push(String(failure));
    }

    const said = [...failures, ...options.map(({ key }) => key ?? "")];
    expect(said).toHaveLength(6);
    expect(said.join("\n")).not.toMatch(/Invaliden|Berlin|10115/);
  });
}
