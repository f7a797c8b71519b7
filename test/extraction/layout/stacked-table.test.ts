import { describe, expect, it } from "vitest";
import { invoiceFromPages } from "#src/extraction/layout/invoice-from-pages.ts";
import { aPage } from "./a-page.ts";

const linesOf = (...cells: string[]) =>
  invoiceFromPages(aPage(["INVOICE", "Invoice No: A-17", "Date: 3 May 2026", ...cells].join("\n")))
    .invoice.invoiceLines;

const header = ["Description", "Qty", "Price", "Amount"];
const total = ["Total", "220.00"];

describe("a table whose cells stand one below the other", () => {
  it("is read where quantities times prices are amounts that add up", () => {
    const bench = ["1 Garden bench", "2 pcs", "80.00", "160.00"];
    const parasol = ["2 Parasol", "EUR 30.00", "2", "20 %", "EUR 60.00"];

    expect(linesOf(...header, ...bench, ...parasol, ...total)).toEqual([
      {
        name: "Garden bench",
        invoicedQuantity: "2",
        itemNetPrice: "80.00",
        lineNetAmount: "160.00",
      },
      { name: "Parasol", invoicedQuantity: "2", itemNetPrice: "30.00", lineNetAmount: "60.00" },
    ]);
  });

  it("is left out where they do not", () => {
    expect(linesOf(...header, "Bench", "2", "80.00", "160.00", ...total)).toBeUndefined();
    expect(linesOf(...header, "Bench", "3", "80.00", "220.00", ...total)).toBeUndefined();
  });

  it("needs a name or a header above its numbers", () => {
    const row = ["1", "220.00", "220.00"];

    expect(linesOf("Bench", ...header, ...row, ...total)).toEqual([
      { invoicedQuantity: "1", itemNetPrice: "220.00", lineNetAmount: "220.00" },
    ]);
    expect(linesOf("--", ...row, ...total)).toBeUndefined();
  });
});
