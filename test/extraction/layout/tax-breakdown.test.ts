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
});
