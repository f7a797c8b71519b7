import { describe, expect, it } from "vitest";
import type { Draft } from "#src/domain/draft.ts";
import { draftInvoice } from "#src/extraction/draft-invoice.ts";
import { anEpcCode, aSwissCode } from "#test/support/a-code.ts";
import { aPage } from "../layout/a-page.ts";

const header = `
Harfenbau Welle GmbH
Saitengasse 4
34117 Kassel
USt-IdNr.: DE136695976

Rechnung
Rechnungsnummer: R-2026-19
Rechnungsdatum: 01.03.2026

Nettobetrag            100,00 EUR
USt. 19 %               19,00 EUR
Gesamtbetrag           119,00 EUR
`;
const account = "\nIBAN: DE89 3704 0044 0532 0130 00\n";
const otherIban = "FR1420041010050500013M02606";

type Case = { readonly text?: string; readonly codes: readonly string[] };
const draftOf = ({ text = header + account, codes }: Case): Draft =>
  draftInvoice({
    source: "pdf-text",
    pages: aPage(text),
    codes: codes.map((code) => ({ page: 1, box: [400, 600, 500, 700], text: code })),
    warnings: [],
  });
const rulesOf = ({ warnings = [] }: Draft): string[] => warnings.map(({ rule }) => rule);

describe("a code that says what the page says", () => {
  it("makes the values surer, and is named among who read them", () => {
    const { evidence, warnings } = draftOf({ codes: [anEpcCode()] });

    expect(warnings).toEqual([]);
    for (const path of ["iban", "totalWithTax", "invoiceNumber", "seller.name", "currencyCode"]) {
      expect(evidence[path], path).toMatchObject({ by: ["rules", "code"] });
      expect(evidence[path]?.confidence, path).toBeGreaterThanOrEqual(0.99);
    }
    expect(evidence["issueDate"]?.by).toEqual(["rules"]);
  });

  it("changes nothing if it is of another kind", () => {
    const codes = ["https://example.com/survey"];
    expect(draftOf({ codes })).toEqual(draftOf({ codes: [] }));
  });
});

describe("a value the page lacks", () => {
  it("is taken from the code, with its place", () => {
    const { invoice, evidence } = draftOf({ text: header, codes: [anEpcCode()] });

    expect(invoice).toMatchObject({ iban: "DE89370400440532013000", bic: "COBADEFFXXX" });
    expect(evidence["iban"]).toEqual({
      text: "DE89370400440532013000",
      page: 1,
      box: [400, 600, 500, 700],
      confidence: 0.9,
      by: ["code"],
    });
  });

  it("is not taken where codes contradict each other in it", () => {
    const codes = [anEpcCode(), anEpcCode({ iban: otherIban })];
    expect(draftOf({ text: header, codes }).invoice).not.toHaveProperty("iban");
  });

  it("may be the number and day of the invoice, of a Swiss bill with its billing information", () => {
    const text = `
Harfenbau Welle AG
Saitengasse 4
8001 Zürich

Rechnung
MwSt-Nr. CHE-106.017.086 MWST

Zwischensumme          1'000.00 CHF
MwSt. 8.1 %               81.00 CHF
Total                  1'081.00 CHF
`;
    const { invoice, warnings } = draftOf({ text, codes: [aSwissCode()] });

    expect(invoice).toMatchObject({
      invoiceNumber: "R-2026-19",
      issueDate: "2026-03-01",
      iban: "CH4431999123000889012",
      totalWithTax: "1081.00",
    });
    expect(warnings).toEqual([]);
  });
});

describe("a code that says something else than the page", () => {
  it("is a contradiction: another account than the one that is printed", () => {
    const draft = draftOf({ codes: [anEpcCode({ iban: otherIban })] });

    expect(draft.invoice.iban).toBe("DE89370400440532013000");
    expect(draft.warnings).toMatchObject([
      { rule: "CODE-IBAN", path: "iban", isContradiction: true },
    ]);
    expect(draft.warnings?.[0]?.message).toContain(otherIban);
    expect(draft.evidence["iban"]?.by).toEqual(["rules"]);
  });

  it("is one though another code says what the page says", () => {
    const codes = [anEpcCode(), anEpcCode({ iban: otherIban })];
    expect(rulesOf(draftOf({ codes }))).toEqual(["CODE-IBAN"]);
  });

  it("is one in the amount", () => {
    expect(rulesOf(draftOf({ codes: [anEpcCode({ amount: "EUR911.00" })] }))).toEqual([
      "CODE-AMOUNT",
    ]);
  });

  it.each([
    ["CODE-NUMBER", "R-2026-99", "136695976"],
    ["CODE-SELLER", "R-2026-19", "811907980"],
  ])("is one in the number and the seller: %s", (rule, number, vatNumber) => {
    const code = `SID*1.0*ID:${number}*DD:20260301*AM:119.00*CC:EUR*VII:DE${vatNumber}`;
    const stated = code.replace("VII:DE", "VII:");

    const pageOf = header.replace("DE136695976", "CZ136695976") + account;

    expect(rulesOf(draftOf({ text: pageOf, codes: [stated] }))).toEqual([rule]);
  });

  it("is none where the page prints that too: an account of another bank, an amount less a discount", () => {
    const text = `${header}${account}Oder: FR14 2004 1010 0505 0001 3M02 606
Bei Zahlung in 8 Tagen: 116,62 EUR
`;
    const codes = [anEpcCode({ iban: otherIban, amount: "EUR116.62" })];
    expect(rulesOf(draftOf({ text, codes }))).toEqual([]);
  });

  it("is none in the amount where the code is of another currency", () => {
    const text = (header + account).replaceAll("EUR", "CHF");
    const { warnings, invoice } = draftOf({ text, codes: [anEpcCode({ amount: "EUR125.00" })] });

    expect(warnings).toEqual([]);
    expect(invoice.currencyCode).toBe("CHF");
  });

  it("is none in the name: who is paid may be another than who sells", () => {
    expect(rulesOf(draftOf({ codes: [anEpcCode({ name: "Factoring Bank AG" })] }))).toEqual([]);
  });
});
