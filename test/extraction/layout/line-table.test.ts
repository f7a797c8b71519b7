import { describe, expect, it } from "vitest";
import { invoiceFromPages } from "#src/extraction/layout/invoice-from-pages.ts";
import { aPage } from "./a-page.ts";

const linesOf = (text: string) =>
  invoiceFromPages(aPage(`INVOICE\nInvoice No: A-17\n\n${text}`)).invoice.invoiceLines;

describe("the table of invoice lines", () => {
  it("has the columns of amount and VAT though they are as close as words", () => {
    const lines = linesOf(`
Articolo   Descrizione         UM   Q.tà     Prezzo    Importo IVA
FL-80      Flangia tornita     NR     24     31,500     756,00 22
BS-16      Bussola filettata   NR    200      2,850     570,00 22

Cod.IVA    Descrizione         Imponibile    Imposta
22         IVA 22%               1.326,00     291,72
Totale documento               1.617,72
`);

    expect(lines).toMatchObject([
      { name: "Flangia tornita", invoicedQuantity: "24", lineNetAmount: "756.00" },
      { name: "Bussola filettata", invoicedQuantity: "200", lineNetAmount: "570.00" },
    ]);
  });

  it("takes the goods with a currency behind the price for the amount of the line", () => {
    const table = (goods: string) =>
      linesOf(`
Code      Plant                  Pot    Qty    Each    ${goods}   VAT
LAV101    Lavandula Hidcote      2L      60    3.85     231.00   S
HYD220    Hydrangea Limelight    5L      18   10.00     180.00   S

Total excluding VAT                                     411.00
VAT                                                      82.20
Invoice total                                          £493.20
`);

    expect(table("Goods £")).toMatchObject([
      { invoicedQuantity: "60", lineNetAmount: "231.00" },
      { invoicedQuantity: "18", lineNetAmount: "180.00" },
    ]);
    expect(table("Goods  ")).toBeUndefined();
  });

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

  it("has amounts in a column that is called by the currency only", () => {
    const lines = (currency: string) =>
      linesOf(`
Datum        Bemühungen              Std.     Ansatz         ${currency}
03.02.       Besprechung             1.25     280.00      350.00
06.02.       Prüfung des Vertrags    2.50     280.00      700.00

Total ohne MWST                                         1'050.00
MWST 8.1 %                                                 85.05
Total inkl. MWST                                        1'135.05
`);

    expect(lines("CHF")).toMatchObject([
      { name: "Besprechung", invoicedQuantity: "1.25", lineNetAmount: "350.00" },
      { name: "Prüfung des Vertrags", itemNetPrice: "280.00", lineNetAmount: "700.00" },
    ]);
    expect(lines("€")).toHaveLength(2);
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

  it("takes the amount of a row from the line below, where it is quantity times price", () => {
    const lines = linesOf(`
Description             Price      Qty     VAT       Net
Bench                   80.00        2     20 %
  oak, oiled                                      160.00
Parasol                 40.00        1     20 %
                                                   40.00

Net total                                         200.00
`);

    expect(lines).toMatchObject([
      { name: "Bench", invoicedQuantity: "2", itemNetPrice: "80.00", lineNetAmount: "160.00" },
      { name: "Parasol", taxRatePercent: "20", lineNetAmount: "40.00" },
    ]);
  });

  it("has a delivery that is printed like the other rows", () => {
    const lines = linesOf(`
Description             Qty     Amount
Bench                     2     160.00
Delivery                  1      40.00

Net total                       200.00
`);

    expect(lines).toMatchObject([{ name: "Bench" }, { name: "Delivery", invoicedQuantity: "1" }]);
  });

  it("has rows without a quantity where the sum is with them", () => {
    const text = (total: string) => `
Description             Qty     Price      Amount
Bench                     2     80.00      160.00
Assembly on site                            50.00
Discount                                   -10.00

Net total                                  ${total}
`;

    expect(linesOf(text("200.00"))).toMatchObject([
      { name: "Bench" },
      { name: "Assembly on site", lineNetAmount: "50.00" },
      { name: "Discount", lineNetAmount: "-10.00" },
    ]);
    expect(linesOf(text("160.00"))).toHaveLength(1);
  });

  it("takes no sum that is carried forward for a row", () => {
    const lines = linesOf(`
Description             Qty     Price      Amount
Bench                     2     80.00      160.00
Carried forward                            160.00
\fDescription             Qty     Price      Amount
Brought forward                            160.00
Parasol                   1     40.00       40.00

Net total                                  200.00
`);

    expect(lines?.map(({ name }) => name)).toEqual(["Bench", "Parasol"]);
  });

  it("gives no price from which a discount is yet to be taken", () => {
    const lines = linesOf(`
Description             Qty     Price    Disc.     Amount
Bench                     2     80.00     10%      144.00

Net total                                          144.00
`);

    expect(lines).toEqual([{ name: "Bench", invoicedQuantity: "2", lineNetAmount: "144.00" }]);
  });

  it("adds up to the total without tax though only the others are printed", () => {
    const lines = linesOf(`
Description             Qty     Price      Amount
Bench                     2     80.00      160.00

VAT                                         32.00
Total incl. VAT                            192.00
`);

    expect(lines).toMatchObject([{ lineNetAmount: "160.00" }]);
  });

  it("adds up to money printed without a label, if it has several rows", () => {
    const text = (rows: string, total: string) => `
Description             Qty     Price      Amount
${rows}

                                   ${total}   altogether
`;
    const bench = "Bench                     2     80.00      160.00";
    const parasol = "Parasol                   1     40.00       40.00";

    expect(linesOf(text(`${bench}\n${parasol}`, "200.00"))).toHaveLength(2);
    expect(linesOf(text(bench, "160.00"))).toBeUndefined();
  });

  it("takes names from their column, whatever columns are before it", () => {
    const lines = linesOf(`
Issued on             Description      Qty      Amount
17 February 2026      Bench              2      160.00

Net total                                       160.00
`);

    expect(lines).toMatchObject([{ name: "Bench" }]);
  });

  it("goes on behind the sum of a group with all that is said about its next row", () => {
    const text = (total: string) => `
Description             Qty     Price      Amount
Bench                     2     80.00      160.00
Subtotal garden                            160.00
Parasols, made to order
  green
  with a stand
  with a cover
Parasol                   1     40.00       40.00
Subtotal house                              40.00

Net total                                  ${total}
`;

    expect(linesOf(text("200.00"))).toHaveLength(2);
    expect(linesOf(text("160.00"))).toHaveLength(1);
    expect(linesOf(text("250.00"))).toBeUndefined();
  });

  it("gives no price beside a discount in words", () => {
    const lines = linesOf(`
Description             Qty     Price    Discount     Amount
Bench                     2     80.00    volume       144.00

Net total                                             144.00
`);

    expect(lines).toEqual([{ name: "Bench", invoicedQuantity: "2", lineNetAmount: "144.00" }]);
  });

  it("names what is taken off by its own line only", () => {
    const lines = linesOf(`
Description                                Amount
Bench
  oak, oiled                               160.00
  garden sale
                                           -10.00

Net total                                  150.00
`);

    expect(lines).toEqual([
      { name: "oak, oiled", lineNetAmount: "160.00" },
      { lineNetAmount: "-10.00" },
    ]);
  });

  it("is read under a header whose columns are told apart lines further down", () => {
    const lines = linesOf(`
                     Unit
                    price            Amount    VAT   Amount
Item        Qty
                      net            net       [%]    gross
Bench         2     80.00            160.00     20   192.00

Net total                                       160.00
Total                                           192.00
`);

    expect(lines).toMatchObject([
      {
        name: "Bench",
        invoicedQuantity: "2",
        itemNetPrice: "80.00",
        lineNetAmount: "160.00",
        taxRatePercent: "20",
      },
    ]);
  });

  it("takes the rightmost of two prices for the amount, though its header begins a line above", () => {
    const lines = linesOf(`
                                         Price w/o
Item               Qty     Unit price
                                               tax
Bench                2          80.00      160.00

Net total                                  160.00
`);

    expect(lines).toMatchObject([{ itemNetPrice: "80.00", lineNetAmount: "160.00" }]);
  });

  it("has prices of a hundred units where that number is printed and gives the amount", () => {
    const lines = linesOf(`
Pos   Description             Qty     Price    per      Amount
10    Screws                  500     12.40    100       62.00
20    Hammer                    2     19.00      1       38.00

Net total                                               100.00
`);

    expect(lines).toMatchObject([
      { invoicedQuantity: "500", itemNetPrice: "12.40", priceBaseQuantity: "100" },
      { invoicedQuantity: "2", itemNetPrice: "19.00", lineNetAmount: "38.00" },
    ]);
    expect(lines?.[1]).not.toHaveProperty("priceBaseQuantity");
  });

  it("has amounts without cents where nothing has cents", () => {
    const lines = linesOf(`
Description             Hours      Rate       Amount
Translation                48     3,200      153,600
Proofreading                6     2,800       16,800

Subtotal                                     170,400
Consumption tax 10%                           17,040
Total                                    JPY 187,440
`);

    expect(lines).toMatchObject([
      { invoicedQuantity: "48", itemNetPrice: "3200", lineNetAmount: "153600" },
      { invoicedQuantity: "6", itemNetPrice: "2800", lineNetAmount: "16800" },
    ]);
  });
});
