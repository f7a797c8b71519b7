import { describe, expect, it } from "vitest";
import { createMisreadPhrases } from "#src/extraction/layout/misread-phrases.ts";

const phrases = new Map([
  ["date echeance", "due"],
  ["invoice number", "number"],
  ["total", "total"],
  ["rechnungsart", "kind"],
  ["rechnungsort", "place"],
]);
const find = createMisreadPhrases(phrases);

describe("a phrase read by text recognition", () => {
  it.each([
    ["with a letter too many", "date echeacnce", "due"],
    ["with a letter missing", "invoce number", "number"],
    ["with a wrong letter", "involce number", "number"],
    ["with two letters exchanged", "invoice nubmer", "number"],
    ["as it is", "invoice number", "number"],
  ])("is found %s", (_, read, phrase) => {
    expect(find(read)).toBe(phrase);
  });

  it.each([
    ["is short", "totel"],
    ["is two letters off", "invcie numbr"],
    ["begins with another letter", "xnvoice number"],
    ["may be either of two", "rechnungsert"],
  ])("is not found where it %s", (_, read) => {
    expect(find(read)).toBeUndefined();
  });
});
