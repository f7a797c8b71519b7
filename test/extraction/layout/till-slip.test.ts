import { describe, expect, it } from "vitest";
import { invoiceFromPages } from "#src/extraction/layout/invoice-from-pages.ts";
import { aPage } from "./a-page.ts";

const readInvoice = (text: string) => invoiceFromPages(aPage(text));

const slip = (head: string, foot = "") => `
${head}
12 Harbour Road

1 Coffee              4.00
2 Cake                6.00
TOTAL                10.00
CASH                 20.00
CHANGE               10.00
Cashier: Ana
${foot}
`;

describe("a till slip", () => {
  it("is a receipt of the shop named first", () => {
    const { documentType, invoice } = readInvoice(slip("BLUE LANTERN CAFE"));

    expect(documentType).toBe("receipt");
    expect(invoice).toMatchObject({ seller: { name: "BLUE LANTERN CAFE" }, totalWithTax: "10.00" });
  });

  it("names its shop below a number or a single word of its logo", () => {
    const { invoice } = readInvoice(slip("3180301\nBLUE\nBLUE LANTERN CAFE"));

    expect(invoice.seller?.name).toBe("BLUE LANTERN CAFE");
  });

  it("is dated by the only day it prints, wherever it stands", () => {
    const { invoice } = readInvoice(slip("BLUE LANTERN CAFE", "REG 01   27/06/2025 10:08"));

    expect(invoice.issueDate).toBe("2025-06-27");
  });

  it("has no date if it prints two days", () => {
    const { invoice } = readInvoice(
      slip("BLUE LANTERN CAFE", "27/06/2025 10:08\nReturns until 30/07/2025"),
    );

    expect(invoice.issueDate).toBeUndefined();
  });

  it("has no date if nothing tells day from month", () => {
    const { invoice } = readInvoice(slip("BLUE LANTERN CAFE", "03/04/2025 10:08"));

    expect(invoice.issueDate).toBeUndefined();
  });

  it("tells day from month by a region that names its country", () => {
    const { invoice } = readInvoice(
      slip("BLUE LANTERN CAFE\n43000 KAJANG, SELANGOR", "03/04/2025 10:08"),
    );

    expect(invoice.issueDate).toBe("2025-04-03");
  });

  it.each(["Växel 08-123 45 67", "Change order 17      100.00", "Rest                 100,00"])(
    "is not an invoice that says: %s",
    (line) => {
      const { documentType } = readInvoice(
        `BLUE LANTERN CAFE\n12 Harbour Road\n\n${line}\nTotal    200.00\nDate 3.2.2026\nVAT 20 %\n`,
      );

      expect(documentType).not.toBe("receipt");
    },
  );
});

describe("a photographed till slip", () => {
  /** A slip on which these words were hardly legible. */
  const photographed = (text: string, unsure: readonly string[]) =>
    aPage(text).map((page) => ({
      ...page,
      rows: page.rows.map((row) => ({
        ...row,
        words: row.words.map((word) => ({
          ...word,
          confidence: unsure.includes(word.text) ? 0.2 : 0.95,
        })),
      })),
    }));
  const shopOf = (head: string, unsure: readonly string[] = []) =>
    invoiceFromPages(photographed(slip(head), unsure)).invoice.seller?.name;

  it.each(["5/8", "§/B", "S/8"])("reads the legal form S/B in %s", (form) => {
    expect(shopOf(`BLUE LANTERN MART ${form} (519537-X)`, [form])).toBe("BLUE LANTERN MART S/B");
  });

  it("names its shop below what recognition made of a fold", () => {
    expect(shopOf("LA SAS\nBLUE LANTERN MART S/B", ["LA", "SAS"])).toBe("BLUE LANTERN MART S/B");
  });

  it("has no shop if a word of its name is hardly legible", () => {
    expect(shopOf("BLUE LANTERN MART", ["LANTERN"])).toBeUndefined();
  });
});

describe("what is no till slip", () => {
  it("does not give the first line as its seller", () => {
    const { invoice } = readInvoice(`
BLUE LANTERN CAFE
12 Harbour Road

Invoice No: A-17
Total: 12.00 EUR
`);

    expect(invoice.seller?.name).toBeUndefined();
  });
});

describe("the column of a clerk", () => {
  it("does not name the seller", () => {
    const { invoice } = readInvoice(`
Facture

Date          Facture #    Date d'échéance   Vendeur
04/11/2025    FA-17        14/11/2025        Jean Petit

Total TTC     12,00 EUR
`);

    expect(invoice.invoiceNumber).toBe("FA-17");
    expect(invoice.seller?.name).toBeUndefined();
  });
});

describe("the legal form Sdn Bhd", () => {
  it("is no Bahraini dinar", () => {
    const { invoice } = readInvoice(`
Palm Court Trading SDN BHD (139386 X)

Invoice No: A-17
Total RM12.00
`);

    expect(invoice.currencyCode).toBe("MYR");
  });
});
