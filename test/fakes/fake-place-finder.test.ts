import { describe } from "vitest";
import { describePlaceFinder, knownAddress } from "#test/contracts/place-finder-contract.ts";
import { itGivesNoAnswer } from "#test/contracts/seller-registry-contract.ts";
import { createFakePlaceFinder } from "./fake-place-finder.ts";

describePlaceFinder("The fake", () => createFakePlaceFinder({ known: [knownAddress] }));

describe("A fake map that is told to fail", () => {
  itGivesNoAnswer((failure) => createFakePlaceFinder({ failure }).find(knownAddress));
});
