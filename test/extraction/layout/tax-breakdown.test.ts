import { describe, expect, it } from "vitest";
import { invoiceFromPages } from "#src/extraction/layout/invoice-from-pages.ts";
import { aPage } from "./a-page.ts";

const breakdownsOf = (text: string) =>
  invoiceFromPages(aPage(`INVOICE\nInvoice No: A-17\n\n${text}`)).invoice.taxBreakdowns;

describe("the VAT breakdown", () => {
  it("without tax has the net total for its base", () => {
    const text = (base: string) => `
Therapy, exempt from VAT
Sessions      ${base}         0 %        0.00

Net total                    380.00
VAT 0 %                        0.00
Total incl. VAT              380.00
`;
    const exempt = { taxRatePercent: "0", taxableAmount: "380.00", taxAmount: "0.00" };

    expect(breakdownsOf(text("380.00"))).toEqual([exempt]);
    expect(breakdownsOf(text(" 26.00"))).toEqual([exempt]);
  });

  it("has the taxes of lines that were rounded each, where base and tax are added up beside them", () => {
    const rowsWith = (tax: string, gross: string, totalTax: string, total: string) =>
      breakdownsOf(`
VAT rate         Net         VAT       Gross
20 %        1,234.56      ${tax}    ${gross}
5 %            76.00        3.80       79.80

Net total     1,310.56
VAT             ${totalTax}
Total incl. VAT ${total}
`);
    const [first] = rowsWith("247.05", "1,481.61", "250.85", "1,561.41") ?? [];

    expect(first).toEqual({ taxRatePercent: "20", taxableAmount: "1234.56", taxAmount: "247.05" });
    expect(rowsWith("247.05", "1,481.99", "250.85", "1,561.41") ?? []).not.toContainEqual(first);
    const farOff = rowsWith("247.51", "1,482.07", "251.31", "1,561.87") ?? [];
    expect(farOff.map(({ taxAmount }) => taxAmount)).not.toContain("247.51");
  });
});
