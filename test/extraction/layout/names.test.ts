import { expect, it } from "vitest";
import { hasLegalForm, nameIn } from "#src/extraction/layout/names.ts";

it.each([
  "Holzwerk Adler e.U.",
  "Stavby Lipnice a.s.",
  "Stavby Lipnice a. s",
  "Lindholms Mark HB",
  "Tmi Kaisa Virta",
  "F.H.U. Kowalik",
])("takes %s for a company", (name) => {
  expect(hasLegalForm(name)).toBe(true);
});

it.each(["Kauppakatu 31 as 4", "Goods such as these", "Versand in die EU", "Firma"])(
  "sees no legal form in %s",
  (text) => {
    expect(hasLegalForm(text)).toBe(false);
  },
);

it("takes a title that speaks to the reader for nobody's name", () => {
  expect(nameIn("Your business broadband bill")).toBeUndefined();
  expect(nameIn("Ihre Stromrechnung")).toBeUndefined();
  expect(nameIn("Your Move Ltd")).toBe("Your Move Ltd");
  expect(nameIn("Your Print Shop")).toBe("Your Print Shop");
});

it("takes phrases of an invoice for nobody's name, one or several", () => {
  expect(nameIn("TAX INVOICE / GUEST FOLIO")).toBeUndefined();
  expect(nameIn("Nordhavn A/S")).toBe("Nordhavn A/S");
});
