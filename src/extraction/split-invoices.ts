import type { DocumentSource, PageRange } from "#src/domain/document.ts";
import type { Page } from "#src/domain/reading.ts";
import { type InvoicePages, readInvoice } from "./invoice-pages.ts";
import { invoicesOf, runsOf } from "./invoice-runs.ts";
import { factsOf } from "./page-facts.ts";
import { doubtsOf, type SplitOptions } from "./split-doubts.ts";

/** An invoice of a file: its pages, and the number that is printed on them. */
export type InvoicePart = PageRange & { readonly invoiceNumber?: string };

/** Where the invoices of a file begin and end. The parts are in order, and every page is in exactly one of them. */
export type Split = {
  readonly parts: readonly InvoicePart[];
  /** Pages that say once more what the invoice before them says. */
  readonly copies: readonly number[];
  /** How sure it is that each part is one whole invoice, 0 to 1; 1 where nothing speaks of a second one. */
  readonly confidence: number;
  /** What speaks against it, for a person. */
  readonly reasons: readonly string[];
};

/** A split that is surer than this is made without a person. */
export const splitConfidenceMin = 0.8;

/** On a scan, a beginning that is surer than this speaks of an invoice, though its total was not read. */
const seemingConfidenceMin = 0.65;

/** Invoices of one file that are told apart; a file of more goes to a person. */
const partsMax = 50;

/** What a new number at the top of a page is worth as the beginning of an invoice, in hundredths, and what stands beside it adds. */
const evidence = { number: 50, firstOfPages: 30, title: 15, issueDate: 15, seller: 15 };

/**
 * Finds the invoices of a file by the numbers on its pages, page counters that begin anew, heads that come again and totals.
 *
 * @param pages - In order; numbers may be missing where a page is blank.
 */
export function splitInvoices(pages: readonly Page[], options: SplitOptions): Split {
  const appendices = new Set(options.appendices?.map(({ page }) => page));
  const runs = runsOf(pages.map((page) => factsOf(page, appendices.has(page.number))));
  const last = options.pageCount ?? pages.at(-1)?.number ?? 1;
  const one = { parts: [{ first: 1, last }], confidence: 1, reasons: [] };
  // What most files are; to read them a second time would cost as much as to draft them.
  if (runs.length < 2) return { ...one, copies: [] };
  const invoices = invoicesOf(runs);
  const copies = invoices.flatMap((invoice) =>
    invoice.copies.flatMap(({ page, isAppendix }) => (isAppendix ? [] : [page.number])),
  );
  if (invoices.filter((each) => seemsInvoice(each, options.source)).length < 2)
    return { ...one, copies };
  const parts = invoices.map(({ number, facts: [first] }, index) => ({
    first: index === 0 ? 1 : (first?.page.number ?? 1),
    last: (invoices[index + 1]?.facts[0]?.page.number ?? last + 1) - 1,
    ...(number !== undefined && { invoiceNumber: number }),
  }));
  const reasons =
    invoices.length > partsMax ? [`there are more than ${partsMax}`] : doubtsOf(invoices, options);
  const boundary = Math.min(...invoices.slice(1).map(beginningOf));
  if (boundary < splitConfidenceMin) reasons.push("where each begins is not clear");
  // Whatever speaks against it leaves it to a person, however clear the beginnings are.
  const confidence = reasons.length > 0 ? Math.min(boundary, 0.5) : boundary;
  return { parts, copies, confidence: Math.min(1, Math.max(0, confidence)), reasons };
}

/**
 * Pages behind its end may hide that it is one: then its first page tells. Without a number, its total does, or a title with a date. Of a
 * scan less may have been read.
 */
function seemsInvoice(invoice: InvoicePages, source: DocumentSource): boolean {
  const { facts, number, total, isComplete, read } = invoice;
  const beginningMin = source === "ocr" ? seemingConfidenceMin : splitConfidenceMin;
  if (isComplete || beginningOf(invoice) >= beginningMin) return true;
  if (number !== undefined) return readInvoice(facts.slice(0, 1)).isComplete;
  const isDated = read.evidence["issueDate"] !== undefined;
  return total !== undefined || (facts[0]?.hasTitle === true && isDated);
}

/** How much the first page of an invoice looks like one, 0 to 1 and more. */
function beginningOf({ facts: [first], number, read }: InvoicePages): number {
  const stands = (path: string): boolean => read.evidence[path]?.page === 1;
  if (first === undefined || (first.at !== undefined && first.at > 1)) return 0;
  const hundredths =
    (number === undefined ? 0 : evidence.number) +
    (first.at === 1 ? evidence.firstOfPages : 0) +
    (first.hasTitle ? evidence.title : 0) +
    (stands("issueDate") ? evidence.issueDate : 0) +
    (stands("seller.name") ? evidence.seller : 0);
  return hundredths / 100;
}
