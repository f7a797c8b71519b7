import type { DocumentSource, PageRange } from "#src/domain/document.ts";
import type { Page } from "#src/domain/reading.ts";
import { findAppendices } from "./appendix-pages.ts";
import { invoiceFromPages, type PageInvoice } from "./layout/invoice-from-pages.ts";
import { findInvoiceNumber } from "./layout/invoice-number.ts";
import { labelsWith, layoutOf } from "./layout/layout.ts";
import { plain } from "./layout/normalise.ts";
import { pageCounter } from "./layout/vocabulary/page-words.ts";

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
export const partsMax = 50;

/** A number, and a total, this sure make an invoice of its own; pages that merely mention another have neither. */
const valueConfidenceMin = 0.6;

/** What a new number at the top of a page is worth as the beginning of an invoice, and what stands beside it adds. */
const evidence = { number: 0.5, firstOfPages: 0.3, issueDate: 0.2, seller: 0.15 };

type SplitOptions = {
  readonly source: DocumentSource;
  /** Pages of the file; absent if there are more than were read. */
  readonly pageCount: number | undefined;
};

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
  if (runs.filter(({ isComplete }) => isComplete).length < 2) return one;
  const last = lastOf(pages, options);
  const parts = runs.map(({ number, facts: [first] }, index) => ({
    first: index === 0 ? 1 : (first?.page.number ?? 1),
    last: (runs[index + 1]?.facts[0]?.page.number ?? last + 1) - 1,
    invoiceNumber: number,
  }));
  const reasons = doubtsOf(runs, options);
  const boundary = Math.min(...runs.slice(1).map(beginningOf));
  if (boundary < splitConfidenceMin) reasons.push("where each begins is not clear");
  // Whatever speaks against it leaves it to a person, however clear the beginnings are.
  const confidence = reasons.length > 0 ? Math.min(boundary, 0.5) : boundary;
  return { parts, confidence: Math.min(1, Math.max(0, confidence)), reasons };
}

const lastOf = (pages: readonly Page[], { pageCount }: SplitOptions): number =>
  pageCount ?? pages.at(-1)?.number ?? 1;

type PageFacts = {
  readonly page: Page;
  readonly number: string | undefined;
  /** Which of its invoice's pages it says it is. */
  readonly at: number | undefined;
  /** In the spelling of `plain`. */
  readonly words: ReadonlySet<string>;
};

function factsOf(page: Page): PageFacts {
  const number = findInvoiceNumber(layoutOf([page]));
  const isSure = number !== undefined && number.confidence >= valueConfidenceMin;
  const rows = page.rows.map(({ words }) => plain(words.map(({ text }) => text).join(" ")));
  const counters = rows.flatMap(
    (row) => pageCounter.exec(row.slice(0, rowMax))?.groups?.["at"] ?? [],
  );
  return {
    page,
    number: isSure ? number.value : undefined,
    at: counters.length === 1 ? Number(counters[0]) : undefined,
    words: new Set(rows.flatMap((row) => row.split(" "))),
  };
}

/** Characters of a row in which a page counter is looked for. */
const rowMax = 500;

/** Pages from one number to the next; a page without a number goes on with the one before, unless it is the first of the next. */
function runsOf(facts: readonly PageFacts[]): PageFacts[][] {
  const starts = [0];
  let number = facts[0]?.number;
  for (const [index, fact] of facts.entries()) {
    if (fact.number === undefined || fact.number === number) continue;
    if (number !== undefined) starts.push(firstPageOf(facts, index, starts.at(-1) ?? 0));
    number = fact.number;
  }
  return starts.map((start, index) => facts.slice(start, starts[index + 1]));
}

/** A page that says it is the second one has the first one before it, though that has no number. */
function firstPageOf(facts: readonly PageFacts[], index: number, after: number): number {
  const back = index - (facts[index]?.at ?? 1) + 1;
  const before = facts.slice(Math.max(back, 0), index);
  const isFirst = back > after && before.every(({ number }) => number === undefined);
  return isFirst && facts[back]?.at === 1 ? back : index;
}

