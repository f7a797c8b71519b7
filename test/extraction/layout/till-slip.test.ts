import { describe, expect, it } from "vitest";
import { invoiceFromPages } from "#src/extraction/layout/invoice-from-pages.ts";
import type { Word } from "#src/domain/reading.ts";
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

/** A slip on which these words were hardly legible. */
const photographed = (text: string, unsure: readonly string[] = []) =>
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

describe("a photograph of narrow print", () => {
  const narrow = (head: string, foot = "") =>
    photographed(`
${head}
12 Harbour Road
${foot}
1 Coffee              4.00
2 Cake                6.00
TOTAL                10.00
`);

  it("is a till slip, though it prints no word of a till", () => {
    const { documentType, invoice } = invoiceFromPages(
      narrow("BLUE LANTERN CAFE", "27 June 2025  10:08"),
    );

    expect(documentType).toBe("receipt");
    expect(invoice).toMatchObject({
      seller: { name: "BLUE LANTERN CAFE" },
      issueDate: "2025-06-27",
      totalWithTax: "10.00",
    });
  });

  it("is none beside a line as wide as a sheet", () => {
    const { documentType } = invoiceFromPages(
      narrow("BLUE LANTERN CAFE", `${"Coffee and cake since 1974 ".repeat(3)} at the harbour`),
    );

    expect(documentType).not.toBe("receipt");
  });

  it("names the shop below a greeting", () => {
    const { invoice } = invoiceFromPages(narrow("WELCOME TO\nBLUE LANTERN CAFE"));

    expect(invoice.seller?.name).toBe("BLUE LANTERN CAFE");
  });

  it("names the shop and not who serves or owns it", () => {
    const { invoice } = invoiceFromPages(
      narrow("BLUE LANTERN CAFE\nProp. Ada Quill Ltd", "Seller: Ana"),
    );

    expect(invoice.seller?.name).toBe("BLUE LANTERN CAFE");
  });

  it("is not surely dated by a day that was hardly legible", () => {
    const dated = (unsure: readonly string[]) =>
      invoiceFromPages(photographed("BLUE LANTERN CAFE\n27/06/2025\nTOTAL  10.00", unsure));

    expect(dated([]).evidence["issueDate"]?.confidence).toBeGreaterThan(0.9);
    expect(dated(["27/06/2025"]).evidence["issueDate"]?.confidence).toBeLessThan(0.7);
  });

  it("keeps words together that are a letter apart", () => {
    const wide = photographed("BLUE LANTERN CAFE\nBill no.  17-204\nTOTAL  10.00").map((page) => ({
      ...page,
      rows: page.rows.map(({ words }) => ({ words: words.map(flat) })),
    }));

    expect(invoiceFromPages(wide).invoice.seller?.name).toBe("BLUE LANTERN CAFE");
  });
});

/** A word of low letters, as wide as before: its height says little of how far words are apart. */
const flat = ({ box: [left, top, right, bottom], ...word }: Word): Word => ({
  ...word,
  box: [left, (top + bottom) / 2, right, bottom],
});

describe("a sum whose mark recognition lost", () => {
  const paid = (total: string, card: string) =>
    invoiceFromPages(
      photographed(`
BLUE LANTERN CAFE
Coffee               4.00
Cake                42.50
TOTAL WITH VAT      ${total}
CARD                ${card}
`),
    ).invoice.totalWithTax;

  it("is the total if it is printed again with its mark", () => {
    expect(paid("46 50", "46.50")).toBe("46.50");
    expect(paid("46 50", "46.80")).toBeUndefined();
  });

  it("is the total if net, tax and rounding make it", () => {
    const { invoice } = invoiceFromPages(
      photographed(`
BLUE LANTERN CAFE
Subtotal            27.30
SST 6%               1.64
Rounding            -0.04
TOTAL               28 90
`),
    );

    expect(invoice).toMatchObject({
      totalWithoutTax: "27.30",
      totalTax: "1.64",
      totalWithTax: "28.90",
    });
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

describe("a receipt of an order or a tax", () => {
  it.each(["Order Receipt", "VAT receipt", "Parking receipt"])("is a receipt: %s", (title) => {
    const { documentType } = invoiceFromPages(
      aPage(`${title}\nDate: 2026-02-03\nSubtotal   10.00\nVAT 20 %    2.00\nTotal      12.00`),
    );

    expect(documentType).toBe("receipt");
  });
});
