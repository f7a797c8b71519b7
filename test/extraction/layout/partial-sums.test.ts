import { describe, expect, it } from "vitest";
import { invoiceFromPages } from "#src/extraction/layout/invoice-from-pages.ts";
import { aPage } from "./a-page.ts";

const totalsOf = (lines: string) =>
  invoiceFromPages(aPage(`TAX INVOICE\nInvoice No: A-17\n\n${lines}`)).invoice;

describe("a rounded total", () => {
  it("is the total with tax, whatever it is called", () => {
    const rounded = (total: string) =>
      totalsOf(`
Total: 511.60
Round off          0.40
NET AMOUNT       ${total}
`);

    expect(rounded("512.00")).toMatchObject({ totalWithTax: "512.00" });
    expect(rounded("512.00").totalWithoutTax).toBeUndefined();
    expect(rounded("519.00").totalWithTax).not.toBe("519.00");
  });

  it("is what a slip asks for", () => {
    const { invoice } = invoiceFromPages(
      aPage(`
BLUE LANTERN CAFE
TOTAL AMOUNT      14.62
ROUNDING ADJ.     -0.02
AMOUNT DUE        14.60
CASH              20.00
CHANGE             5.40
`),
    );

    expect(invoice.totalWithTax).toBe("14.60");
  });

  it("is known though the rounding stands below its name, in a row of sums", () => {
    const rounded = (rounding: string) =>
      totalsOf(`
Exkl. moms       Moms 25 %       Öresutjämning       Att betala
18 038,10        4 509,53        ${rounding}         22 548,00
`);

    expect(rounded("0,37")).toMatchObject({ totalTax: "4509.53", totalWithTax: "22548.00" });
    expect(rounded("0,30").totalWithTax).toBeUndefined();
  });

  it("is as far from net and tax as was rounded, and no further", () => {
    const withRounding = (rounding: string) =>
      totalsOf(`
Sub total            1,200.00
CGST @ 9%              108.25
SGST @ 9%              108.25
Rounding                 ${rounding}
Total                1,416.00
`);

    expect(withRounding("(0.50)")).toMatchObject({ totalTax: "216.50", totalWithTax: "1416.00" });
    expect(withRounding("(0.20)").totalTax).not.toBe("216.50");
  });
});

describe("the tax of one rate among several", () => {
  it("is not the total tax of a slip that prints a larger total", () => {
    const invoice = totalsOf(`
MILK               16.50 S
RICE               21.15 Z
Total              37.65

GST Summary        Amount      Tax
S     6%            15.57     0.93
`);

    expect(invoice.totalWithTax).toBe("37.65");
    expect(invoice.totalWithoutTax).toBeUndefined();
  });

  it("is the total tax if another total says so", () => {
    const invoice = totalsOf(`
Total before discount   20.00
Total                   16.50

GST Summary        Amount      Tax
S     6%            15.57     0.93
`);

    expect(invoice).toMatchObject({ totalTax: "0.93", totalWithTax: "16.50" });
  });

  it("is the total tax if the other rates are nought", () => {
    const invoice = totalsOf(`
VAT analysis      Goods      Rate      VAT
Z                176.00      0.00%     0.00
S                 92.40     20.00%    18.48
Net total        268.40
Invoice total    286.88
`);

    expect(invoice).toMatchObject({
      totalWithoutTax: "268.40",
      totalTax: "18.48",
      totalWithTax: "286.88",
    });
  });

  it("is left out if it is less than the lowest rate of the whole", () => {
    const withTax = (tax: string) =>
      totalsOf(`
CGST 9.00%          ${tax}
SGST 9.00%
Gross total        942.82
`).totalTax;

    expect(withTax("71.91")).toBeUndefined();
    expect(withTax("143.82")).toBe("143.82");
  });

  it("is added to the other, whose label is illegible, if their bases are the net total", () => {
    const withOther = (net: string, gross: string) =>
      totalsOf(`
Net total          ${net}
VAT                 11.20
?                   63.84
                    7 %  19 %
Gross total        ${gross}
`);

    expect(withOther("496.00", "571.04")).toMatchObject({ totalTax: "75.04" });
    expect(withOther("396.00", "471.04").totalTax).toBe("11.20");
  });
});

describe("a total that says in its own words whether tax is included", () => {
  it("says so behind other words", () => {
    const invoice = totalsOf(`
Total new charges (excl. GST)     287.64
GST                                28.76
Total new charges (incl. GST)     316.40
`);

    expect(invoice).toMatchObject({
      totalWithoutTax: "287.64",
      totalTax: "28.76",
      totalWithTax: "316.40",
    });
  });

  it("may end with what is to be paid", () => {
    const invoice = totalsOf(`
Total HT               216,36 €
TVA 10 %                21,64 €
Total TTC à payer      238,00 €
`);

    expect(invoice).toMatchObject({ totalWithTax: "238.00", amountDue: "238.00" });
  });
});

describe("taxes that are no VAT", () => {
  it("are not added to it", () => {
    const invoice = totalsOf(`
Total HT               216,36 €
TVA 10 %                21,64 €
Taxe de séjour           2,40 €
Total TTC              240,40 €
`);

    expect(invoice).toMatchObject({ totalTax: "21.64", totalWithTax: "240.40" });
  });
});

describe("an untaxed invoice", () => {
  const asking = (due: string, tax = "") =>
    totalsOf(`
Total charges this period        194.52
${tax}
Please pay                       ${due}
`).totalWithTax;

  it("has the total that is called the charges and asked for", () => {
    expect(asking("194.52")).toBe("194.52");
    expect(asking("494.52")).toBeUndefined();
    expect(asking("194.52", "VAT                               12.00")).toBeUndefined();
  });
});

describe("a total without tax that is not called so", () => {
  const withNet = (net: string) =>
    totalsOf(`
Monthly rental        ${net}
CGST 9.00%             71.91
SGST 9.00%             71.91
Gross total           942.82
`);

  it("is printed, and the taxes are the printed rates of it", () => {
    expect(withNet("799.00")).toMatchObject({
      totalWithoutTax: "799.00",
      totalTax: "143.82",
      totalWithTax: "942.82",
    });
    expect(withNet("790.00").totalWithoutTax).toBeUndefined();
  });
});

describe("a bill that takes up a payment of the one before", () => {
  it("has the total that is asked for", () => {
    const invoice = totalsOf(`
Balance from last bill             188.10
Payments received                 -188.10
Total charges this period          194.52
Please pay                         194.52
`);

    expect(invoice).toMatchObject({ totalWithTax: "194.52", amountDue: "194.52" });
  });
});

describe("what is paid after instalments", () => {
  it("is not the total", () => {
    const invoice = totalsOf(`
Bruttobetrag                                          966,76 EUR
abzüglich geleisteter Abschlagszahlungen             -900,00 EUR
Nachzahlung                                            66,76 EUR
fällig am 08.03.2024
`);

    expect(invoice).toMatchObject({
      totalWithTax: "966.76",
      paidAmount: "900.00",
      amountDue: "66.76",
    });
  });
});

describe("the total below a subtotal, taxes, fees and tips", () => {
  const withTip = (tip: string, between = "") =>
    totalsOf(`
Subtotal                   34.20
Taxes                       2.91
Delivery fee                2.99
${between}
Tip                         ${tip}
Total                      43.10
`).totalWithTax;

  it("is what they add up to", () => {
    expect(withTip("3.00")).toBe("43.10");
    expect(withTip("9.00")).toBeUndefined();
  });

  it("is left out if a line between them has no sum", () => {
    expect(withTip("3.00", "Thank you")).toBeUndefined();
  });
});
