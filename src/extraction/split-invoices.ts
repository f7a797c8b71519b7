import type { PageRange } from "#src/domain/document.ts";
import type { Page } from "#src/domain/reading.ts";
import { factsOf, readRun, type Run, runsOf } from "./invoice-runs.ts";
import { doubtsOf, type SplitOptions } from "./split-doubts.ts";

/** An invoice of a file: its pages, and the number that is printed on them. */
export type InvoicePart = PageRange & { readonly invoiceNumber?: string };

/** Where the invoices of a file begin and end. The parts are in order, and every page is in exactly one of them. */
export type Split = {
  readonly parts: readonly InvoicePart[];
  /** How sure it is that each part is one whole invoice, 0 to 1; 1 where nothing speaks of a second one. */
  readonly confidence: number;
  /** What speaks against it, for a person. */
  readonly reasons: readonly string[];
};

/** A split that is surer than this is made without a person. */
export const splitConfidenceMin = 0.8;

/** Invoices of one file that are told apart; a file of more goes to a person. */
const partsMax = 50;

/** What a new number at the top of a page is worth as the beginning of an invoice, and what stands beside it adds. */
const evidence = { number: 0.5, firstOfPages: 0.3, issueDate: 0.2, seller: 0.15 };

/**
 * Finds the invoices of a file by the numbers on its pages, page counters that begin anew, letterheads and dates.
 *
 * @param pages - In order; numbers may be missing where a page is blank.
 */
export function splitInvoices(pages: readonly Page[], options: SplitOptions): Split {
  const facts = pages.map(factsOf);
  const one: Split = {
    parts: [{ first: 1, last: lastOf(pages, options) }],
    confidence: 1,
    reasons: [],
  };
  // Numbers are soon found; most files have one, and need no second look.
  if (new Set(facts.flatMap(({ number }) => number ?? [])).size < 2) return one;
  const runs = runsOf(facts).map((run) => readRun(run));
  if (runs.filter(seemsInvoice).length < 2) return one;
  const last = lastOf(pages, options);
  const parts = runs.map(({ number, facts: [first] }, index) => ({
    first: index === 0 ? 1 : (first?.page.number ?? 1),
    last: (runs[index + 1]?.facts[0]?.page.number ?? last + 1) - 1,
    invoiceNumber: number,
  }));
  const reasons = doubtsOf(runs, options);
  if (runs.length > partsMax) reasons.push(`there are more than ${partsMax}`);
  const boundary = Math.min(...runs.slice(1).map(beginningOf));
  if (boundary < splitConfidenceMin) reasons.push("where each begins is not clear");
  // Whatever speaks against it leaves it to a person, however clear the beginnings are.
  const confidence = reasons.length > 0 ? Math.min(boundary, 0.5) : boundary;
  return { parts, confidence: Math.min(1, Math.max(0, confidence)), reasons };
}

const lastOf = (pages: readonly Page[], { pageCount }: SplitOptions): number =>
  pageCount ?? pages.at(-1)?.number ?? 1;

/** Pages behind its end may hide that it is one: then its first page tells. */
const seemsInvoice = (run: Run): boolean =>
  run.isComplete ||
  beginningOf(run) >= splitConfidenceMin ||
  readRun(run.facts.slice(0, 1)).isComplete;

/** How much the first page of a run looks like the first page of an invoice. */
function beginningOf({ facts: [first], read }: Run): number {
  const stands = (path: string): boolean => read.evidence[path]?.page === first?.page.number;
  if (first?.at !== undefined && first.at > 1) return 0;
  return (
    evidence.number +
    (first?.at === 1 ? evidence.firstOfPages : 0) +
    (stands("issueDate") ? evidence.issueDate : 0) +
    (stands("seller.name") ? evidence.seller : 0)
  );
}
