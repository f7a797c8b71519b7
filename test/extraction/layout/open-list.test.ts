import { describe, expect, it } from "vitest";
import { invoiceFromPages } from "#src/extraction/layout/invoice-from-pages.ts";
import { aPage } from "./a-page.ts";

const linesOf = (text: string) =>
  invoiceFromPages(aPage(`INVOICE\nInvoice No: A-17\n\n${text}`)).invoice.invoiceLines;

describe("a list without a header", () => {
  it("is read above the total that it adds up to", () => {
    const text = (net: string) => `
Consulting in March                         120.00
  on site, travel included
2 x Workshop                                 80.00
Minutes, per e-mail                 EUR      20.00

Net total                                   ${net}
VAT 20 %                                     44.00
Total                                       264.00
`;

    expect(linesOf(text("220.00"))).toEqual([
      { name: "Consulting in March", lineNetAmount: "120.00" },
      { name: "Workshop", invoicedQuantity: "2", lineNetAmount: "80.00" },
      { name: "Minutes, per e-mail", lineNetAmount: "20.00" },
    ]);
    expect(linesOf(text("210.00"))).toBeUndefined();
  });

  it("has quantities and prices beside, below or above the amount they give", () => {
    const lines = linesOf(`
Milk                          2.40
  2 x 1.20
Bread 2 x 3.10                6.20
Cheese
  0.300 x 20.00               6.00

Total incl. VAT              14.60
`);

    expect(lines).toEqual([
      { name: "Milk", invoicedQuantity: "2", itemNetPrice: "1.20", lineNetAmount: "2.40" },
      { name: "Bread", invoicedQuantity: "2", itemNetPrice: "3.10", lineNetAmount: "6.20" },
      { name: "Cheese", invoicedQuantity: "0.300", itemNetPrice: "20.00", lineNetAmount: "6.00" },
    ]);
  });

  it("has a delivery printed like the other rows, and may be one product", () => {
    const delivery = (cells: string) =>
      linesOf(`
Espresso                1 x 696.00          696.00
  once a month
Delivery                ${cells}           49.00

Subtotal                                    745.00
`);

    expect(delivery("1 x 49.00")).toMatchObject([{ name: "Espresso" }, { name: "Delivery" }]);
    expect(delivery("         ")).toBeUndefined();
    expect(linesOf("Beans        2 x 143.20     286.40\n\nSubtotal     286.40")).toMatchObject([
      { name: "Beans", invoicedQuantity: "2", itemNetPrice: "143.20", lineNetAmount: "286.40" },
    ]);
  });

  it("has what amounts are worked out from between them and their names", () => {
    const bill = (share: string) =>
      linesOf(`
Power          13.2 kW x 28 days x 0.104000 EUR/kW        38.44
Energy         1,194 kWh x 0.148500 EUR/kWh              177.31
Excise duty    5.11 % ${share}                          11.03

Net total                                                226.78
VAT 20 %                                                  45.36
Total                                                    272.14
`);

    expect(bill("of 215.75")).toEqual([
      { name: "Power", lineNetAmount: "38.44" },
      { name: "Energy", lineNetAmount: "177.31" },
      { name: "Excise duty", lineNetAmount: "11.03" },
    ]);
    expect(bill("   215.75")).toBeUndefined();
  });

  it("has units between a quantity and its price", () => {
    const lines = linesOf(`
Switchboard
     2 pcs à 310.00               620.00
Fitter
  4.5 hours @ 80.00               360.00

Total excl. VAT                   980.00
VAT 25 %                          245.00
Total incl. VAT                 1,225.00
`);

    expect(lines).toMatchObject([
      { name: "Switchboard", invoicedQuantity: "2", itemNetPrice: "310.00" },
      { name: "Fitter", invoicedQuantity: "4.5", itemNetPrice: "80.00" },
    ]);
  });

  it("has quantities before the names and prices behind them", () => {
    const lines = (second: string) =>
      linesOf(`
 38  Menu of the day                    46.50         1,767.00  A
 ${second}  A
     ---------------------------------------------------
     Total excl. VAT                                  2,251.00
     VAT 10 %                                           225.10
     Total incl. VAT                                  2,476.10
`);

    expect(lines("11  Red wine, 7.5 dl                   44.00           484.00")).toMatchObject([
      { name: "Menu of the day", invoicedQuantity: "38", itemNetPrice: "46.50" },
      { name: "Red wine, 7.5 dl", invoicedQuantity: "11", itemNetPrice: "44.00" },
    ]);
    expect(lines("12  Red wine, 7.5 dl                   44.00           484.00")).toBeUndefined();
  });

  it("in a letter tells that what is due is the total, if every row is quantity times price", () => {
    const letter = (rows: string) =>
      invoiceFromPages(
        aPage(`
Invoice number: 2024-31
Invoice date: March 4, 2024

  * Home page, rounds 2 and 3: 14 hrs @ $95/hr = $1,330.00
  ${rows}

Total due: $1,420.00
`),
      ).invoice;

    expect(letter("* Call: 1.5 hrs @ $60/hr = $90.00")).toMatchObject({
      totalWithTax: "1420.00",
      invoiceLines: [
        { name: "Home page, rounds 2 and 3:", invoicedQuantity: "14" },
        { name: "Call:", invoicedQuantity: "1.5" },
      ],
    });
    expect(letter("* Previous month = $90.00").totalWithTax).toBeUndefined();
    expect(letter("* Call: 1.5 hrs @ $60/hr = $90.00\nTax 4.00").totalWithTax).toBeUndefined();
  });

  it("has no net amounts where it adds up to the total with tax", () => {
    const lines = linesOf(`
Coffee                       10.00
Cake                         14.00

Total                        24.00
incl. VAT 20 %                4.00
`);

    expect(lines).toEqual([{ name: "Coffee" }, { name: "Cake" }]);
  });

  it("is not made of sums, of one row, or of what stands in several columns", () => {
    const totals = "Net total                   100.00\nVAT 20 %                     20.00";
    const total = "Total                       120.00";

    expect(linesOf(`${totals}\n${total}`)).toBeUndefined();
    expect(linesOf(`Consulting                  100.00\n${totals}\n${total}`)).toBeUndefined();
    expect(
      linesOf(`North     70.00     80.00\nSouth     50.00     40.00\n${total}`),
    ).toBeUndefined();
  });
});
