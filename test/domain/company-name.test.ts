import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareCompanyNames, parseCompanyName } from "#src/domain/company-name.ts";

describe("a company name", () => {
  it.each([
    ["Beispiel Werke GmbH", ["BEISPIEL", "WERKE"], ["GMBH"]],
    ["Beispiel Werke Gesellschaft mit beschränkter Haftung", ["BEISPIEL", "WERKE"], ["GMBH"]],
    ["Müller & Söhne GmbH & Co. KG", ["MULLER", "SOHNE"], ["GMBH", "CO", "KG"]],
    ["Neu UG (haftungsbeschränkt)", ["NEU"], ["UG"]],
    ["Przykład Sp. z o.o.", ["PRZYKLAD"], ["SPZOO"]],
    ["Eksempel A/S", ["EKSEMPEL"], ["AS"]],
    ["L'Exemple S.A.R.L.", ["LEXEMPLE"], ["SARL"]],
    ["AEG AG", ["AG"], ["AG"]],
    ["SE", ["SE"], []],
    ["***", [], []],
  ])("is split into words and legal forms: %s", (name, words, legalForms) => {
    expect(parseCompanyName(name)).toEqual({ words, legalForms });
  });

  it.each([
    ["Beispiel Werke GmbH", "BEISPIEL WERKE GMBH", "same"],
    ["Beispiel-Werke GmbH", "Beispielwerke Gesellschaft mit beschränkter Haftung", "same"],
    ["Müller GmbH", "MUELLER GMBH", "same"],
    ["Example Works Limited", "EXAMPLE WORKS LTD.", "same"],
    ["Example Works", "Example Works Ltd", "same"],
    ["Beispiel Werke GmbH", "Beispiel Werke GmbH & Co. KG", "alike"],
    ["Beispiel Werke GmbH", "Beispiel Werke Berlin GmbH", "alike"],
    ["Beispiel Werke GmbH", "Andere Werke GmbH", "different"],
    ["Beispiel Werke GmbH", "Werke Beispiel GmbH", "different"],
    ["AB GmbH", "AB Handel GmbH", "different"],
    ["Paradeigma SA", "ΠΑΡΑΔΕΙΓΜΑ ΑΕ", "incomparable"],
    ["Beispiel Werke GmbH", "---", "incomparable"],
  ])("compares: %s and %s are %s", (one, other, expected) => {
    expect(compareCompanyNames(one, other)).toBe(expected);
    expect(compareCompanyNames(other, one)).toBe(expected);
  });

  it("is compared alike in both directions, and is the same as itself if it has letters", () => {
    const name = fc.oneof(
      fc.string({ unit: "binary", maxLength: 40 }),
      fc
        .array(fc.constantFrom("Werke", "GmbH", "&", "Co.", "KG", "AEG", "Ü"), { maxLength: 6 })
        .map((words) => words.join(" ")),
    );
    fc.assert(
      fc.property(name, name, (one, other) => {
        expect(compareCompanyNames(one, other)).toBe(compareCompanyNames(other, one));
        const itself = compareCompanyNames(one, one);
        expect(itself).toBe(parseCompanyName(one).words.length === 0 ? "incomparable" : "same");
      }),
    );
  });
});
