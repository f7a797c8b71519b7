import { describe, expect, it } from "vitest";
import { invoiceFromPages } from "#src/extraction/layout/invoice-from-pages.ts";
import { unitCodeOf } from "#src/extraction/layout/units.ts";
import { unitWords } from "#src/extraction/layout/vocabulary/units.ts";
import { aPage } from "./a-page.ts";

describe("a unit of measure", () => {
  it.each([
    ["Stk.", "H87"],
    ["PCS", "H87"],
    ["hrs", "HUR"],
    ["Unit(s)", "C62"],
    ["m²", "MTK"],
    ["Tonnes", "TNE"],
    ["paper", undefined],
    ["constructor", undefined],
  ])("is told by its word: %s", (word, code) => {
    expect(unitCodeOf(word)).toBe(code);
  });

  it("has one code for each word", () => {
    const words = Object.values(unitWords).flat();
    const codes = Object.entries(unitWords).flatMap(([code, own]) => own.map(() => code));

    expect(words.map(unitCodeOf)).toEqual(codes);
  });
});

describe("the units of invoice lines", () => {
  const unitsOf = (table: string) => {
    const { invoice, evidence } = invoiceFromPages(
      aPage(`INVOICE\nInvoice No: A-17\nDate of issue: 2026-05-09\n\n${table}`),
    );
    return (invoice.invoiceLines ?? []).map(({ unitCode }, index) => [
      unitCode,
      evidence[`invoiceLines.${index}.unitCode`]?.text,
    ]);
  };

  it("stand behind the quantity", () => {
    const table = `
Description                 Quantity          Unit price        Amount
Oak board                   2 m                    10.00         20.00
Sawing                      3 hours                20.00         60.00
Hourly report               1                      15.00         15.00
Total                                                            95.00`;

    expect(unitsOf(table)).toEqual([
      ["MTR", "m"],
      ["HUR", "hours"],
      [undefined, undefined],
    ]);
  });

  it("or in a column of their own", () => {
    const table = `
Unit      Description                 Qty       Unit price        Amount
pcs       Oak board                     2            10.00         20.00
hrs       Sawing                        3            20.00         60.00
Total                                                              80.00`;

    expect(unitsOf(table)).toEqual([
      ["H87", "pcs"],
      ["HUR", "hrs"],
    ]);
  });
});
