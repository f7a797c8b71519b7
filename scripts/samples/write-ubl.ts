import type { Company } from "./companies.ts";
import { totalsOf, type SampleInvoice } from "./sample-invoice.ts";
import { xml, xmlDocument, type XmlNode } from "./xml-text.ts";

const namespaces = {
  root: "urn:oasis:names:specification:ubl:schema:xsd:",
  aggregate: "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
  basic: "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
};

/** Prefixes are free in XML; a reader that expects `cbc` reads by luck. */
export type UblPrefixes = {
  readonly root: string;
  readonly aggregate: string;
  readonly basic: string;
};

/** Writes a UBL 2.1 Invoice or CreditNote after EN 16931 (Peppol BIS Billing 3). */
export function writeUbl(invoice: SampleInvoice, prefixes: UblPrefixes): string {
  const totals = totalsOf(invoice);
  const isCredit = invoice.isCreditNote === true;
  const kind = isCredit ? "CreditNote" : "Invoice";
  const root = (name: string) => (prefixes.root === "" ? name : `${prefixes.root}:${name}`);
  const a = (name: string, ...children: readonly (XmlNode | undefined)[]): XmlNode =>
    xml(`${prefixes.aggregate}:${name}`, {}, ...children);
  const b = (name: string, text: string | undefined, attributes = {}): XmlNode | undefined =>
    text === undefined ? undefined : xml(`${prefixes.basic}:${name}`, attributes, text);
  const money = (name: string, amount: string) => b(name, amount, { currencyID: invoice.currency });
  const scheme = a("TaxScheme", b("ID", "VAT"));
  const category = (name: string, code: string, rate: string, reason?: string) =>
    a(
      name,
      b("ID", code),
      b("Percent", rate),
      b("TaxExemptionReasonCode", reason && "VATEX-EU-AE"),
      b("TaxExemptionReason", reason),
      scheme,
    );
  const party = (name: string, company: Company): XmlNode =>
    a(
      name,
      a(
        "Party",
        a(
          "PostalAddress",
          b("StreetName", company.street),
          b("CityName", company.city),
          b("PostalZone", company.postCode),
          a("Country", b("IdentificationCode", company.countryCode)),
        ),
        company.vatId === undefined
          ? undefined
          : a("PartyTaxScheme", b("CompanyID", company.vatId), scheme),
        a(
          "PartyLegalEntity",
          b("RegistrationName", company.name),
          b("CompanyID", company.registration),
        ),
      ),
    );
  const { allowance, seller } = invoice;
  const first = totals.groups[0];
  return xmlDocument(
    xml(
      root(kind),
      {
        [prefixes.root === "" ? "xmlns" : `xmlns:${prefixes.root}`]: `${namespaces.root}${kind}-2`,
        [`xmlns:${prefixes.aggregate}`]: namespaces.aggregate,
        [`xmlns:${prefixes.basic}`]: namespaces.basic,
      },
      b(
        "CustomizationID",
        "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0",
      ),
      b("ProfileID", "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"),
      b("ID", invoice.number),
      b("IssueDate", invoice.issueDate),
      isCredit ? undefined : b("DueDate", invoice.dueDate),
      b(`${kind}TypeCode`, isCredit ? "381" : "380"),
      b("DocumentCurrencyCode", invoice.currency),
      b("BuyerReference", "Rechnungseingang"),
      invoice.purchaseOrder === undefined
        ? undefined
        : a("OrderReference", b("ID", invoice.purchaseOrder)),
      invoice.precedingNumber === undefined
        ? undefined
        : a("BillingReference", a("InvoiceDocumentReference", b("ID", invoice.precedingNumber))),
      party("AccountingSupplierParty", seller),
      party("AccountingCustomerParty", invoice.buyer),
      invoice.deliveryDate === undefined
        ? undefined
        : a(
            "Delivery",
            b("ActualDeliveryDate", invoice.deliveryDate),
            a(
              "DeliveryLocation",
              a("Address", a("Country", b("IdentificationCode", invoice.buyer.countryCode))),
            ),
          ),
      a(
        "PaymentMeans",
        b("PaymentMeansCode", "58"),
        b("PaymentID", invoice.number),
        a(
          "PayeeFinancialAccount",
          b("ID", invoice.iban ?? seller.iban),
          a("FinancialInstitutionBranch", b("ID", seller.bic)),
        ),
      ),
      allowance === undefined || first === undefined
        ? undefined
        : a(
            "AllowanceCharge",
            b("ChargeIndicator", "false"),
            b("AllowanceChargeReason", allowance.reason),
            money("Amount", allowance.amount),
            category("TaxCategory", first.category, first.ratePercent),
          ),
      a(
        "TaxTotal",
        money("TaxAmount", totals.totalTax),
        ...totals.groups.map((group) =>
          a(
            "TaxSubtotal",
            money("TaxableAmount", group.taxable),
            money("TaxAmount", group.tax),
            category(
              "TaxCategory",
              group.category,
              group.ratePercent,
              group.category === "AE" ? invoice.exemptionReason : undefined,
            ),
          ),
        ),
      ),
      a(
        "LegalMonetaryTotal",
        money("LineExtensionAmount", totals.sumOfLines),
        money("TaxExclusiveAmount", totals.totalWithoutTax),
        money("TaxInclusiveAmount", totals.totalWithTax),
        allowance && money("AllowanceTotalAmount", allowance.amount),
        money("PayableAmount", totals.totalWithTax),
      ),
      ...invoice.lines.map((line, index) =>
        a(
          `${kind}Line`,
          b("ID", String(index + 1)),
          b(isCredit ? "CreditedQuantity" : "InvoicedQuantity", line.quantity, {
            unitCode: line.unitCode,
          }),
          money("LineExtensionAmount", totals.lineNets[index] ?? "0"),
          a(
            "Item",
            b("Name", line.name),
            category("ClassifiedTaxCategory", line.category ?? "S", line.ratePercent),
          ),
          a("Price", money("PriceAmount", line.price)),
        ),
      ),
    ),
  );
}
