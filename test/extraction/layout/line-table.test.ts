import { describe, expect, it } from "vitest";
import { invoiceFromPages } from "#src/extraction/layout/invoice-from-pages.ts";
import { aPage } from "./a-page.ts";

const linesOf = (text: string) =>
  invoiceFromPages(aPage(`INVOICE\nInvoice No: A-17\n\n${text}`)).invoice.invoiceLines;

describe("the table of invoice lines", () => {
  it("keeps descriptions of several lines to their row", () => {
    const lines = linesOf(`
Description             Qty     Price      Amount
Garden bench              2     80.00      160.00
  oak, oiled
  delivered
Parasol                   1     40.00       40.00

Total                                      200.00
`);

    expect(lines).toMatchObject([
      {
        name: "Garden bench",
        invoicedQuantity: "2",
        itemNetPrice: "80.00",
        lineNetAmount: "160.00",
      },
      { name: "Parasol", lineNetAmount: "40.00" },
    ]);
  });

  it("goes on behind a subtotal", () => {
    const lines = linesOf(`
Description             Qty     Price      Amount
Bench                     2     80.00      160.00
Subtotal                                   160.00
Parasol                   1     40.00       40.00
Subtotal                                    40.00

Total                                      200.00
`);

    expect(lines).toHaveLength(2);
  });

  it("goes on on the next page", () => {
    const lines = linesOf(`
Description             Qty     Price      Amount
Bench                     2     80.00      160.00
Page 1
\fDescription             Qty     Price      Amount
Parasol                   1     40.00       40.00

Total                                      200.00
`);

    expect(lines).toHaveLength(2);
  });

  it("takes a row for a row though its name begins like a total", () => {
    const lines = linesOf(`
Description             Qty     Price      Amount
Total care package        2     80.00      160.00
Tax advice                1     40.00       40.00

Total                                      200.00
`);

    expect(lines?.map((line) => line.name)).toEqual(["Total care package", "Tax advice"]);
  });

  it("is read under a header of two lines", () => {
    const lines = linesOf(`
                                   Unit     Total
Item                    Quantity   price    price
Bench                     2        80.00   160.00

Total                                      160.00
`);

    expect(lines).toMatchObject([
      { invoicedQuantity: "2", itemNetPrice: "80.00", lineNetAmount: "160.00" },
    ]);
  });

  it("has no net amounts where amounts include tax", () => {
    const lines = linesOf(`
Artikel                Aantal    Prijs per stuk    Prijs incl. BTW
Boekenplank                 1            121,00             121,00

Exclusief BTW                                               100,00
BTW 21%                                                      21,00
Totaal                                                      121,00
`);

    expect(lines).toEqual([{ name: "Boekenplank", invoicedQuantity: "1" }]);
  });

  it("is left out where its rows are no printed sum", () => {
    const lines = linesOf(`
Description             Qty     Price      Amount
Bench                     2     80.00      160.00

Total                                      999.00
`);

    expect(lines).toBeUndefined();
  });

  it("gives no price that contradicts quantity and amount", () => {
    const lines = linesOf(`
Description             Qty     Price      Amount
Bench                     2     75.00      160.00

Total                                      160.00
`);

    expect(lines).toEqual([{ name: "Bench", lineNetAmount: "160.00" }]);
  });
});
