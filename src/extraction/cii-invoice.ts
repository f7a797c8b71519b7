import type { Invoice } from "#src/domain/invoice.ts";
import type { XmlElement } from "#src/domain/reading.ts";
import { ciiAllowances } from "./cii-allowance.ts";
import { ciiLine } from "./cii-line.ts";
import { ciiParty, ciiVatId } from "./cii-party.ts";
import { ciiBreakdowns, ciiTotals } from "./cii-tax.ts";
import { documentTypeOf } from "./document-type.ts";
import { createFieldCollector, type FieldCollector } from "./field-collector.ts";
import { paymentAccounts } from "./payment-accounts.ts";
import { listOrAbsent, present } from "./present.ts";
import { warningsOfRepeats } from "./repeated-values.ts";
import { ciiSingleFields } from "./tables/single-fields.ts";
import { assertLineCount, type XmlInvoice } from "./xml-invoice.ts";
import { placeAt, placesAt, rootPlace, type XmlPlace } from "./xml-place.ts";

/**
 * The invoice in a UN/CEFACT CrossIndustryInvoice, by the syntax binding of EN 16931-3-3. ZUGFeRD 1.0 says the same
 * under older element names, given after the `|`.
 *
 * @throws {DocumentRejected} `document.xml_too_large` if it has more lines than an invoice may have.
 */
export function ciiInvoice(element: XmlElement): XmlInvoice {
  const root = rootPlace(element);
  const fields = createFieldCollector();
  const document = placeAt(root, "ExchangedDocument|HeaderExchangedDocument");
  const trade = placeAt(root, "SupplyChainTradeTransaction|SpecifiedSupplyChainTradeTransaction");
  const agreement = placeAt(
    trade,
    "ApplicableHeaderTradeAgreement|ApplicableSupplyChainTradeAgreement",
  );
  const settlement = placeAt(
    trade,
    "ApplicableHeaderTradeSettlement|ApplicableSupplyChainTradeSettlement",
  );
  const invoiceTypeCode = fields.text("invoiceTypeCode", placeAt(document, "TypeCode"));
  const currencyCode = fields.currency("currencyCode", placeAt(settlement, "InvoiceCurrencyCode"));
  const lines = placesAt(trade, "IncludedSupplyChainTradeLineItem");
  assertLineCount(lines.length);
  const invoice = present<Invoice>({
    ...header(root, document, fields),
    invoiceTypeCode,
    currencyCode,
    ...references(agreement, fields),
    seller: ciiParty("seller", placeAt(agreement, "SellerTradeParty"), fields),
    buyer: ciiParty("buyer", placeAt(agreement, "BuyerTradeParty"), fields),
    taxRepresentativeVatId: ciiVatId(
      "taxRepresentativeVatId",
      placeAt(agreement, "SellerTaxRepresentativeTradeParty"),
      fields,
    ),
    ...delivery(
      placeAt(trade, "ApplicableHeaderTradeDelivery|ApplicableSupplyChainTradeDelivery"),
      fields,
    ),
    ...payment(settlement, fields),
    ...ciiTotals(settlement, currencyCode, fields),
    taxBreakdowns: listOrAbsent(ciiBreakdowns(settlement, fields)),
    allowancesAndCharges: listOrAbsent(ciiAllowances(settlement, fields)),
    invoiceLines: listOrAbsent(lines.map((line, index) => ciiLine(line, index, fields))),
  });
  const { evidence, warnings } = fields.finish();
  const repeats = warningsOfRepeats(root, ciiSingleFields);
  return {
    documentType: documentTypeOf(invoiceTypeCode),
    invoice,
    evidence,
    warnings: [...warnings, ...repeats],
  };
}

const header = (root: XmlPlace, document: XmlPlace | undefined, fields: FieldCollector) => ({
  invoiceNumber: fields.text("invoiceNumber", placeAt(document, "ID")),
  issueDate: fields.date("issueDate", placeAt(document, "IssueDateTime/DateTimeString|DateTime")),
  specificationIdentifier: fields.text(
    "specificationIdentifier",
    placeAt(
      root,
      "ExchangedDocumentContext|SpecifiedExchangedDocumentContext/GuidelineSpecifiedDocumentContextParameter/ID",
    ),
  ),
});

const references = (agreement: XmlPlace | undefined, fields: FieldCollector) => ({
  purchaseOrder: fields.text(
    "purchaseOrder",
    placeAt(agreement, "BuyerOrderReferencedDocument/IssuerAssignedID|ID"),
  ),
});

const delivery = (place: XmlPlace | undefined, fields: FieldCollector) => ({
  deliveryDate: fields.date(
    "deliveryDate",
    placeAt(place, "ActualDeliverySupplyChainEvent/OccurrenceDateTime/DateTimeString|DateTime"),
  ),
  deliverToCountryCode: fields.country(
    "deliverToCountryCode",
    placeAt(place, "ShipToTradeParty/PostalTradeAddress/CountryID"),
  ),
});

const payment = (settlement: XmlPlace | undefined, fields: FieldCollector) => ({
  taxCurrencyCode: fields.currency("taxCurrencyCode", placeAt(settlement, "TaxCurrencyCode")),
  taxPointDate: fields.date(
    "taxPointDate",
    placeAt(settlement, "ApplicableTradeTax/TaxPointDate/DateString|DateTimeString"),
  ),
  paymentDueDate: fields.date(
    "paymentDueDate",
    placeAt(settlement, "SpecifiedTradePaymentTerms/DueDateDateTime/DateTimeString|DateTime"),
  ),
  precedingInvoiceNumber: fields.text(
    "precedingInvoiceNumber",
    placeAt(settlement, "InvoiceReferencedDocument/IssuerAssignedID|ID"),
  ),
  ...accounts(settlement, fields),
});

/** The accounts to pay at, with the bank of the one that is the IBAN. */
function accounts(settlement: XmlPlace | undefined, fields: FieldCollector) {
  const means = placesAt(settlement, "SpecifiedTradeSettlementPaymentMeans");
  const places = means.flatMap((holder) =>
    placesAt(holder, "PayeePartyCreditorFinancialAccount/IBANID|ProprietaryID").map((number) => ({
      number,
      holder,
    })),
  );
  const { holder = means[0], ...found } = paymentAccounts(places, fields);
  return { ...found, bic: bic(holder, fields) };
}

const bic = (means: XmlPlace | undefined, fields: FieldCollector): string | undefined =>
  fields.bic("bic", placesAt(means, "PayeeSpecifiedCreditorFinancialInstitution/BICID"));
