import type { Company } from "./companies.ts";
import { totalsOf, type SampleInvoice } from "./sample-invoice.ts";
import { xml, xmlDocument, type XmlNode } from "./xml-text.ts";

type Child = XmlNode | undefined;
const node = (name: string, ...children: readonly Child[]): XmlNode => xml(name, {}, ...children);
const leaf = (name: string, text: string | undefined, attributes = {}): Child =>
  text === undefined ? undefined : xml(name, attributes, text);
const date = (name: string, isoDate: string | undefined): Child =>
  isoDate === undefined
    ? undefined
    : node(name, leaf("udt:DateTimeString", isoDate.replaceAll("-", ""), { format: "102" }));

const profiles = {
  xrechnung: "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0",
  facturx: "urn:cen.eu:en16931:2017",
} as const;

/** Writes a UN/CEFACT Cross Industry Invoice (D16B) as XRechnung or Factur-X EN 16931. */
export function writeCii(invoice: SampleInvoice, profile: keyof typeof profiles): string {
  const totals = totalsOf(invoice);
  const { allowance, seller } = invoice;
  const first = totals.groups[0];
  const tax = (
    group: { category: string; ratePercent: string; taxable?: string; tax?: string },
    name = "ram:ApplicableTradeTax",
  ): XmlNode =>
    node(
      name,
      leaf("ram:CalculatedAmount", group.tax),
      leaf("ram:TypeCode", "VAT"),
      leaf("ram:ExemptionReason", group.category === "AE" ? invoice.exemptionReason : undefined),
      leaf("ram:BasisAmount", group.taxable),
      leaf("ram:CategoryCode", group.category),
      leaf("ram:ExemptionReasonCode", group.category === "AE" ? "VATEX-EU-AE" : undefined),
      leaf("ram:RateApplicablePercent", group.ratePercent),
    );
  return xmlDocument(
    xml(
      "rsm:CrossIndustryInvoice",
      {
        "xmlns:rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
        "xmlns:ram":
          "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
        "xmlns:udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
      },
      node(
        "rsm:ExchangedDocumentContext",
        node("ram:GuidelineSpecifiedDocumentContextParameter", leaf("ram:ID", profiles[profile])),
      ),
      node(
        "rsm:ExchangedDocument",
        leaf("ram:ID", invoice.number),
        leaf("ram:TypeCode", "380"),
        date("ram:IssueDateTime", invoice.issueDate),
      ),
      node(
        "rsm:SupplyChainTradeTransaction",
        ...invoice.lines.map((line, index) =>
          node(
            "ram:IncludedSupplyChainTradeLineItem",
            node("ram:AssociatedDocumentLineDocument", leaf("ram:LineID", String(index + 1))),
            node("ram:SpecifiedTradeProduct", leaf("ram:Name", line.name)),
            node(
              "ram:SpecifiedLineTradeAgreement",
              node("ram:NetPriceProductTradePrice", leaf("ram:ChargeAmount", line.price)),
            ),
            node(
              "ram:SpecifiedLineTradeDelivery",
              leaf("ram:BilledQuantity", line.quantity, { unitCode: line.unitCode }),
            ),
            node(
              "ram:SpecifiedLineTradeSettlement",
              tax({ category: line.category ?? "S", ratePercent: line.ratePercent }),
              node(
                "ram:SpecifiedTradeSettlementLineMonetarySummation",
                leaf("ram:LineTotalAmount", totals.lineNets[index]),
              ),
            ),
          ),
        ),
        node(
          "ram:ApplicableHeaderTradeAgreement",
          leaf("ram:BuyerReference", "Rechnungseingang"),
          party("ram:SellerTradeParty", seller),
          party("ram:BuyerTradeParty", invoice.buyer),
          invoice.purchaseOrder === undefined
            ? undefined
            : node(
                "ram:BuyerOrderReferencedDocument",
                leaf("ram:IssuerAssignedID", invoice.purchaseOrder),
              ),
        ),
        node(
          "ram:ApplicableHeaderTradeDelivery",
          invoice.deliveryDate === undefined
            ? undefined
            : node(
                "ram:ActualDeliverySupplyChainEvent",
                date("ram:OccurrenceDateTime", invoice.deliveryDate),
              ),
        ),
        node(
          "ram:ApplicableHeaderTradeSettlement",
          leaf("ram:PaymentReference", invoice.number),
          leaf("ram:InvoiceCurrencyCode", invoice.currency),
          node(
            "ram:SpecifiedTradeSettlementPaymentMeans",
            leaf("ram:TypeCode", "58"),
            node(
              "ram:PayeePartyCreditorFinancialAccount",
              leaf("ram:IBANID", invoice.iban ?? seller.iban),
            ),
            node("ram:PayeeSpecifiedCreditorFinancialInstitution", leaf("ram:BICID", seller.bic)),
          ),
          ...totals.groups.map((group) => tax(group)),
          allowance === undefined || first === undefined
            ? undefined
            : node(
                "ram:SpecifiedTradeAllowanceCharge",
                node("ram:ChargeIndicator", leaf("udt:Indicator", "false")),
                leaf("ram:ActualAmount", allowance.amount),
                leaf("ram:Reason", allowance.reason),
                tax(
                  { category: first.category, ratePercent: first.ratePercent },
                  "ram:CategoryTradeTax",
                ),
              ),
          invoice.dueDate === undefined
            ? undefined
            : node("ram:SpecifiedTradePaymentTerms", date("ram:DueDateDateTime", invoice.dueDate)),
          node(
            "ram:SpecifiedTradeSettlementHeaderMonetarySummation",
            leaf("ram:LineTotalAmount", totals.sumOfLines),
            leaf("ram:AllowanceTotalAmount", allowance?.amount),
            leaf("ram:TaxBasisTotalAmount", totals.totalWithoutTax),
            leaf("ram:TaxTotalAmount", totals.totalTax, { currencyID: invoice.currency }),
            leaf("ram:GrandTotalAmount", totals.totalWithTax),
            leaf("ram:DuePayableAmount", totals.totalWithTax),
          ),
        ),
      ),
    ),
  );
}

