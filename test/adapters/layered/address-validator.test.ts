import { describe, expect, it } from "vitest";
import { createLayeredAddressValidator } from "#src/adapters/layered/address-validator.ts";
import { createOfflineAddressValidator } from "#src/adapters/offline/address-validator.ts";
import type { PlaceFinder } from "#src/ports/place-finder.ts";
import { describeAddressValidator } from "#test/contracts/address-validator-contract.ts";
import { knownAddress } from "#test/contracts/place-finder-contract.ts";
import { createFakePlaceFinder } from "#test/fakes/fake-place-finder.ts";

const base = createOfflineAddressValidator();
const layered = (placeFinder?: PlaceFinder) => createLayeredAddressValidator({ base, placeFinder });

describeAddressValidator("The layered validator without a map", layered);
describeAddressValidator("The layered validator with a map", () =>
  layered(createFakePlaceFinder({ known: [knownAddress] })),
);
describeAddressValidator("The layered validator with a map that does not answer", () =>
  layered(createFakePlaceFinder({ failure: { isTransient: true } })),
);

describe("The layered address validator", () => {
  it("tells what the map says besides the form", async () => {
    const facts = await layered(createFakePlaceFinder({ known: [knownAddress] })).validate(
      knownAddress,
    );

    expect(facts).toMatchObject({
      countryName: "Germany",
      postCode: "valid",
      place: { status: "found" },
    });
    expect(facts.unanswered).toBeUndefined();
  });

  it("keeps the form and names a map that gave no answer", async () => {
    const placeFinder = createFakePlaceFinder({ failure: { isTransient: true } });
    const facts = await layered(placeFinder).validate(knownAddress);

    expect(facts).toMatchObject({
      postCode: "valid",
      unanswered: [{ source: "nominatim", message: expect.any(String) }],
    });
    expect(facts.place).toBeUndefined();
  });

  it("does not ask the map for a country that does not exist", async () => {
    const placeFinder = createFakePlaceFinder();
    await layered(placeFinder).validate({ ...knownAddress, countryCode: "ZZ" });

    expect(placeFinder.asked).toEqual([]);
  });

  it("adds nothing where the map does not cover the country", async () => {
    const facts = await layered(createFakePlaceFinder()).validate({ countryCode: "DE" });

    expect(facts).toEqual({ countryName: "Germany", postCode: "missing", region: "missing" });
  });

  it("ends with the caller's reason when it is aborted", async () => {
    const reason = new Error("the batch was stopped");
    const placeFinder = createFakePlaceFinder({ known: [knownAddress] });

    await expect(
      layered(placeFinder).validate(knownAddress, AbortSignal.abort(reason)),
    ).rejects.toBe(reason);
  });

  it("does not hide a bug behind the map", async () => {
    const bug = new RangeError("a bug");
    const broken: PlaceFinder = {
      source: "google",
      find: async () => await Promise.reject(bug),
    };

    await expect(layered(broken).validate(knownAddress)).rejects.toBe(bug);
  });
});
