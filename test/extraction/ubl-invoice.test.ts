import { describe, expect, it } from "vitest";
import { Invoice, otherAccountsMax } from "#src/domain/invoice.ts";
import { defaultReadingLimits } from "#src/domain/reading-limits.ts";
import { ublInvoice } from "#src/extraction/ubl-invoice.ts";
import { parseXml } from "#src/reading/parse-xml.ts";
import {
  ublHeader,
  ublLine,
  ublSeller,
  ublTaxTotal,
  ublTotals,
  ublXml,
  type UblParts,
} from "#test/support/ubl-xml.ts";

const limits = { ...defaultReadingLimits };
const readXml = (xml: string) =>
  ublInvoice(parseXml(Buffer.from(xml), { limits, acceptRoot: () => undefined }));
const read = (parts: UblParts = {}) => readXml(ublXml(parts));
const invoiceOf = (parts: UblParts): Invoice => read(parts).invoice;

describe("A UBL invoice", () => {
  it("gives every field that is in it, and no other", () => {
    const { documentType, invoice, warnings } = read();

    expect(documentType).toBe("invoice");
    expect(warnings).toEqual([]);
    expect(invoice).toEqual({
      specificationIdentifier: "urn:cen.eu:en16931:2017",
      invoiceNumber: "R-2026-17",
      issueDate: "2026-03-01",
      paymentDueDate: "2026-03-31",
      invoiceTypeCode: "380",
      currencyCode: "EUR",
      seller: {
        name: "Harfenbau Welle GmbH",
        vatId: "DE123456789",
        address: { line1: "Saitengasse 4", city: "Kassel", postCode: "34117", countryCode: "DE" },
      },
      buyer: { name: "Orchester Nord e. V." },
      sumOfLineNetAmounts: "100.00",
      totalWithoutTax: "100.00",
      totalTax: "19.00",
      totalWithTax: "119.00",
      amountDue: "119.00",
      taxBreakdowns: [
        { taxCategory: "S", taxRatePercent: "19", taxableAmount: "100.00", taxAmount: "19.00" },
      ],
      invoiceLines: [
        {
          id: "1",
          name: "Tuning a harp",
          invoicedQuantity: "2",
          unitCode: "HUR",
          itemNetPrice: "50.00",
          lineNetAmount: "100.00",
          taxCategory: "S",
          taxRatePercent: "19",
        },
      ],
    });
    expect(Invoice.parse(invoice)).toEqual(invoice);
  });

  it("shows for every value where it stands, numbering what repeats", () => {
    const { evidence } = read({ lines: ublLine + ublLine });

    expect(evidence["seller.vatId"]).toEqual({
      text: "DE123456789",
      xpath: "/Invoice/AccountingSupplierParty/Party/PartyTaxScheme/CompanyID",
      confidence: 1,
      by: ["xml"],
    });
    expect(evidence["invoiceLines.1.name"]?.xpath).toBe("/Invoice/InvoiceLine[2]/Item/Name");
    expect(evidence["invoiceLines.0.unitCode"]?.xpath).toBe(
      "/Invoice/InvoiceLine[1]/InvoicedQuantity/@unitCode",
    );
  });

  it("has evidence for exactly its values", () => {
    const { invoice, evidence } = read();

    expect(Object.keys(evidence).toSorted()).toEqual(leafPaths(invoice).toSorted());
  });

  it("is read the same under any prefixes", () => {
    const plain = ublXml();
    const prefixed = plain
      .replaceAll("cbc:", "x:")
      .replaceAll("cac:", "y:")
      .replace("xmlns:cbc", "xmlns:x")
      .replace("xmlns:cac", "xmlns:y")
      .replace("<Invoice xmlns=", "<ubl:Invoice xmlns:ubl=")
      .replace("</Invoice>", "</ubl:Invoice>");

    expect(readXml(prefixed)).toEqual(readXml(plain));
  });

  it("does not take elements of a foreign vocabulary for its own", () => {
    const header = `<i:ID xmlns:i="http://www.w3.org/2001/XInclude">FAKE</i:ID>${ublHeader}`;

    expect(invoiceOf({ header }).invoiceNumber).toBe("R-2026-17");
  });

  it("is a credit note by its root or by its type code", () => {
    const header = ublHeader.replace("380", "381");

    expect(read({ root: "CreditNote" }).documentType).toBe("credit_note");
    expect(read({ header }).documentType).toBe("credit_note");
    expect(read({ root: "SelfBilledInvoice" }).documentType).toBe("invoice");
  });

  it("as a credit note has its own names for type, lines and quantities, and its due date with the payment", () => {
    const invoice = invoiceOf({
      root: "CreditNote",
      header: "<cbc:ID>C-1</cbc:ID><cbc:CreditNoteTypeCode>381</cbc:CreditNoteTypeCode>",
      middle:
        "<cac:PaymentMeans><cbc:PaymentDueDate>2026-04-01</cbc:PaymentDueDate></cac:PaymentMeans>",
      lines: ublLine.replaceAll("InvoiceLine", "CreditNoteLine").replaceAll("Invoiced", "Credited"),
    });

    expect(invoice).toMatchObject({
      invoiceTypeCode: "381",
      paymentDueDate: "2026-04-01",
      invoiceLines: [{ invoicedQuantity: "2", unitCode: "HUR" }],
    });
  });

  it("has the tax in its own currency, not in the accounting currency", () => {
    const inZloty = ublTaxTotal.replaceAll("EUR", "PLN").replaceAll("19.00", "81.70");
    const accounting =
      '<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">19.00</cbc:TaxAmount></cac:TaxTotal>';

    for (const tax of [inZloty + ublTaxTotal, ublTaxTotal + inZloty, accounting + ublTaxTotal]) {
      const invoice = invoiceOf({ tax });
      expect(invoice.totalTax).toBe("19.00");
      expect(invoice.taxBreakdowns).toHaveLength(1);
    }
  });

  it("adds up several kinds of tax", () => {
    const special = ublTaxTotal.replaceAll("19.00", "7.50");

    const { invoice, evidence } = read({ tax: ublTaxTotal + special });

    expect(invoice.totalTax).toBe("26.50");
    expect(evidence["totalTax"]?.text).toBe("19.00 + 7.50");
    expect(invoice.taxBreakdowns).toHaveLength(2);
  });

  it("tells a VAT id from a tax number", () => {
    const scheme = (id: string, name: string): string =>
      `<cac:PartyTaxScheme><cbc:CompanyID>${id}</cbc:CompanyID><cac:TaxScheme><cbc:ID>${name}</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>`;

    const seller = scheme("026/123/45678", "FC") + scheme("DE 123 456 789", "VAT");

    expect(invoiceOf({ seller }).seller).toEqual({
      taxId: "026/123/45678",
      vatId: "DE123456789",
    });
    expect(invoiceOf({ seller: scheme("M2-1234567-8", "GST") }).seller?.vatId).toBe("M2-1234567-8");
  });

  it("has the legal name first and the trading name beside it", () => {
    const partyName = "<cac:PartyName><cbc:Name>Wellenklang</cbc:Name></cac:PartyName>";

    expect(invoiceOf({ seller: partyName + ublSeller }).seller).toMatchObject({
      name: "Harfenbau Welle GmbH",
      tradingName: "Wellenklang",
    });
    expect(invoiceOf({ seller: partyName }).seller).toEqual({ name: "Wellenklang" });
  });

  it("reads registration, person and the address parts of older profiles", () => {
    const seller = `
      <cac:PostalAddress><cbc:StreetName>Saitengasse</cbc:StreetName><cbc:BuildingNumber>4</cbc:BuildingNumber>
        <cbc:AdditionalStreetName>Hof 2</cbc:AdditionalStreetName><cbc:CountrySubentity>Hessen</cbc:CountrySubentity></cac:PostalAddress>
      <cac:PartyLegalEntity><cbc:CompanyID schemeID="0204">HRB 1</cbc:CompanyID></cac:PartyLegalEntity>
      <cac:Person><cbc:FirstName>Ada</cbc:FirstName><cbc:FamilyName>Welle</cbc:FamilyName></cac:Person>`;

    expect(invoiceOf({ seller }).seller).toEqual({
      name: "Ada Welle",
      legalRegistrationId: "HRB 1",
      legalRegistrationScheme: "0204",
      address: { line1: "Saitengasse 4", line2: "Hof 2", region: "Hessen" },
    });
  });

  it("takes the first account that is an IBAN, with its bank", () => {
    const means = (account: string, bank: string): string =>
      `<cac:PaymentMeans><cac:PayeeFinancialAccount><cbc:ID>${account}</cbc:ID><cac:FinancialInstitutionBranch><cbc:ID>${bank}</cbc:ID></cac:FinancialInstitutionBranch></cac:PayeeFinancialAccount></cac:PaymentMeans>`;
    const middle =
      means("12345678", "20-00-00") +
      means("DE02 1203 0000 0000 2020 51", "BYLADEM1001") +
      means("NL91ABNA0417164300", "ABNANL2A");

    const { invoice, evidence } = read({ middle });

    expect(invoice).toMatchObject({ iban: "DE02120300000000202051", bic: "BYLADEM1001" });
    expect(evidence["iban"]?.xpath).toBe("/Invoice/PaymentMeans[2]/PayeeFinancialAccount/ID");
    expect(invoice.otherAccounts).toEqual(["12345678", "NL91ABNA0417164300"]);
    expect(evidence["otherAccounts.1"]?.xpath).toBe(
      "/Invoice/PaymentMeans[3]/PayeeFinancialAccount/ID",
    );
  });

  it("keeps an account that is no IBAN, and names each account once", () => {
    const means = (...accounts: string[]): string =>
      accounts
        .map(
          (account) =>
            `<cac:PaymentMeans><cac:PayeeFinancialAccount><cbc:ID>${account}</cbc:ID></cac:PayeeFinancialAccount></cac:PaymentMeans>`,
        )
        .join("");

    expect(invoiceOf({ middle: means("12-34-56 98765432", "123456 98765432") })).toMatchObject({
      otherAccounts: ["12-34-56 98765432"],
    });
    expect(
      invoiceOf({ middle: means("DE02 1203 0000 0000 2020 51", "DE02120300000000202051") }),
    ).not.toHaveProperty("otherAccounts");
  });

  it("keeps no more accounts than any seller has", () => {
    const middle = Array.from(
      { length: otherAccountsMax + 5 },
      (_, at) =>
        `<cac:PaymentMeans><cac:PayeeFinancialAccount><cbc:ID>${10_000_000 + at}</cbc:ID></cac:PayeeFinancialAccount></cac:PaymentMeans>`,
    ).join("");

    expect(Invoice.parse(invoiceOf({ middle })).otherAccounts).toHaveLength(otherAccountsMax);
  });

  it("reads allowances and charges of the document and sums those of a line", () => {
    const part = (isCharge: boolean, amount: string): string =>
      `<cac:AllowanceCharge><cbc:ChargeIndicator>${isCharge}</cbc:ChargeIndicator><cbc:AllowanceChargeReason>Freight</cbc:AllowanceChargeReason><cbc:Amount currencyID="EUR">${amount}</cbc:Amount><cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>19</cbc:Percent></cac:TaxCategory></cac:AllowanceCharge>`;
    const lineParts = part(false, "1.10") + part(false, "2.205") + part(true, "3");
    const lines = ublLine.replace("<cac:Item>", `${lineParts}<cac:Item>`);

    const invoice = invoiceOf({ middle: part(true, "5.00") + part(false, "1.00"), lines });

    expect(invoice.allowancesAndCharges).toEqual([
      { isCharge: true, amount: "5.00", taxCategory: "S", taxRatePercent: "19", reason: "Freight" },
      {
        isCharge: false,
        amount: "1.00",
        taxCategory: "S",
        taxRatePercent: "19",
        reason: "Freight",
      },
    ]);
    expect(invoice.invoiceLines?.[0]).toMatchObject({ lineAllowances: "3.305", lineCharges: "3" });
  });

  it("reads references, dates and everything about payment", () => {
    const id = (name: string, value: string): string =>
      `<cac:${name}><cbc:ID>${value}</cbc:ID></cac:${name}>`;
    const totals = ublTotals.replace(
      "<cbc:PayableAmount",
      "<cbc:AllowanceTotalAmount>1</cbc:AllowanceTotalAmount><cbc:ChargeTotalAmount>2</cbc:ChargeTotalAmount><cbc:PrepaidAmount>30</cbc:PrepaidAmount><cbc:PayableRoundingAmount>-0.01</cbc:PayableRoundingAmount><cbc:PayableAmount",
    );
    const header = `${ublHeader}<cbc:TaxPointDate>2026-02-28</cbc:TaxPointDate><cbc:TaxCurrencyCode>PLN</cbc:TaxCurrencyCode>
      ${id("OrderReference", "PO-7")}<cac:BillingReference>${id("InvoiceDocumentReference", "R-2026-9")}</cac:BillingReference>`;
    const middle = `<cac:TaxRepresentativeParty><cac:PartyTaxScheme><cbc:CompanyID>FR12345678901</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme></cac:TaxRepresentativeParty>
      <cac:Delivery><cbc:ActualDeliveryDate>2026-02-27</cbc:ActualDeliveryDate><cac:DeliveryLocation><cac:Address><cac:Country><cbc:IdentificationCode>at</cbc:IdentificationCode></cac:Country></cac:Address></cac:DeliveryLocation></cac:Delivery>`;

    expect(invoiceOf({ header, middle, totals })).toMatchObject({
      taxPointDate: "2026-02-28",
      taxCurrencyCode: "PLN",
      purchaseOrder: "PO-7",
      precedingInvoiceNumber: "R-2026-9",
      taxRepresentativeVatId: "FR12345678901",
      deliveryDate: "2026-02-27",
      deliverToCountryCode: "AT",
      sumOfAllowances: "1",
      sumOfCharges: "2",
      paidAmount: "30",
      roundingAmount: "-0.01",
    });
  });

  it("reads the price base quantity and, where items have no name, their description", () => {
    const lines = ublLine
      .replace("<cbc:Name>Tuning a harp</cbc:Name>", "<cbc:Description>Strings</cbc:Description>")
      .replace(
        "</cac:Price>",
        '<cbc:BaseQuantity unitCode="HUR">10</cbc:BaseQuantity></cac:Price>',
      );

    expect(invoiceOf({ lines }).invoiceLines).toMatchObject([
      { name: "Strings", priceBaseQuantity: "10" },
    ]);
  });

  it("leaves out, with a warning, what cannot be read, and keeps the rest", () => {
    const header = ublHeader.replace("2026-03-01", "2026-02-30");
    const totals = ublTotals.replace(
      "119.00</cbc:PayableAmount>",
      "one hundred</cbc:PayableAmount>",
    );

    const { invoice, evidence, warnings } = read({ header, totals });

    expect(invoice).not.toHaveProperty("issueDate");
    expect(invoice).not.toHaveProperty("amountDue");
    expect(evidence).not.toHaveProperty("issueDate");
    expect(invoice.totalWithTax).toBe("119.00");
    expect(warnings).toMatchObject([
      {
        rule: "DOCUMENT-VALUE-UNREADABLE",
        path: "issueDate",
        message: expect.stringContaining("2026-02-30"),
      },
      {
        rule: "DOCUMENT-VALUE-UNREADABLE",
        path: "amountDue",
        message: expect.stringContaining("one hundred"),
      },
    ]);
  });

  it("warns of a value stated twice with different content, and reads the first", () => {
    const totals = ublTotals.replace(
      "<cbc:PayableAmount",
      "<cbc:PayableAmount>1.00</cbc:PayableAmount><cbc:PayableAmount",
    );

    const { invoice, warnings } = read({ totals });

    expect(invoice.amountDue).toBe("1.00");
    expect(warnings).toMatchObject([
      {
        rule: "DOCUMENT-VALUE-REPEATED",
        path: "amountDue",
        message: expect.stringContaining("119.00"),
      },
    ]);
  });

  it("reports a code that is wrong in every line once", () => {
    const lines = ublLine.replace("<cbc:ID>S</cbc:ID>", "<cbc:ID>XX</cbc:ID>").repeat(200);

    expect(read({ lines }).warnings).toHaveLength(1);
  });

  it("has no currency if it names none, whatever its amounts say", () => {
    const header = ublHeader.replace(/<cbc:DocumentCurrencyCode>.*\n?/, "");

    expect(invoiceOf({ header })).not.toHaveProperty("currencyCode");
  });

  it("with more lines than an invoice may have is refused rather than shortened", () => {
    const lines = "<cac:InvoiceLine/>".repeat(20_001);

    expect(() => read({ lines })).toThrow(
      expect.objectContaining({ code: "document.xml_too_large" }),
    );
  });
});

function leafPaths(value: unknown, path = ""): string[] {
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([key, child]) =>
    leafPaths(child, path === "" ? key : `${path}.${key}`),
  );
}
