import { expect, it } from "vitest";
import { hasLegalForm } from "#src/extraction/layout/names.ts";

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
