import { describe, expect, it } from "vitest";
import { invoiceFromPages } from "#src/extraction/layout/invoice-from-pages.ts";
import { aPage } from "./a-page.ts";

const totalsOf = (lines: string) =>
  invoiceFromPages(aPage(`INVOICE\nInvoice No: A-17\n\n${lines}`)).invoice;

describe("the totals of a page", () => {
  it("are the ones that add up among several labelled alike", () => {
    const invoice = totalsOf(`
Total                    90.00
Subtotal                100.00
VAT 20 %                 20.00
Total                   120.00
Total                   500.00
`);

    expect(invoice).toMatchObject({
      totalWithoutTax: "100.00",
      totalTax: "20.00",
      totalWithTax: "120.00",
    });
  });

  it("have an amount due with what an earlier bill left to pay", () => {
    const invoice = totalsOf(`
Balance on your last bill               128.40
Payment received                       -100.00
Balance brought forward                  28.40
Total charges excluding VAT              83.50
VAT at 20%                               16.70
Total charges including VAT             100.20
Total to pay                            128.60
`);

    expect(invoice).toMatchObject({ totalWithTax: "100.20", amountDue: "128.60" });
    expect(invoice).not.toHaveProperty("paidAmount");
  });

  it("stand in the row below columns of net, tax and gross where no tax is charged", () => {
    const invoice = (head: string) =>
      totalsOf(`
Service              Qty    Price        Net    VAT    ${head}       Gross
Parcels delivered     10    20.00     200.00    n/a          0.00      200.00
Parcels returned       5    10.00      50.00    n/a          0.00       50.00
                            Total     250.00                 0.00      250.00

Amount due           250.00 EUR
`);

    expect(invoice("VAT amount")).toMatchObject({
      totalWithoutTax: "250.00",
      totalTax: "0.00",
      totalWithTax: "250.00",
    });
    expect(invoice("  Deposit ").totalTax).toBeUndefined();
  });

  it("stand in the row that adds up the rates below a table, however many rows it has", () => {
    const invoice = totalsOf(`
Lp.  Nazwa         Ilość   Cena netto   Wart. netto   VAT%   Kwota VAT   Wart. brutto
1.   Oprawa            8       145,00       1160,00     23      266,80        1426,80
2.   Montaż            1      1250,00       1250,00      8      100,00        1350,00
3.   Poradnik          1        60,00         60,00      5        3,00          63,00
                       w tym:               1160,00     23      266,80        1426,80
                                            1250,00      8      100,00        1350,00
                                              60,00      5        3,00          63,00
                       RAZEM:               2470,00             369,80        2839,80
Zapłacono zaliczką: 1000,00 PLN
Do zapłaty: 1839,80 PLN
`);

    expect(invoice).toMatchObject({
      totalWithoutTax: "2470.00",
      totalTax: "369.80",
      totalWithTax: "2839.80",
    });
  });

  it("are what a printed discount leaves of the subtotal", () => {
    const withDiscount = (discount: string) =>
      totalsOf(`
Sub total              $1,400.00
Loyalty discount         $${discount}
TOTAL                    $980.00
`);

    expect(withDiscount("420.00")).toMatchObject({ totalWithTax: "980.00" });
    expect(withDiscount("320.00").totalWithTax).toBeUndefined();
  });

  it("are known by a printed charge between subtotal and total, which the total without tax is then not", () => {
    const withShipping = (shipping: string) =>
      totalsOf(`
Subtotal              1,000.00 USD
Shipping                 ${shipping} USD
Tax                      80.00 USD
TOTAL                 1,105.00 USD
`);

    const invoice = withShipping("25.00");
    expect(invoice).toMatchObject({ totalTax: "80.00", totalWithTax: "1105.00" });
    expect(invoice.totalWithoutTax).toBeUndefined();
    expect(withShipping("35.00").totalWithTax).toBeUndefined();
  });

  it("are not what has more decimals than its currency, alone", () => {
    const invoice = totalsOf(`
Sub total              512.36 USD
Total                  516.275 USD
`);

    expect(invoice.totalWithTax).toBeUndefined();
  });

  it("are also the amount due where nothing was paid before", () => {
    const dueAfter = (paid: string) =>
      totalsOf(`
Net total              100.00 EUR
VAT 20 %                20.00 EUR
Gross total            120.00 EUR
Amount paid             ${paid} EUR

Due date: 14 March 2026
`).amountDue;

    expect(dueAfter("0.00")).toBe("120.00");
    expect(dueAfter("50.00")).toBeUndefined();
  });

  it("take the tax behind the base, not the base", () => {
    const invoice = totalsOf(`
Net total                          400.00 EUR
VAT (20 % of 400.00)                80.00 EUR
Gross total                        480.00 EUR
`);

    expect(invoice).toMatchObject({ totalTax: "80.00" });
  });

  it("add up the taxes of several rates", () => {
    const { taxBreakdowns, ...invoice } = totalsOf(`
Nettobetrag                                  300,00 EUR
USt. 7 % auf 100,00                            7,00 EUR
USt. 19 % auf 200,00                          38,00 EUR
Rechnungsbetrag                              345,00 EUR
`);

    expect(invoice).toMatchObject({
      totalWithoutTax: "300.00",
      totalTax: "45.00",
      totalWithTax: "345.00",
    });
    expect(taxBreakdowns).toEqual([
      { taxRatePercent: "7", taxableAmount: "100.00", taxAmount: "7.00" },
      { taxRatePercent: "19", taxableAmount: "200.00", taxAmount: "38.00" },
    ]);
  });

  it("are read from a row that prints net, tax and gross side by side", () => {
    const invoice = totalsOf(`
Razem: netto, VAT, brutto      457,50       105,23      562,73
`);

    expect(invoice).toMatchObject({
      totalWithoutTax: "457.50",
      totalTax: "105.23",
      totalWithTax: "562.73",
    });
  });

  it("keep the amount due apart from the total", () => {
    const invoice = totalsOf(`
Subtotal                        100.00
Sales Tax                        10.00
Total                           110.00
Previous unpaid balance         500.00
Amount due                      610.00
`);

    expect(invoice).toMatchObject({ totalWithTax: "110.00", amountDue: "610.00" });
  });

  it("subtract what was paid", () => {
    const invoice = totalsOf(`
Gesamtbetrag brutto             119,00 EUR
Bereits bezahlt                  19,00 EUR
Offener Betrag                  100,00 EUR
`);

    expect(invoice).toMatchObject({
      totalWithTax: "119.00",
      paidAmount: "19.00",
      amountDue: "100.00",
    });
  });

  it("stay without tax where none is printed", () => {
    expect(totalsOf("Total                25.00 EUR")).not.toHaveProperty("totalTax");
  });

  it("have no total where a larger amount stands on the page and nothing adds up", () => {
    expect(
      totalsOf("Total hours and more     25.00\nSomething             99.00"),
    ).not.toHaveProperty("totalWithTax");
  });

  it("are read where labels are stacked above their values", () => {
    const invoice = totalsOf(`
Subtotal:
Tax:
Total:
68.40
0.00
68.40
`);

    expect(invoice).toMatchObject({
      totalWithoutTax: "68.40",
      totalTax: "0.00",
      totalWithTax: "68.40",
    });
  });

  it("are read from such a stack though one of its labels is unknown", () => {
    const invoice = totalsOf(`
Subtotal:
Loyalty points:
Tax:
Total:
68.40
12
6.84
75.24
`);

    expect(invoice).toMatchObject({
      totalWithoutTax: "68.40",
      totalTax: "6.84",
      totalWithTax: "75.24",
    });
  });

  it("are read from such a stack right below the invoice lines", () => {
    const invoice = totalsOf(`
Description        Qty   Price    Amount
Paper                2   34.20     68.40
Subtotal:
Tax:
Total:
68.40
6.84
75.24
`);

    expect(invoice).toMatchObject({
      totalWithoutTax: "68.40",
      totalTax: "6.84",
      totalWithTax: "75.24",
    });
  });

  it("are read one below the other where they add up beside words of tax", () => {
    const invoice = totalsOf(`
VAT
% Base amount:
21.00
Tax amount:
Total:
Curr.:
522.31
109.69
632.00 EUR
`);

    expect(invoice).toMatchObject({
      totalWithoutTax: "522.31",
      totalTax: "109.69",
      totalWithTax: "632.00",
    });
  });

  it("are not made of three numbers that add up among other words", () => {
    const invoice = totalsOf(`
VAT 21 % is charged as of May
100.00 for the first
21.00 for the second
121.00 for the third
`);

    expect(invoice).not.toHaveProperty("totalWithTax");
  });

  it("of a credit note printed with minus signs are positive", () => {
    const { documentType, invoice } = invoiceFromPages(
      aPage(`
Credit Note CN-1009

Net total                 GBP -500.00
VAT 20%                   GBP -100.00
Gross total               GBP -600.00
`),
    );

    expect(documentType).toBe("credit_note");
    expect(invoice).toMatchObject({
      totalWithoutTax: "500.00",
      totalTax: "100.00",
      totalWithTax: "600.00",
    });
  });

  it("are not what is insured", () => {
    const invoice = totalsOf(`
Sum insured           90000.00
Premium                 100.00
Amount payable          100.00
`);

    expect(invoice.totalWithTax).toBeUndefined();
  });
});

describe("the currency of a page", () => {
  it("is absent behind a bare dollar sign", () => {
    expect(totalsOf("Total    $25.00")).not.toHaveProperty("currencyCode");
  });

  it("is the US dollar behind a dollar sign beside an American address", () => {
    expect(totalsOf("Total    $25.00\n\nPortland, OR 97201")).toMatchObject({
      currencyCode: "USD",
    });
  });

  it("is the labelled one of two printed", () => {
    const invoice = totalsOf(`
Payment currency: USD
                     USD       EUR
TOTAL             219.50    201.30
`);

    expect(invoice).toMatchObject({ currencyCode: "USD", totalWithTax: "219.50" });
  });
});

describe("a total under a label nobody foresaw", () => {
  it("is the sum of net and tax", () => {
    const invoice = totalsOf(`
Net total                   400.00 EUR
VAT 20 %                     80.00 EUR
Everything together         480.00 EUR
`);

    expect(invoice).toMatchObject({ totalWithTax: "480.00" });
  });

  it("is the tax between net and gross", () => {
    const invoice = totalsOf(`
Net total                   400.00 EUR
Levy of the realm            80.00 EUR
Gross total                 480.00 EUR
`);

    expect(invoice).toMatchObject({ totalTax: "80.00" });
  });
});