/** Writes the schema of ZUGFeRD 1.0, which many archives still hold: other names, one namespace a layer. */
export function writeZugferd1(invoice: SampleInvoice): string {
  const totals = totalsOf(invoice);
  const { seller, currency } = invoice;
  const money = (name: string, amount: string | undefined): Child =>
    leaf(name, amount, { currencyID: currency });
  const tax = (group: {
    category: string;
    ratePercent: string;
    taxable?: string;
    tax?: string;
  }): XmlNode =>
    node(
      "ram:ApplicableTradeTax",
      money("ram:CalculatedAmount", group.tax),
      leaf("ram:TypeCode", "VAT"),
      money("ram:BasisAmount", group.taxable),
      leaf("ram:CategoryCode", group.category),
      leaf("ram:ApplicablePercent", group.ratePercent),
    );
  return xmlDocument(
    xml(
      "rsm:CrossIndustryDocument",
      {
        "xmlns:rsm": "urn:ferd:CrossIndustryDocument:invoice:1p0",
        "xmlns:ram":
          "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:12",
        "xmlns:udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:15",
      },
      node(
        "rsm:SpecifiedExchangedDocumentContext",
        node(
          "ram:GuidelineSpecifiedDocumentContextParameter",
          leaf("ram:ID", "urn:ferd:CrossIndustryDocument:invoice:1p0:comfort"),
        ),
      ),
      node(
        "rsm:HeaderExchangedDocument",
        leaf("ram:ID", invoice.number),
        leaf("ram:Name", "RECHNUNG"),
        leaf("ram:TypeCode", "380"),
        date("ram:IssueDateTime", invoice.issueDate),
      ),
      node(
        "rsm:SpecifiedSupplyChainTradeTransaction",
        node(
          "ram:ApplicableSupplyChainTradeAgreement",
          party("ram:SellerTradeParty", seller),
          party("ram:BuyerTradeParty", invoice.buyer),
        ),
        node(
          "ram:ApplicableSupplyChainTradeDelivery",
          invoice.deliveryDate === undefined
            ? undefined
            : node(
                "ram:ActualDeliverySupplyChainEvent",
                date("ram:OccurrenceDateTime", invoice.deliveryDate),
              ),
        ),
        node(
          "ram:ApplicableSupplyChainTradeSettlement",
          leaf("ram:PaymentReference", invoice.number),
          leaf("ram:InvoiceCurrencyCode", currency),
          node(
            "ram:SpecifiedTradeSettlementPaymentMeans",
            leaf("ram:TypeCode", "31"),
            node("ram:PayeePartyCreditorFinancialAccount", leaf("ram:IBANID", seller.iban)),
            node("ram:PayeeSpecifiedCreditorFinancialInstitution", leaf("ram:BICID", seller.bic)),
          ),
          ...totals.groups.map(tax),
          node("ram:SpecifiedTradePaymentTerms", date("ram:DueDateDateTime", invoice.dueDate)),
          node(
            "ram:SpecifiedTradeSettlementMonetarySummation",
            money("ram:LineTotalAmount", totals.sumOfLines),
            money("ram:ChargeTotalAmount", "0.00"),
            money("ram:AllowanceTotalAmount", "0.00"),
            money("ram:TaxBasisTotalAmount", totals.totalWithoutTax),
            money("ram:TaxTotalAmount", totals.totalTax),
            money("ram:GrandTotalAmount", totals.totalWithTax),
            money("ram:DuePayableAmount", totals.totalWithTax),
          ),
        ),
        ...invoice.lines.map((line, index) =>
          node(
            "ram:IncludedSupplyChainTradeLineItem",
            node("ram:AssociatedDocumentLineDocument", leaf("ram:LineID", String(index + 1))),
            node(
              "ram:SpecifiedSupplyChainTradeAgreement",
              node("ram:NetPriceProductTradePrice", money("ram:ChargeAmount", line.price)),
            ),
            node(
              "ram:SpecifiedSupplyChainTradeDelivery",
              leaf("ram:BilledQuantity", line.quantity, { unitCode: line.unitCode }),
            ),
            node(
              "ram:SpecifiedSupplyChainTradeSettlement",
              tax({ category: line.category ?? "S", ratePercent: line.ratePercent }),
              node(
                "ram:SpecifiedTradeSettlementMonetarySummation",
                money("ram:LineTotalAmount", totals.lineNets[index]),
              ),
            ),
            node("ram:SpecifiedTradeProduct", leaf("ram:Name", line.name)),
          ),
        ),
      ),
    ),
  );
}

function party(name: string, company: Company): XmlNode {
  return node(
    name,
    leaf("ram:Name", company.name),
    node(
      "ram:PostalTradeAddress",
      leaf("ram:PostcodeCode", company.postCode),
      leaf("ram:LineOne", company.street),
      leaf("ram:CityName", company.city),
      leaf("ram:CountryID", company.countryCode),
    ),
    company.vatId === undefined
      ? undefined
      : node("ram:SpecifiedTaxRegistration", leaf("ram:ID", company.vatId, { schemeID: "VA" })),
  );
}
