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
    ["INVOICE\nInvoice #— 3189846", "3189846"],
    ["Invoice INV/2023/03/0008", "INV/2023/03/0008"],
    ["Rechnung # RE-20171118/506 von 18.11.2017", "RE-20171118/506"],
    ["Handelsrechnung (380) Nr. 471102 vom 15.11.2024", "471102"],
    ["Faktura nr: F 1234K20/1234/12", "F 1234K20/1234/12"],
    ["INVOICE\n# invoice_number_1", "invoice_number_1"],
    ["Rechnungsnummer     87 4411 0123 4567", "87 4411 0123 4567"],
    ["INVOICE\nInvoice Number:\nInvoice Date:\n\n42183017\nAugust 3, 2014", "42183017"],
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
    expect(read("INVOICE A-17\nPO Number: po_number_123").invoice.purchaseOrder).toBe(
      "po_number_123",
    );
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

  it("is valid if its checksum is", () => {
    expect(isValidIban("GB29NWBK60161331926819")).toBe(true);
    expect(isValidIban("GB29NWBK60161331926818")).toBe(false);
  });
});
