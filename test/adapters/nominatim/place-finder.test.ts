import { describe, expect, it } from "vitest";
import { createNominatimPlaceFinder } from "#src/adapters/nominatim/place-finder.ts";
import { describeLiveService } from "#test/contracts/live-service-contract.ts";
import {
  describeDiscretion,
  describePlaceFinder,
  knownAddress,
} from "#test/contracts/place-finder-contract.ts";
import { startNominatimDouble } from "#test/fakes/services/nominatim-server.ts";
import { type AdapterOptions, useDouble } from "#test/support/live-adapter.ts";

const ourselves = "fanfold-tests (tests@example.org)";
const { server, wired } = useDouble(startNominatimDouble);
const finder = ({
  userAgent = ourselves,
  ...options
}: AdapterOptions & { userAgent?: string } = {}) =>
  createNominatimPlaceFinder({ ...wired(options), userAgent });

describeLiveService("Nominatim", {
  start: startNominatimDouble,
  ask: async (call, options) =>
    await finder({ call, ...options }).find(knownAddress, options.signal),
});

describe("Nominatim", () => {
  const queriesOf = async (address: Parameters<ReturnType<typeof finder>["find"]>[0]) => {
    const before = server().received.length;
    const place = await finder().find(address);
    const queries = server()
      .received.slice(before)
      .map(({ url }) => Object.fromEntries(url.searchParams));
    return { place, queries };
  };

  describePlaceFinder("Nominatim", finder);

  describeDiscretion("Nominatim", server, finder);

  it("introduces itself and asks a structured query within the country", async () => {
    const { place, queries } = await queriesOf(knownAddress);

    expect(server().received.at(-1)?.headers["user-agent"]).toBe(ourselves);
    expect(queries).toEqual([
      {
        street: "Invalidenstraße 44",
        city: "Berlin",
        postalcode: "10115",
        countrycodes: "de",
        format: "jsonv2",
        addressdetails: "1",
        limit: "1",
      },
    ]);
    expect(place).toEqual({
      source: "nominatim",
      status: "found",
      countryCode: "DE",
      postCode: "10115",
      city: "Berlin",
      checkedAt: "2026-03-02T12:00:00.000Z",
    });
  });

  it("finds an address of a territory that the map has under its state", async () => {
    const { place, queries } = await queriesOf({
      line1: "12 Rue du Général de Gaulle",
      city: "Papeete",
      postCode: "98714",
      countryCode: "PF",
    });

    expect(queries.map(({ countrycodes }) => countrycodes)).toEqual(["pf,fr"]);
    expect(place).toMatchObject({ status: "found", countryCode: "FR", city: "Papeete" });
  });

  it.each([
    ["RE", "re,fr"],
    ["hk", "hk,cn"],
    ["PR", "pr,us"],
    ["FR", "fr"],
    ["US", "us"],
  ])("asks for %s within %s", async (countryCode, countrycodes) => {
    const { queries } = await queriesOf({ city: "Atlantis", countryCode });

    expect(queries.map((query) => query["countrycodes"])).toEqual([countrycodes]);
  });

  it("is told of its usage policy when the server refuses it", async () => {
    await expect(finder({ userAgent: "node" }).find(knownAddress)).rejects.toMatchObject({
      isTransient: false,
      message: expect.stringContaining("usage policy"),
    });
  });

  it("calls an address partial whose house is not on the map", async () => {
    const { place } = await queriesOf({ ...knownAddress, line1: "Invalidenstraße 9" });

    expect(place?.status).toBe("partial");
  });

  it("finds a street that is stated without a number", async () => {
    const { place } = await queriesOf({ ...knownAddress, line1: "Invalidenstraße" });

    expect(place?.status).toBe("found");
  });

  it("knows a place by its city where the post code is not on the map, and the other way round", async () => {
    const otherCode = await queriesOf({ ...knownAddress, postCode: "99999" });
    const otherCity = await queriesOf({ ...knownAddress, city: "Berlin a. d. Spree" });

    expect([otherCode.place?.status, otherCode.queries.length]).toEqual(["partial", 3]);
    expect([otherCity.place?.status, otherCity.queries.length]).toEqual(["partial", 4]);
  });

  it("asks four times at most before it says that there is no such place", async () => {
    const { place, queries } = await queriesOf({
      ...knownAddress,
      city: "Atlantis",
      postCode: "00000",
    });

    expect(place?.status).toBe("not_found");
    expect(queries).toHaveLength(4);
  });

  it("does not find what it could not ask about to the end", async () => {
    server().failNext(
      { kind: "answer", text: "[]" },
      { kind: "answer", text: "[]" },
      { kind: "reset" },
    );

    await expect(finder().find(knownAddress)).rejects.toMatchObject({ code: "port.unavailable" });
  });

  it("calls a house partial that has another post code on the map", async () => {
    const address = { country_code: "de", postcode: "10117", city: "Berlin" };
    server().failNext({ kind: "answer", text: JSON.stringify([{ place_rank: 30, address }]) });

    expect((await finder().find(knownAddress))?.status).toBe("partial");
  });

  it("reads post codes with a country sign and without spaces as the same", async () => {
    const address = { country_code: "se", postcode: "111 22", city: "Stockholm" };
    server().failNext({ kind: "answer", text: JSON.stringify([{ place_rank: 30, address }]) });

    const place = await finder().find({
      line1: "Vasagatan 1",
      postCode: "SE-11122",
      countryCode: "SE",
    });
    expect(place?.status).toBe("found");
  });

  it("sends no novel, whatever a document says", async () => {
    const { queries } = await queriesOf({ ...knownAddress, line1: "Straße\n".repeat(100_000) });

    expect(queries[0]?.["street"]?.length).toBeLessThanOrEqual(120);
  });

  it("asks about no country that is no code", async () => {
    expect(await finder().find({ ...knownAddress, countryCode: "Germany&q=x" })).toBeUndefined();
  });
});
