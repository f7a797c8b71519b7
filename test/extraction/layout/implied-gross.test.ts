import { describe, expect, it } from "vitest";
import { invoiceFromPages } from "#src/extraction/layout/invoice-from-pages.ts";
import { aPage } from "./a-page.ts";

const totalOf = (text: string) => invoiceFromPages(aPage(text)).invoice.totalWithTax;

describe("the total of a slip whose label was misread", () => {
  const slip = (lines: string) => `
BLUE LANTERN CAFE
12 Harbour Road

1 Coffee             4.00
2 Cakes              8.50
${lines}
Cashier: Ana
`;

  it("is what was given less the change, if the slip prints it", () => {
    expect(
      totalOf(slip("T0ia            12.50\nCASH            20.00\nCHANGE           7.50")),
    ).toBe("12.50");
  });

  it("is what was given, if nothing was given back", () => {
    expect(
      totalOf(slip("T0ia            12.50\nCASH            12.50\nCHANGE           0.00")),
    ).toBe("12.50");
  });

  it("is left out if the slip prints another sum", () => {
    expect(
      totalOf(slip("T0ia            12.60\nCASH            20.00\nCHANGE           7.50")),
    ).toBeUndefined();
  });

  it("is left out if two sums might have been given", () => {
    expect(
      totalOf(
        slip(
          "T0ia 12.50\nItn 10.00\nCASH            20.00\nPA1D 17.50\nCHANGE           7.50\nTHANKS",
        ),
      ),
    ).toBeUndefined();
  });

  it.each([
    ["German", "Gegeben", "Rückgeld"],
    ["French", "Espèces", "Rendu"],
    ["Spanish", "Efectivo", "Cambio"],
    ["Italian", "Contanti", "Resto"],
    ["Dutch", "Contant", "Wisselgeld"],
    ["Polish", "Gotówka", "Reszta"],
    ["Portuguese", "Dinheiro", "Troco"],
    ["Czech", "Hotově", "Vráceno"],
    ["Romanian", "Numerar", "Rest numerar"],
    ["Finnish", "Käteinen", "Vaihtoraha"],
    ["Swedish", "Kontant", "Växel"],
    ["Danish", "Kontant", "Byttepenge"],
    ["Norwegian", "Kontant", "Vekslepenger"],
  ])("is found in %s", (_language, given, change) => {
    const foot = `xx            12,50\n${given}         20,00\n${change}         7,50`;

    expect(totalOf(`LAMPION BLEU 7\nKade 7\n\n1 Mokka        4,00\n2 Kex     8,50\n${foot}`)).toBe(
      "12.50",
    );
  });
});

describe("the total of a recognised slip without a legible label", () => {
  const totalOfRecognized = (foot: string) => {
    const slip = `BLUE LANTERN CAFE\nTax Invoice No. A-17\n\nCoffee  4.00\nCakes  8.50\n${foot}`;
    const [page] = aPage(slip);
    const rows = page?.rows.map(({ words }) => ({
      words: words.map((word) => Object.assign(word, { confidence: 0.96 })),
    }));
    return invoiceFromPages([{ number: 1, widthPt: 300, heightPt: 600, rows: rows ?? [] }]).invoice
      .totalWithTax;
  };

  it("is what the items add up to, if it is printed twice and nothing is more", () => {
    expect(totalOfRecognized("SU8TCTA  12.50\n3H  12.50")).toBe("12.50");
  });

  it.each([
    ["it is printed once", "SU8TCTA  12.50"],
    ["the items add up to less", "SU8TCTA  12.60\n3H  12.60"],
    ["a larger sum is printed", "SU8TCTA  12.50\n3H  12.50\nT0ia  15.00"],
    ["tax is printed", "SU8TCTA  12.50\n3H  12.50\nVAT  2.50"],
  ])("is left out if %s", (_, foot) => {
    expect(totalOfRecognized(foot)).toBeUndefined();
  });

  it("is left out where the text was not recognised, whose labels would be legible", () => {
    expect(totalOf("Invoice No. A-17\nA  4.00\nB  8.50\nxx  12.50\nyy  12.50")).toBeUndefined();
  });
});

describe("the total of an invoice that prints totals by rate", () => {
  const invoice = (parts: string) => `
TAX INVOICE
Blue Lantern Bakery Ltd
Invoice No: A-17
Date: 27/06/2025

${parts}
Total payable:       73.55
`;

  it("is the amount due if two of them make it", () => {
    expect(totalOf(invoice("Total 0% supplies:   52.40\nTotal 6% supplies:   21.15"))).toBe(
      "73.55",
    );
  });

  it("is the amount due if one of them says that it is with tax", () => {
    const parts = "Total 0% supplies:   52.40\nTotal 6% supplies (incl. GST): 21.15";

    expect(totalOf(invoice(parts))).toBe("73.55");
  });

  it("is left out if they do not", () => {
    expect(
      totalOf(invoice("Total 0% supplies:   52.40\nTotal 6% supplies:   21.00")),
    ).toBeUndefined();
  });
});

describe("the total of an invoice whose tax does not add up", () => {
  const invoice = (due: string) => `
INVOICE
Blue Lantern Designs Ltd
Invoice No: A-17
Date: 27/06/2025

Subtotal:           1850.00
Tax 8%:              166.50
Total:              2286.50
Amount due:         ${due}
`;

  it("is what is called the total and the amount due", () => {
    expect(totalOf(invoice("2286.50"))).toBe("2286.50");
  });

  it("is left out if another amount is due", () => {
    expect(totalOf(invoice("2200.00"))).toBeUndefined();
  });
});
