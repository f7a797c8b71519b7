const schema = "urn:oasis:names:specification:ubl:schema:xsd:";

export type UblParts = {
  readonly root?: "Invoice" | "CreditNote" | "SelfBilledInvoice";
  readonly declaration?: string;
  /** Elements of the header, in place of the default ones. */
  readonly header?: string;
  readonly seller?: string;
  readonly buyer?: string;
  /** Payment, allowances and anything else before the totals. */
  readonly middle?: string;
  readonly tax?: string;
  readonly totals?: string;
  readonly lines?: string;
};

export const ublHeader = `
  <cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>
  <cbc:ID>R-2026-17</cbc:ID>
  <cbc:IssueDate>2026-03-01</cbc:IssueDate>
  <cbc:DueDate>2026-03-31</cbc:DueDate>
  <cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
  <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>`;

export const ublTaxTotal = `
  <cac:TaxTotal>
    <cbc:TaxAmount currencyID="EUR">19.00</cbc:TaxAmount>
    <cac:TaxSubtotal>
      <cbc:TaxableAmount currencyID="EUR">100.00</cbc:TaxableAmount>
      <cbc:TaxAmount currencyID="EUR">19.00</cbc:TaxAmount>
      <cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>19</cbc:Percent></cac:TaxCategory>
    </cac:TaxSubtotal>
  </cac:TaxTotal>`;

export const ublTotals = `
  <cac:LegalMonetaryTotal>
    <cbc:LineExtensionAmount currencyID="EUR">100.00</cbc:LineExtensionAmount>
    <cbc:TaxExclusiveAmount currencyID="EUR">100.00</cbc:TaxExclusiveAmount>
    <cbc:TaxInclusiveAmount currencyID="EUR">119.00</cbc:TaxInclusiveAmount>
    <cbc:PayableAmount currencyID="EUR">119.00</cbc:PayableAmount>
  </cac:LegalMonetaryTotal>`;

export const ublLine = `
  <cac:InvoiceLine>
    <cbc:ID>1</cbc:ID>
    <cbc:InvoicedQuantity unitCode="HUR">2</cbc:InvoicedQuantity>
    <cbc:LineExtensionAmount currencyID="EUR">100.00</cbc:LineExtensionAmount>
    <cac:Item>
      <cbc:Name>Tuning a harp</cbc:Name>
      <cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>19</cbc:Percent></cac:ClassifiedTaxCategory>
    </cac:Item>
    <cac:Price><cbc:PriceAmount currencyID="EUR">50.00</cbc:PriceAmount></cac:Price>
  </cac:InvoiceLine>`;

export const ublSeller = `
    <cac:PostalAddress>
      <cbc:StreetName>Saitengasse 4</cbc:StreetName>
      <cbc:CityName>Kassel</cbc:CityName>
      <cbc:PostalZone>34117</cbc:PostalZone>
      <cac:Country><cbc:IdentificationCode>DE</cbc:IdentificationCode></cac:Country>
    </cac:PostalAddress>
    <cac:PartyTaxScheme>
      <cbc:CompanyID>DE123456789</cbc:CompanyID>
      <cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>
    </cac:PartyTaxScheme>
    <cac:PartyLegalEntity><cbc:RegistrationName>Harfenbau Welle GmbH</cbc:RegistrationName></cac:PartyLegalEntity>`;

const ublBuyer = `
    <cac:PartyLegalEntity><cbc:RegistrationName>Orchester Nord e. V.</cbc:RegistrationName></cac:PartyLegalEntity>`;

/** A small UBL document; each test gives only the part it is about. */
export function ublXml(parts: UblParts = {}): string {
  const root = parts.root ?? "Invoice";
  return `${parts.declaration ?? '<?xml version="1.0" encoding="UTF-8"?>'}
<${root} xmlns="${schema}${root}-2" xmlns:cac="${schema}CommonAggregateComponents-2" xmlns:cbc="${schema}CommonBasicComponents-2">${parts.header ?? ublHeader}
  <cac:AccountingSupplierParty><cac:Party>${parts.seller ?? ublSeller}</cac:Party></cac:AccountingSupplierParty>
  <cac:AccountingCustomerParty><cac:Party>${parts.buyer ?? ublBuyer}</cac:Party></cac:AccountingCustomerParty>
  ${parts.middle ?? ""}${parts.tax ?? ublTaxTotal}${parts.totals ?? ublTotals}${parts.lines ?? ublLine}
</${root}>
`;
}
