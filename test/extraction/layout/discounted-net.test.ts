import { describe, expect, it } from "vitest";
import { invoiceFromPages } from "#src/extraction/layout/invoice-from-pages.ts";
import { aPage } from "./a-page.ts";

const readInvoice = (sums: string) =>
  invoiceFromPages(aPage(`Invoice No: A-17\nDate: 3 April 2025\n${sums}`)).invoice;

describe("the net total that only a discount leaves", () => {
  it("is the total less its tax, where a printed rate agrees", () => {
    const invoice = readInvoice(`
Subtotal         £543.95
Discount 5%      £-27.20
VAT 20%          £103.35
Total            £620.10
`);

    expect(invoice).toMatchObject({
      totalWithoutTax: "516.75",
      totalTax: "103.35",
      totalWithTax: "620.10",
    });
  });

  it("is so with a charge for shipping", () => {
    const invoice = readInvoice(`
Subtotal         £500.00
Carriage          £12.50
VAT 20%          £102.50
Total            £615.00
`);

    expect(invoice.totalWithoutTax).toBe("512.50");
  });

  it("is not given where the rate does not lead to the tax", () => {
    const invoice = readInvoice(`
Subtotal         £543.95
Discount 5%      £-27.20
VAT 10%          £103.35
Total            £620.10
`);

    expect(invoice).not.toHaveProperty("totalWithoutTax");
  });

  it("is not given where the discount is not printed", () => {
    const invoice = readInvoice(`
Subtotal         £543.95
VAT 20%          £103.35
Total            £620.10
`);

    expect(invoice).not.toHaveProperty("totalWithoutTax", "516.75");
  });
});

it("takes what is left of the total for the amount due, where two are called so", () => {
  const { invoice } = invoiceFromPages(
    aPage(`
Faktura č.: 250100296
Datum vystavení: 25.11.2025

Základ daně          6 350,52 Kč
DPH 21 %             1 333,61 Kč
Celkem k úhradě      7 684,13 Kč
Zaplaceno            3 842,07 Kč
Zbývá uhradit        3 842,06 Kč
`),
  );

  expect(invoice).toMatchObject({ totalWithTax: "7684.13", amountDue: "3842.06" });
});
