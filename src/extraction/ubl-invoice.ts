import type { DocumentType } from "#src/domain/document.ts";
import type { Invoice } from "#src/domain/invoice.ts";
import type { XmlElement } from "#src/domain/reading.ts";
import { createFieldCollector, type FieldCollector } from "./field-collector.ts";
import { documentTypeOf } from "./document-type.ts";
import type { XmlInvoice } from "./xml-invoice.ts";
import { paymentAccounts } from "./payment-accounts.ts";
import { listOrAbsent, present } from "./present.ts";
import { warningsOfRepeats } from "./repeated-values.ts";
import { ublSingleFields } from "./tables/single-fields.ts";
import { ublAllowances } from "./ubl-allowance.ts";
import { ublLine } from "./ubl-line.ts";
import { ublParty, ublVatId } from "./ubl-party.ts";
import { ublTax } from "./ubl-tax.ts";
import { placeAt, placesAt, rootPlace, type XmlPlace } from "./xml-place.ts";
import { assertLineCount } from "./xml-invoice.ts";

/**
 * The invoice in a UBL 2.x Invoice or CreditNote, by the syntax binding of EN 16931-3-2; older and national profiles
 * put some values elsewhere, which are looked up after the place of the standard.
 *
 * @throws {DocumentRejected} `document.xml_too_large` if it has more lines than an invoice may have.
 */
export function ublInvoice(element: XmlElement): XmlInvoice {
  const root = rootPlace(element);
  const fields = createFieldCollector();
  const invoiceTypeCode = fields.text(
    "invoiceTypeCode",
    placeAt(root, "InvoiceTypeCode|CreditNoteTypeCode"),
  );
  const currencyCode = fields.currency("currencyCode", placeAt(root, "DocumentCurrencyCode"));
  const lines = placesAt(root, "InvoiceLine|CreditNoteLine");
  assertLineCount(lines.length);
  const invoice = present<Invoice>({
    ...header(root, fields),
    invoiceTypeCode,
    currencyCode,
    seller: ublParty("seller", placeAt(root, "AccountingSupplierParty/Party"), fields),
    buyer: ublParty("buyer", placeAt(root, "AccountingCustomerParty/Party"), fields),
    taxRepresentativeVatId: ublVatId(
      "taxRepresentativeVatId",
      placeAt(root, "TaxRepresentativeParty"),
      fields,
    ),
    ...totals(placeAt(root, "LegalMonetaryTotal"), fields),
    ...ublTax(root, currencyCode, fields),
    allowancesAndCharges: listOrAbsent(ublAllowances(root, fields)),
    ...accounts(root, fields),
    invoiceLines: listOrAbsent(lines.map((line, index) => ublLine(line, index, fields))),
  });
  const { evidence, warnings } = fields.finish();
  const repeats = warningsOfRepeats(root, ublSingleFields);
  return {
    documentType: ublDocumentType(element, invoiceTypeCode),
    invoice,
    evidence,
    warnings: [...warnings, ...repeats],
  };
}

const ublDocumentType = (element: XmlElement, typeCode: string | undefined): DocumentType =>
  element.name.endsWith("CreditNote") ? "credit_note" : documentTypeOf(typeCode);

const header = (root: XmlPlace, fields: FieldCollector) => ({
  invoiceNumber: fields.text("invoiceNumber", placeAt(root, "ID")),
  issueDate: fields.date("issueDate", placeAt(root, "IssueDate")),
  taxCurrencyCode: fields.currency("taxCurrencyCode", placeAt(root, "TaxCurrencyCode")),
  taxPointDate: fields.date("taxPointDate", placeAt(root, "TaxPointDate")),
  paymentDueDate: fields.date(
    "paymentDueDate",
    // A credit note, and UBL 2.0, name the day with the means or the terms of payment.
    placeAt(root, "DueDate") ??
      placeAt(root, "PaymentMeans/PaymentDueDate") ??
      placeAt(root, "PaymentTerms/PaymentDueDate"),
  ),
  deliveryDate: fields.date("deliveryDate", placeAt(root, "Delivery/ActualDeliveryDate")),
  specificationIdentifier: fields.text("specificationIdentifier", placeAt(root, "CustomizationID")),
  purchaseOrder: fields.text("purchaseOrder", placeAt(root, "OrderReference/ID")),
  precedingInvoiceNumber: fields.text(
    "precedingInvoiceNumber",
    placeAt(root, "BillingReference/InvoiceDocumentReference|CreditNoteDocumentReference/ID"),
  ),
  deliverToCountryCode: fields.country(
    "deliverToCountryCode",
    placeAt(root, "Delivery/DeliveryLocation/Address/Country/IdentificationCode") ??
      placeAt(root, "Delivery/DeliveryAddress/Country/IdentificationCode"),
  ),
});

const totals = (total: XmlPlace | undefined, fields: FieldCollector) => {
  const amount = (path: keyof Invoice, name: string) => fields.decimal(path, placeAt(total, name));
  return {
    sumOfLineNetAmounts: amount("sumOfLineNetAmounts", "LineExtensionAmount"),
    sumOfAllowances: amount("sumOfAllowances", "AllowanceTotalAmount"),
    sumOfCharges: amount("sumOfCharges", "ChargeTotalAmount"),
    totalWithoutTax: amount("totalWithoutTax", "TaxExclusiveAmount"),
    totalWithTax: amount("totalWithTax", "TaxInclusiveAmount"),
    paidAmount: amount("paidAmount", "PrepaidAmount"),
    roundingAmount: amount("roundingAmount", "PayableRoundingAmount"),
    amountDue: amount("amountDue", "PayableAmount"),
  };
};

/** The accounts to pay at, with the bank of the one that is the IBAN. */
function accounts(root: XmlPlace, fields: FieldCollector) {
  const holders = placesAt(root, "PaymentMeans/PayeeFinancialAccount");
  const places = holders.flatMap((holder) =>
    placesAt(holder, "ID").map((number) => ({ number, holder })),
  );
  const { holder = holders[0], ...found } = paymentAccounts(places, fields);
  return { ...found, bic: bic(holder, fields) };
}

const bic = (place: XmlPlace | undefined, fields: FieldCollector): string | undefined => {
  const branch = placeAt(place, "FinancialInstitutionBranch");
  return fields.bic("bic", [placeAt(branch, "FinancialInstitution/ID"), placeAt(branch, "ID")]);
};