type Run = {
  readonly facts: readonly PageFacts[];
  readonly number: string;
  readonly read: PageInvoice;
  /** It has the number and a total. */
  readonly isComplete: boolean;
};

function readRun(facts: readonly PageFacts[]): Run {
  const number = facts.find((fact) => fact.number !== undefined)?.number ?? "";
  const read = invoiceFromPages(facts.map(({ page }) => page));
  const isSure = ["invoiceNumber", "totalWithTax"].every(
    (path) => (read.evidence[path]?.confidence ?? 0) >= valueConfidenceMin,
  );
  const isComplete = isSure && read.invoice.invoiceNumber === number;
  return { facts, number, read, isComplete };
}

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

function doubtsOf(runs: readonly Run[], { source, pageCount }: SplitOptions): string[] {
  const numbers = runs.map(({ number }) => number);
  const doubts: string[] = [];
  if (pageCount === undefined) doubts.push("not all pages were read");
  if (runs.length > partsMax) doubts.push(`there are more than ${partsMax}`);
  if (new Set(numbers).size < runs.length) doubts.push("a number comes again further back");
  const incomplete = runs.find(({ isComplete }) => !isComplete);
  if (incomplete !== undefined) doubts.push(`${incomplete.number} has no total of its own`);
  const swallowed = runs.flatMap(({ facts }) => strangersIn(facts));
  if (swallowed.length > 0) doubts.push(`page ${swallowed.join(", ")} may begin another`);
  const mentioned = runs.find((run) => isMentioned(run, runs));
  if (mentioned !== undefined) doubts.push(`${mentioned.number} is named on pages of another`);
  if (source === "ocr" && runs.some((run, index) => mayBeSame(run, runs[index - 1]))) {
    doubts.push("a number may have been misread");
  }
  return doubts;
}

/**
 * Pages of a run that may belong to an invoice whose number was not read, or to a copy of the same. A page is no stranger that says
 * it is a later one, that is an appendix, or that goes on where the total is still to come: with the number again, or without a head.
 */
function strangersIn(facts: readonly PageFacts[]): number[] {
  const [first, ...others] = facts;
  if (first === undefined) return [];
  const appendices = new Set(findAppendices(facts.map(({ page }) => page)).map(({ page }) => page));
  let hasTotal = hasOwn(invoiceFromPages([first.page]), "totalWithTax");
  return others.flatMap(({ page, number, at }) => {
    if ((at !== undefined && at > 1) || appendices.has(page.number)) return [];
    if (page.isPicture === true) return [page.number];
    const read = invoiceFromPages([page]);
    const goesOn = number === undefined ? !looksFirst(page, read) : number === first.number;
    const isLater = !hasTotal || (number !== undefined && !hasOwn(read, "totalWithTax"));
    hasTotal ||= hasOwn(read, "totalWithTax");
    return goesOn && isLater && at !== 1 ? [] : [page.number];
  });
}

const hasOwn = ({ evidence: found }: PageInvoice, path: string): boolean =>
  found[path] !== undefined;

function looksFirst(page: Page, read: PageInvoice): boolean {
  const titles = labelsWith(layoutOf([page]), "invoiceTitle", "creditNoteTitle", "receiptTitle");
  const signs = [
    titles.some(({ isAtStart }) => isAtStart),
    hasOwn(read, "issueDate"),
    hasOwn(read, "seller.name"),
  ];
  return signs.filter(Boolean).length >= 2;
}

/** A collective invoice lists the others; they are its receipts and not to be paid again. */
const isMentioned = (run: Run, runs: readonly Run[]): boolean =>
  runs.some(
    (other) => other !== run && other.facts.some(({ words }) => words.has(plain(run.number))),
  );

/** On a scan the same number may be read in two ways on two pages, each with the same total. */
const mayBeSame = (run: Run, before: Run | undefined): boolean =>
  before !== undefined &&
  run.facts[0]?.at !== 1 &&
  run.read.invoice.totalWithTax === before.read.invoice.totalWithTax;
