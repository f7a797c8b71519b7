import { describe, expect, it } from "vitest";
import { createGooglePlaceFinder } from "#src/adapters/google/place-finder.ts";
import { describeLiveService } from "#test/contracts/live-service-contract.ts";
import {
  describeDiscretion,
  describePlaceFinder,
  knownAddress,
} from "#test/contracts/place-finder-contract.ts";
import { googleKey, startGoogleDouble } from "#test/fakes/services/google-server.ts";
import { type AdapterOptions, useDouble } from "#test/support/live-adapter.ts";

const { server, wired } = useDouble(startGoogleDouble);
const finder = (options: AdapterOptions = {}) =>
  createGooglePlaceFinder({ ...wired(options), apiKey: options.apiKey ?? googleKey });

describeLiveService("Google Address Validation", {
  start: startGoogleDouble,
  ask: async (call, options) =>
    await finder({ call, ...options }).find(knownAddress, options.signal),
});

describe("Google Address Validation", () => {
  describePlaceFinder("Google Address Validation", finder);

  describeDiscretion("Google Address Validation", server, finder);

  const answering = (verdict: object, components: readonly object[]) => {
    const text = JSON.stringify({
      result: { verdict, address: { addressComponents: components } },
      responseId: "1",
    });
    server().failNext({ kind: "answer", text });
  };

  it("sends the key in a header and the address in the body only", async () => {
    await finder().find({ ...knownAddress, region: "BE" });

    const request = server().received.at(-1);
    expect(request?.headers["x-goog-api-key"]).toBe(googleKey);
    expect(request?.url.search).toBe("");
    expect(request?.body).toEqual({
      address: {
        regionCode: "DE",
        postalCode: "10115",
        administrativeArea: "BE",
        locality: "Berlin",
        addressLines: ["Invalidenstraße 44"],
      },
    });
  });

  it("keeps within the 280 characters Google takes, whatever a document says", async () => {
    const long = "Straße ".repeat(10_000);
    await finder().find({
      line1: long,
      line2: long,
      city: long,
      region: long,
      postCode: long,
      countryCode: "DE",
    });

    const sent = server().received.at(-1)?.body as { address: object } | undefined;
    const parts = Object.values(sent?.address ?? {}).flat();
    expect(parts).toHaveLength(6);
    expect(parts.join("").length).toBeLessThanOrEqual(280);
  });

  it("does not ask about countries Google does not cover", async () => {
    const before = server().received.length;

    expect(await finder().find({ ...knownAddress, countryCode: "CN" })).toBeUndefined();
    expect(server().received).toHaveLength(before);
  });

  it("is unavailable for good with a key Google does not take", async () => {
    await expect(finder({ apiKey: "another" }).find(knownAddress)).rejects.toMatchObject({
      isTransient: false,
      message: expect.stringContaining("check GOOGLE_MAPS_API_KEY"),
    });
  });

  it.each(["SUB_PREMISE", "PREMISE"])("finds an address known down to %s", async (granularity) => {
    answering({ validationGranularity: granularity }, [
      { componentType: "route", confirmationLevel: "CONFIRMED" },
    ]);

    expect((await finder().find(knownAddress))?.status).toBe("found");
  });

  it.each(["PREMISE_PROXIMITY", "BLOCK", "ROUTE", "A_NEW_ONE", "GRANULARITY_UNSPECIFIED"])(
    "calls an address partial that is known down to %s",
    async (granularity) => {
      answering({ validationGranularity: granularity }, []);

      expect((await finder().find(knownAddress))?.status).toBe("partial");
    },
  );

  it.each([
    ["suspicious", { confirmationLevel: "UNCONFIRMED_AND_SUSPICIOUS" }],
    ["replaced", { confirmationLevel: "CONFIRMED", replaced: true }],
  ])("calls a building partial where a part of its address is %s", async (_, part) => {
    answering({ validationGranularity: "PREMISE" }, [{ componentType: "locality", ...part }]);

    expect((await finder().find(knownAddress))?.status).toBe("partial");
  });

  it("accuses nobody over a verdict without granularity", async () => {
    answering({}, []);

    expect((await finder().find(knownAddress))?.status).toBe("partial");
  });
});
