import type { DocumentSource } from "#src/domain/document.ts";
import { absDecimal, compareDecimals, sumDecimals } from "#src/domain/decimal.ts";
import type { Page } from "#src/domain/reading.ts";
import { findAppendices } from "./appendix-pages.ts";
import { invoiceFromPages, type PageInvoice } from "./layout/invoice-from-pages.ts";
import { labelsWith, layoutOf } from "./layout/layout.ts";
import { plain } from "./layout/normalise.ts";
import { notToBePaidWords } from "./layout/vocabulary/page-words.ts";
import type { PageFacts, Run } from "./invoice-runs.ts";

/** Rows from the top of a page among which it says what it is. */
const headingRowsMax = 8;

export type SplitOptions = {
  readonly source: DocumentSource;
  /** Pages of the file; absent if there are more than were read. */
  readonly pageCount: number | undefined;
};

/** What speaks against taking each of these runs of pages for an invoice of its own, for a person; nothing is the rule. */
export function doubtsOf(runs: readonly Run[], { source, pageCount }: SplitOptions): string[] {
  const numbers = runs.map(({ number }) => number);
  const doubts: string[] = [];
  if (pageCount === undefined) doubts.push("not all pages were read");
  const isRepeated = new Set(numbers.map(lettersOf)).size < runs.length;
  if (isRepeated) doubts.push("a number comes again further back");
  const incomplete = runs.find(({ isComplete }) => !isComplete);
  if (incomplete !== undefined) doubts.push(`${incomplete.number} has no total of its own`);
  const swallowed = runs.flatMap(({ facts }) => strangersIn(facts));
  if (swallowed.length > 0) doubts.push(`page ${swallowed.join(", ")} may begin another`);
  const miscounted = runs.find((run) => !isCountedRight(run));
  if (miscounted !== undefined) doubts.push(`${miscounted.number} has other pages than it counts`);
  const copy = runs.find(({ facts: [first] }) => first !== undefined && isNotToBePaid(first));
  if (copy !== undefined) doubts.push(`${copy.number} may be a copy or a sample`);
  doubts.push(...mentionsIn(runs));
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

/**
 * A collective invoice lists the others, a folio the slips behind it, a final invoice what was paid on account, and a translation has
 * the same total: they are not to be paid again.
 */
function mentionsIn(runs: readonly Run[]): string[] {
  const phrases = runs.map(
    ({ facts }) => new Set(facts.flatMap(({ rows }) => rows.flatMap(phrasesOf))),
  );
  const isOnOthers = (index: number, value: string): boolean =>
    phrases.some((said, other) => other !== index && said.has(value));
  const named = runs.find(({ number }, index) => isOnOthers(index, lettersOf(number)));
  // A part without a total is a doubt of its own.
  const totals = runs.map(({ read }) => absDecimal(read.invoice.totalWithTax ?? "0"));
  const charged = runs.find((_, index) => isOnOthers(index, lettersOf(totals[index] ?? "")));
  const sum = sumDecimals(totals);
  const collecting = runs.find((_, index) => {
    const total = totals[index] ?? "0";
    return compareDecimals(sum, sumDecimals([total, total])) === 0;
  });
  return [
    ...(named ? [`${named.number} is named on pages of another`] : []),
    ...(charged ? [`the total of ${charged.number} stands on pages of another`] : []),
    ...(collecting ? [`the total of ${collecting.number} is that of the others`] : []),
  ];
}

/** `RE 17/2026` and `RE-172026` are the same to a reader in a hurry, and here. */
const lettersOf = (text: string): string => plain(text).replaceAll(/[^\p{L}\p{N}]/gu, "");

/** Words of a row, and what two and three side by side make, as `lettersOf`. */
function phrasesOf(row: string): string[] {
  const words = row.split(/\s+/).map(lettersOf);
  return words.flatMap((word, index) => [
    word,
    word + (words[index + 1] ?? ""),
    word + (words[index + 1] ?? "") + (words[index + 2] ?? ""),
  ]);
}

/** Its pages are those its counters speak of; pages behind may have none. */
function isCountedRight({ facts }: Run): boolean {
  const [of] = facts.flatMap((fact) => fact.of ?? []);
  const isInOrder = facts.every(({ at }, index) => at === undefined || at === index + 1);
  const isSame = facts.every((fact) => fact.of === undefined || fact.of === of);
  return isInOrder && isSame && (of === undefined || facts.length >= of);
}

const isNotToBePaid = ({ rows }: PageFacts): boolean =>
  rows
    .slice(0, headingRowsMax)
    .some((row) => row.split(/[^\p{L}]+/u).some((word) => notToBePaidWords.has(word)));

/** On a scan the same number may be read in two ways on two pages, each with the same total. */
const mayBeSame = (run: Run, before: Run | undefined): boolean =>
  before !== undefined &&
  run.facts[0]?.at !== 1 &&
  run.read.invoice.totalWithTax === before.read.invoice.totalWithTax;
