import type { DocumentType } from "#src/domain/document.ts";
import type { EvidenceByPath } from "#src/domain/evidence.ts";
import { type Invoice, invoiceLinesMax } from "#src/domain/invoice.ts";
import type { Page } from "#src/domain/reading.ts";
import { decimalMarkOf } from "./amounts.ts";
import { findBic, findIban } from "./bank.ts";
import { asCreditNote } from "./credit-note.ts";
import { dateOrderOfCountry, findCurrency } from "./currency.ts";
import { findDates } from "./date-fields.ts";
import { documentTypeOf } from "./document-type.ts";
import { type Found, evidenceOf } from "./found.ts";
import { type FoundLine } from "./invoice-lines.ts";
import { findInvoiceNumber, findPrecedingInvoice, findPurchaseOrder } from "./invoice-number.ts";
import { layoutOf } from "./layout.ts";
import { type FoundParties, asParty, findParties } from "./parties.ts";
import { type FoundSums, findSums } from "./sums-of-page.ts";

export type PageInvoice = {
  readonly documentType: DocumentType;
  readonly invoice: Invoice;
  readonly evidence: EvidenceByPath;
};

/** Fields that are one printed value each. */
type SingleFields = {
  readonly [
    field in
      | "invoiceNumber"
      | "issueDate"
      | "paymentDueDate"
      | "deliveryDate"
      | "taxPointDate"
      | "currencyCode"
      | "iban"
      | "bic"
      | "purchaseOrder"
      | "precedingInvoiceNumber"
  ]?: Found<string> | undefined;
};

/**
 * Reads an invoice from the words of its pages: labels in several languages, positions, and arithmetic. A value that is
 * not sure is left out. Every value has its evidence under its path; a document that is no invoice has neither.
 */
export function invoiceFromPages(pages: readonly Page[]): PageInvoice {
  const layout = layoutOf(pages);
  const mark = decimalMarkOf(layout.lines.flatMap((line) => line.segments));
  const currency = findCurrency(layout);
  const printed = findSums(layout, mark, currency?.value);
  const invoiceNumber = findInvoiceNumber(layout);
  const { net, gross, due, addsUp } = printed.totals;
  const documentType = documentTypeOf(layout, {
    hasTotals: (net ?? gross ?? due) !== undefined,
    addsUp,
    hasNumber: invoiceNumber !== undefined,
    hasLines: printed.lines.length > 0,
  });
  if (documentType === "other") return { documentType, invoice: {}, evidence: {} };
  const single: SingleFields = {
    invoiceNumber,
    ...findDates(layout, dateOrderOfCountry(layout, currency?.value), printed.tableLines),
    currencyCode: currency,
    iban: findIban(layout),
    bic: findBic(layout),
    purchaseOrder: findPurchaseOrder(layout),
    precedingInvoiceNumber:
      documentType === "credit_note"
        ? findPrecedingInvoice(layout, invoiceNumber?.value)
        : undefined,
  };
  const sums = documentType === "credit_note" ? asCreditNote(printed) : printed;
  const parties = findParties(layout);
  const invoice: Invoice = {
    ...valuesOf(single),
    ...partiesOf(parties),
    ...valuesOf(sums.fields),
    ...(sums.taxRows.length === 0
      ? {}
      : { taxBreakdowns: sums.taxRows.map((row) => row.breakdown) }),
    ...(sums.lines.length === 0
      ? {}
      : { invoiceLines: sums.lines.slice(0, invoiceLinesMax).map(({ line }) => line) }),
  };
  const evidence = {
    ...evidenceOfFields(single),
    ...evidenceOfParties(parties),
    ...evidenceOfFields(sums.fields),
    ...evidenceOfTaxRows(sums),
    ...evidenceOfLines(sums.lines),
  };
  return { documentType, invoice, evidence };
}

type Fields = { readonly [field: string]: Found<string> | undefined };

function valuesOf(fields: Fields): { [field: string]: string } {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([field, found]) =>
      found === undefined ? [] : [[field, found.value]],
    ),
  );
}

function evidenceOfFields(fields: Fields, prefix = ""): EvidenceByPath {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([field, found]) =>
      found === undefined ? [] : [[prefix + field, evidenceOf(found)]],
    ),
  );
}

function partiesOf({ seller, buyer }: FoundParties): Pick<Invoice, "seller" | "buyer"> {
  const sellerParty = asParty(seller);
  const buyerParty = asParty(buyer);
  return {
    ...(sellerParty === undefined ? {} : { seller: sellerParty }),
    ...(buyerParty === undefined ? {} : { buyer: buyerParty }),
  };
}

function evidenceOfParties({ seller, buyer }: FoundParties): EvidenceByPath {
  return {
    ...evidenceOfFields({ name: seller.name, vatId: seller.vatId }, "seller."),
    ...evidenceOfFields({ ...seller.address }, "seller.address."),
    ...evidenceOfFields({ name: buyer.name, vatId: buyer.vatId }, "buyer."),
    ...evidenceOfFields({ ...buyer.address }, "buyer.address."),
  };
}

function evidenceOfTaxRows({ taxRows }: FoundSums): EvidenceByPath {
  return Object.fromEntries(
    taxRows.flatMap(({ rate, base, amount }, index) => {
      const parts = { taxRatePercent: rate, taxableAmount: base, taxAmount: amount };
      return Object.entries(parts).map(([field, part]) => [
        `taxBreakdowns.${index}.${field}`,
        evidenceOf({ ...part, confidence: 0.95 }),
      ]);
    }),
  );
}

function evidenceOfLines(lines: readonly FoundLine[]): EvidenceByPath {
  return Object.fromEntries(
    lines.flatMap(({ line, row, amount, scores }, index) => {
      const parts = {
        name: row.name,
        invoicedQuantity: row.quantity,
        unitCode: row.unit,
        itemNetPrice: row.unitPrice,
        priceBaseQuantity: row.priceBase,
        lineNetAmount: amount,
        taxRatePercent: row.taxRate,
      };
      return Object.entries(parts).flatMap(([field, part]) => {
        if (part === undefined || !(field in line)) return [];
        const confidence = scores[field as keyof typeof parts] ?? 0;
        return [[`invoiceLines.${index}.${field}`, evidenceOf({ ...part, value: "", confidence })]];
      });
    }),
  );
}
