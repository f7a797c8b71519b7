import { describe, expect, it } from "vitest";
import { differencesFromPage } from "#src/extraction/compare-with-page.ts";
import { aPage } from "./layout/a-page.ts";

const pages = aPage(`
Beispiel Werke GmbH
Hauptstraße 1
10115 Berlin
USt-IdNr.: DE136695976

Rechnung
Rechnungsnummer: RE-2026-17
Rechnungsdatum: 01.03.2026

Nettobetrag            100,00 EUR
USt. 19 %               19,00 EUR
Gesamtbetrag           119,00 EUR

IBAN: DE89 3704 0044 0532 0130 00
`);

const printed = {
  invoiceNumber: "RE-2026-17",
  totalWithTax: "119.00",
  amountDue: "119.00",
  iban: "DE89370400440532013000",
  seller: { name: "Beispiel Werke GmbH", vatId: "DE136695976" },
};

const rulesOf = (xml: Parameters<typeof differencesFromPage>[0], on = pages): string[] =>
  differencesFromPage(xml, on).map(({ rule }) => rule);

describe("an e-invoice and the page it is embedded in", () => {
  it("do not differ where the page prints what the XML states", () => {
    expect(differencesFromPage(printed, pages)).toEqual([]);
  });

  it("differ in an account that is nowhere on the page", () => {
    const [difference, ...others] = differencesFromPage(
      { ...printed, iban: "FR1420041010050500013M02606" },
      pages,
    );
    expect(others).toEqual([]);
    expect(difference).toMatchObject({ rule: "PAGE-IBAN", path: "iban", isContradiction: true });
    expect(difference?.message).toContain("FR1420041010050500013M02606");
    expect(difference?.message).toContain("DE89");
  });

  it("do not differ in an account that goes on in the next line of its column", () => {
    const columns = aPage(`
Rechnung
Rechnungsnummer: RE-2026-17
Rechnungsdatum: 01.03.2026
Gesamtbetrag 119,00 EUR

Bank: Sparkasse          IBAN: DE89 3704 0044        Tel. 030 1234
BIC: COBADEFFXXX               0532 0130 00          Fax 030 1235
IBAN FR14 2004 1010 0505 0001 3M02 606
`);
    expect(rulesOf({ iban: "DE89370400440532013000" }, columns)).toEqual([]);
    // Its check digits fit as well.
    expect(rulesOf({ iban: "DE89370400440532013097" }, columns)).toEqual(["PAGE-IBAN"]);
  });

  it.each([
    ["PAGE-TOTAL", { totalWithTax: "911.00" }],
    // The digits of the page, without its decimal mark.
    ["PAGE-TOTAL", { totalWithTax: "11900" }],
    ["PAGE-NUMBER", { invoiceNumber: "RE-2026-18" }],
    ["PAGE-SELLER", { seller: { name: "Beispiel Werke GmbH", vatId: "DE811907980" } }],
  ])("differ in what %s is about", (rule, change) => {
    expect(rulesOf({ ...printed, ...change })).toEqual([rule]);
  });

  it("differ in the seller, though both are companies of the same legal form", () => {
    const letter = aPage(`
Beispiel Werke GmbH, Hauptstraße 1, 10115 Berlin

Rechnung
Rechnungsnummer: RE-2026-17
Rechnungsdatum: 01.03.2026
Gesamtbetrag 119,00 EUR

Beispiel Werke GmbH, Hauptstraße 1, 10115 Berlin, USt-IdNr.: DE136695976
`);
    const of = (name: string): string[] => rulesOf({ seller: { name } }, letter);
    expect(of("Werke Beispiel Gesellschaft mbH")).toEqual([]);
    expect(of("Andere Handels GmbH")).toEqual(["PAGE-SELLER"]);
    expect(of("GmbH")).toEqual([]);
    expect(of("BE")).toEqual([]);
  });

  it("differ in the amount to pay, though the total is the same", () => {
    const due = aPage(`
Invoice
Invoice number: 4711
Invoice date: 2026-03-01
Subtotal               EUR 100.00
VAT 19 %                EUR 19.00
Total incl. VAT        EUR 119.00
Paid                    EUR 19.00
Amount due             EUR 100.00
`);
    const xml = { invoiceNumber: "4711", totalWithTax: "119.00" };
    expect(rulesOf({ ...xml, amountDue: "100.00" }, due)).toEqual([]);
    expect(rulesOf({ ...xml, amountDue: "1000.00" }, due)).toEqual(["PAGE-AMOUNT-DUE"]);
  });

  it("do not differ where the value of the XML stands elsewhere on the page", () => {
    // The buyer's copy names an older number too: rules may have taken the wrong one.
    const other = aPage(`
Rechnung
Rechnungsnummer: RE-2026-17
Rechnungsdatum: 01.03.2026
Ersetzt Rechnung RE-2026-16
Gesamtbetrag 119,00 EUR
`);
    expect(rulesOf({ invoiceNumber: "RE-2026-16", totalWithTax: "119.00" }, other)).toEqual([]);
  });

  it("are not compared in what either of them leaves out", () => {
    expect(rulesOf({})).toEqual([]);
    expect(rulesOf(printed, aPage("Rechnung\nSiehe Anlage\n"))).toEqual([]);
    expect(rulesOf(printed, [])).toEqual([]);
  });
});
