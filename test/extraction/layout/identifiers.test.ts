import { describe, expect, it } from "vitest";
import { isValidIban } from "#src/extraction/layout/bank.ts";
import { invoiceFromPages } from "#src/extraction/layout/invoice-from-pages.ts";
import { aPage } from "./a-page.ts";

const read = (lines: string) =>
  invoiceFromPages(aPage(`${lines.replace(/^\n/, "")}\nTotal: 12.00 EUR`));
const numberOf = (lines: string) => read(lines).invoice.invoiceNumber;

describe("the invoice number", () => {
  it.each([
    ["Invoice Number: INV-2041", "INV-2041"],
    ["INVOICE\nInvoice #— 5507731", "5507731"],
    ["Invoice INV/2024/07/0031", "INV/2024/07/0031"],
    ["Rechnung # RE-20240312/77 von 12.03.2024", "RE-20240312/77"],
    ["Handelsrechnung (380) Nr. 880017 vom 12.03.2024", "880017"],
    ["Faktura nr: F 77K24/310/5", "F 77K24/310/5"],
    ["INVOICE\n# north_17", "north_17"],
    ["Rechnungsnummer     87 5512 0987 6543", "87 5512 0987 6543"],
    ["Bill number     K 118 220 941-7", "K 118 220 941-7"],
    ["Bill number     K 118 of 3 May 2024", "K 118"],
    ["INVOICE\nInvoice Number:\nInvoice Date:\n\n60917344\nJune 5, 2024", "60917344"],
  ])("is read from %j", (text, number) => {
    expect(numberOf(text)).toBe(number);
  });

  it("is none of the numbers of customer, order and delivery", () => {
    expect(
      numberOf(`
INVOICE
Customer No: 4711
Order Number: 4712
Delivery Note No: 4713
`),
    ).toBeUndefined();
  });

  it("is no invoice the text only refers to", () => {
    expect(
      numberOf("INVOICE\nThis document refers to invoice PREV-00700 of last year"),
    ).toBeUndefined();
  });

  it("is no date", () => {
    expect(numberOf("Rechnung 03.04.2024")).toBeUndefined();
  });
});

describe("the purchase order", () => {
  it("is the number behind its label, whole", () => {
    expect(read("INVOICE A-17\nPO Number: po_north_17").invoice.purchaseOrder).toBe("po_north_17");
  });
});

describe("the account", () => {
  it("is read in groups of four", () => {
    const { invoice, evidence } = read(
      "INVOICE A-17\nIBAN DE89 3704 0044 0532 0130 00, BIC COBADEFFXXX",
    );

    expect(invoice).toMatchObject({ iban: "DE89370400440532013000", bic: "COBADEFFXXX" });
    expect(evidence["iban"]?.confidence).toBeGreaterThan(0.9);
  });

  it("is given with little confidence where its checksum is wrong", () => {
    const { invoice, evidence } = read("INVOICE A-17\nIBAN: DE89370400440532013001");

    expect(invoice.iban).toBe("DE89370400440532013001");
    expect(evidence["iban"]?.confidence).toBeLessThanOrEqual(0.5);
  });

  it("is the valid one of two", () => {
    const { invoice } = read("INVOICE A-17\nIBAN: DE89370400440532013001\nIBAN: BE68539007547034");

    expect(invoice.iban).toBe("BE68539007547034");
  });

  it("is a Polish account printed without the country, if the check digits are right", () => {
    const ibanOf = (line: string) => read(`Faktura VAT nr 17/2024\n${line}`).invoice.iban;

    expect(ibanOf("Nr konta: 61 1090 1014 0000 0712 1981 2874")).toBe(
      "PL61109010140000071219812874",
    );
    expect(ibanOf("Numer rachunku: 61109010140000071219812874")).toBe(
      "PL61109010140000071219812874",
    );
    expect(ibanOf("Nr konta: 62 1090 1014 0000 0712 1981 2874")).toBeUndefined();
    expect(ibanOf("Nr konta: 61 1090 1014 0000 0712 1981 2874 11")).toBeUndefined();
    expect(ibanOf("Nr klienta: 61 1090 1014 0000 0712 1981 2874")).toBeUndefined();
  });

  it("is valid if its checksum is", () => {
    expect(isValidIban("GB29NWBK60161331926819")).toBe(true);
    expect(isValidIban("GB29NWBK60161331926818")).toBe(false);
  });
});
