import { describe, expect, it } from "vitest";
import { Invoice } from "#src/domain/invoice.ts";
import { defaultReadingLimits } from "#src/domain/reading-limits.ts";
import { ciiInvoice } from "#src/extraction/cii-invoice.ts";
import { parseXml } from "#src/reading/parse-xml.ts";
import {
  ciiSettlement,
  ciiTotals,
  ciiXml,
  zugferd1Xml,
  type CiiParts,
} from "#test/support/cii-xml.ts";

const readXml = (xml: string) =>
  ciiInvoice(
    parseXml(Buffer.from(xml), { limits: defaultReadingLimits, acceptRoot: () => undefined }),
  );
const read = (parts: CiiParts = {}) => readXml(ciiXml(parts));
const invoiceOf = (parts: CiiParts): Invoice => read(parts).invoice;
const document = (typeCode: string, date: string): string =>
  `<ram:ID>R-1</ram:ID><ram:TypeCode>${typeCode}</ram:TypeCode><ram:IssueDateTime>${date}</ram:IssueDateTime>`;

describe("A CII invoice", () => {
  it("gives every field that is in it, and no other", () => {
    const { documentType, invoice, warnings } = read();

    expect(documentType).toBe("invoice");
    expect(warnings).toEqual([]);
    expect(invoice).toEqual({
      specificationIdentifier: "urn:cen.eu:en16931:2017",
      invoiceNumber: "R-2026-18",
      issueDate: "2026-03-01",
      paymentDueDate: "2026-03-31",
      invoiceTypeCode: "380",
      currencyCode: "EUR",
      seller: {
        name: "Harfenbau Welle GmbH",
        vatId: "DE123456789",
        taxId: "026/123/45678",
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

  it("shows where a value stands", () => {
    expect(read().evidence["seller.vatId"]?.xpath).toBe(
      "/CrossIndustryInvoice/SupplyChainTradeTransaction/ApplicableHeaderTradeAgreement/SellerTradeParty/SpecifiedTaxRegistration[2]/ID",
    );
  });

  it("is read under the names of ZUGFeRD 1.0", () => {
    const { invoice, warnings } = readXml(zugferd1Xml);

    expect(warnings).toEqual([]);
    expect(invoice).toMatchObject({
      specificationIdentifier: "urn:ferd:CrossIndustryDocument:invoice:1p0:comfort",
      invoiceNumber: "R-2014-3",
      issueDate: "2014-06-15",
      deliveryDate: "2014-06-14",
      purchaseOrder: "PO-7",
      seller: { name: "Harfenbau Welle GmbH", vatId: "DE123456789" },
      iban: "DE02120300000000202051",
      bic: "BYLADEM1001",
      totalTax: "19.00",
      amountDue: "119.00",
      taxBreakdowns: [{ taxRatePercent: "19.00" }],
      invoiceLines: [
        {
          name: "Tuning a harp",
          invoicedQuantity: "2.0000",
          itemNetPrice: "50.0000",
          priceBaseQuantity: "1.0000",
          lineNetAmount: "100.00",
          taxRatePercent: "19.00",
        },
      ],
    });
  });

  it.each(["81", "261", "381", "396", "532"])("of type %s is a credit note", (typeCode) => {
    expect(read({ document: document(typeCode, "") }).documentType).toBe("credit_note");
  });

  it.each(["380", "384", "386", "389", "751", "326"])("of type %s is an invoice", (typeCode) => {
    expect(read({ document: document(typeCode, "") }).documentType).toBe("invoice");
  });

  it.each([
    '<udt:DateTimeString format="102">20260301</udt:DateTimeString>',
    '<udt:DateTimeString format="203">202603010815</udt:DateTimeString>',
    "<udt:DateTimeString>2026-03-01</udt:DateTimeString>",
    "<udt:DateTime>2026-03-01T00:00:00</udt:DateTime>",
  ])("reads the date %s", (date) => {
    expect(invoiceOf({ document: document("380", date) }).issueDate).toBe("2026-03-01");
  });

  it("leaves out, with a warning, a day that does not exist", () => {
    const date = '<udt:DateTimeString format="102">20261399</udt:DateTimeString>';

    const { invoice, warnings } = read({ document: document("380", date) });

    expect(invoice).not.toHaveProperty("issueDate");
    expect(warnings).toMatchObject([
      { path: "issueDate", message: expect.stringContaining("20261399") },
    ]);
  });

  it("warns of a value stated twice with different content", () => {
    const totals = `${ciiTotals}<ram:DuePayableAmount>1.00</ram:DuePayableAmount>`;

    expect(read({ totals }).warnings).toMatchObject([
      { rule: "DOCUMENT-VALUE-REPEATED", path: "amountDue" },
    ]);
  });

  it("has the tax total in its own currency, wherever the accounting total stands", () => {
    const own = '<ram:TaxTotalAmount currencyID="EUR">19.00</ram:TaxTotalAmount>';
    const accounting = '<ram:TaxTotalAmount currencyID="PLN">81.70</ram:TaxTotalAmount>';

    expect(invoiceOf({ totals: accounting + own }).totalTax).toBe("19.00");
    expect(invoiceOf({ totals: own + accounting }).totalTax).toBe("19.00");
  });

  it("reads everything about payment", () => {
    const settlement = `${ciiSettlement}
      <ram:TaxCurrencyCode>PLN</ram:TaxCurrencyCode>
      <ram:SpecifiedTradeSettlementPaymentMeans><ram:PayeePartyCreditorFinancialAccount><ram:ProprietaryID>12345</ram:ProprietaryID></ram:PayeePartyCreditorFinancialAccount></ram:SpecifiedTradeSettlementPaymentMeans>
      <ram:SpecifiedTradeSettlementPaymentMeans><ram:PayeePartyCreditorFinancialAccount><ram:IBANID>DE02120300000000202051</ram:IBANID></ram:PayeePartyCreditorFinancialAccount><ram:PayeeSpecifiedCreditorFinancialInstitution><ram:BICID>BYLADEM1001</ram:BICID></ram:PayeeSpecifiedCreditorFinancialInstitution></ram:SpecifiedTradeSettlementPaymentMeans>
      <ram:InvoiceReferencedDocument><ram:IssuerAssignedID>R-2026-9</ram:IssuerAssignedID></ram:InvoiceReferencedDocument>`;
    const totals = `${ciiTotals}<ram:ChargeTotalAmount>2</ram:ChargeTotalAmount><ram:AllowanceTotalAmount>1</ram:AllowanceTotalAmount><ram:RoundingAmount>0.01</ram:RoundingAmount><ram:TotalPrepaidAmount>30</ram:TotalPrepaidAmount>`;

    expect(invoiceOf({ settlement, totals })).toMatchObject({
      taxCurrencyCode: "PLN",
      iban: "DE02120300000000202051",
      bic: "BYLADEM1001",
      otherAccounts: ["12345"],
      precedingInvoiceNumber: "R-2026-9",
      sumOfCharges: "2",
      sumOfAllowances: "1",
      roundingAmount: "0.01",
      paidAmount: "30",
    });
  });

  it("takes the national number beside an IBAN for the same account, and any other for another", () => {
    const account = (proprietary: string): string =>
      `${ciiSettlement}<ram:SpecifiedTradeSettlementPaymentMeans><ram:PayeePartyCreditorFinancialAccount><ram:IBANID>DE02120300000000202051</ram:IBANID><ram:ProprietaryID>${proprietary}</ram:ProprietaryID></ram:PayeePartyCreditorFinancialAccount></ram:SpecifiedTradeSettlementPaymentMeans>`;

    expect(invoiceOf({ settlement: account("0000202051") })).not.toHaveProperty("otherAccounts");
    expect(invoiceOf({ settlement: account("7000202051") }).otherAccounts).toEqual(["7000202051"]);
  });

  it("reads allowances, charges and logistics charges of the document", () => {
    const settlement = `${ciiSettlement}
      <ram:SpecifiedTradeAllowanceCharge><ram:ChargeIndicator><udt:Indicator>false</udt:Indicator></ram:ChargeIndicator><ram:ActualAmount>1.00</ram:ActualAmount><ram:Reason>Loyalty</ram:Reason><ram:CategoryTradeTax><ram:CategoryCode>S</ram:CategoryCode><ram:RateApplicablePercent>19</ram:RateApplicablePercent></ram:CategoryTradeTax></ram:SpecifiedTradeAllowanceCharge>
      <ram:SpecifiedLogisticsServiceCharge><ram:Description>Freight</ram:Description><ram:AppliedAmount>5.00</ram:AppliedAmount></ram:SpecifiedLogisticsServiceCharge>`;

    const { invoice, evidence } = read({ settlement });

    expect(invoice.allowancesAndCharges).toEqual([
      {
        isCharge: false,
        amount: "1.00",
        taxCategory: "S",
        taxRatePercent: "19",
        reason: "Loyalty",
      },
      { isCharge: true, amount: "5.00", reason: "Freight" },
    ]);
    expect(evidence["allowancesAndCharges.1.amount"]?.text).toBe("5.00");
  });

  it("reads delivery, order, trading name, registration and tax representative", () => {
    const agreement = `
      <ram:SellerTradeParty><ram:Name>Harfenbau Welle GmbH</ram:Name><ram:SpecifiedLegalOrganization><ram:ID schemeID="0204">HRB 1</ram:ID><ram:TradingBusinessName>Wellenklang</ram:TradingBusinessName></ram:SpecifiedLegalOrganization></ram:SellerTradeParty>
      <ram:SellerTaxRepresentativeTradeParty><ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">FR12345678901</ram:ID></ram:SpecifiedTaxRegistration></ram:SellerTaxRepresentativeTradeParty>
      <ram:BuyerOrderReferencedDocument><ram:IssuerAssignedID>PO-7</ram:IssuerAssignedID></ram:BuyerOrderReferencedDocument>`;
    const delivery = `
      <ram:ShipToTradeParty><ram:PostalTradeAddress><ram:CountryID>AT</ram:CountryID></ram:PostalTradeAddress></ram:ShipToTradeParty>
      <ram:ActualDeliverySupplyChainEvent><ram:OccurrenceDateTime><udt:DateTimeString format="102">20260227</udt:DateTimeString></ram:OccurrenceDateTime></ram:ActualDeliverySupplyChainEvent>`;

    expect(invoiceOf({ agreement, delivery })).toMatchObject({
      seller: {
        name: "Harfenbau Welle GmbH",
        tradingName: "Wellenklang",
        legalRegistrationId: "HRB 1",
        legalRegistrationScheme: "0204",
      },
      taxRepresentativeVatId: "FR12345678901",
      purchaseOrder: "PO-7",
      deliverToCountryCode: "AT",
      deliveryDate: "2026-02-27",
    });
  });

  it("of a profile without lines has none", () => {
    expect(invoiceOf({ lines: "" })).not.toHaveProperty("invoiceLines");
  });
});
