import fc from "fast-check";
import { expect, it } from "vitest";
import { comparable, comparableVatId } from "#src/domain/identifier.ts";

it("compares identifiers without case, accents and separators", () => {
  expect(comparable("Müller & Söhne, S.à r.l.")).toBe(comparable("MULLER SOHNE SARL"));
  expect(comparable("DE89 3704 0044")).toBe("DE8937040044");
});

it("is idempotent", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      expect(comparable(comparable(text))).toBe(comparable(text));
    }),
  );
});

it("takes a Swiss VAT id for the same with and without its tax", () => {
  expect(comparableVatId("CHE-116.281.710 MWST")).toBe(comparableVatId("CHE116281710"));
  expect(comparableVatId("CHE-116.281.710 TVA")).toBe(comparableVatId("CHE116281710"));
});

it("leaves other VAT ids whole", () => {
  expect(comparableVatId("NL 0012.34.567 B01")).toBe("NL001234567B01");
});
