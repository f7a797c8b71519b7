import type { DocumentSource } from "#src/domain/document.ts";
import type { Appendix } from "#src/domain/draft.ts";
import { absDecimal, compareDecimals, sumDecimals } from "#src/domain/decimal.ts";
import type { InvoicePages } from "./invoice-pages.ts";
import { plain } from "./layout/normalise.ts";
import { notToBePaidWords } from "./layout/vocabulary/page-words.ts";
import { headSigns, looksFirst, type PageFacts } from "./page-facts.ts";

/** Rows from the top of a page among which it says what it is. */
const headingRowsMax = 8;

export type SplitOptions = {
  readonly source: DocumentSource;
  /** Pages of the file; absent if there are more than were read. */
  readonly pageCount: number | undefined;
  /** Pages that are no part of an invoice; absent for none. */
  readonly appendices?: readonly Appendix[];
};

/** What speaks against taking each of these for an invoice of its own, for a person; nothing is the rule. */
export function doubtsOf(
  invoices: readonly InvoicePages[],
  { source, pageCount }: SplitOptions,
): string[] {
  const doubts: string[] = [];
  if (pageCount === undefined) doubts.push("not all pages were read");
  const isRepeated = invoices.some((invoice, index) =>
    invoices.slice(0, index).some((before) => hasSameNumber(invoice, before)),
  );
  if (isRepeated) doubts.push("a number comes again further back");
  const nameless = invoices.find(({ number }) => number === undefined);
  if (nameless !== undefined) doubts.push(`${nameOf(nameless)} has no number`);
  const incomplete = invoices.find(({ number, isComplete }) => number !== undefined && !isComplete);
  if (incomplete !== undefined) doubts.push(`${nameOf(incomplete)} has no total of its own`);
  const swallowed = invoices.flatMap(({ facts }) => strangersIn(facts, source));
  if (swallowed.length > 0) doubts.push(`page ${swallowed.join(", ")} may begin another`);
  const miscounted = invoices.find((invoice) => !isCountedRight(invoice));
  if (miscounted !== undefined) {
    doubts.push(`${nameOf(miscounted)} has other pages than it counts`);
  }
  const copy = invoices.find(({ facts: [first] }) => first !== undefined && isNotToBePaid(first));
  if (copy !== undefined) doubts.push(`${nameOf(copy)} may be a copy or a sample`);
  doubts.push(...mentionsIn(invoices));
  if (source === "ocr" && invoices.some((each, index) => mayBeSame(each, invoices[index - 1]))) {
    doubts.push("a number may have been misread");
  }
  return doubts;
}

const nameOf = ({ number, facts: [first] }: InvoicePages): string =>
  number ?? `what begins on page ${first?.page.number ?? 1}`;

/** Sellers count by themselves: two of them may have the same number, for totals that differ. */
function hasSameNumber(left: InvoicePages, right: InvoicePages): boolean {
  if (left.number === undefined || right.number === undefined) return false;
  if (lettersOf(left.number) !== lettersOf(right.number)) return false;
  const [seller, other] = [left.read.invoice.seller, right.read.invoice.seller];
  const areOthers =
    seller?.vatId !== undefined && other?.vatId !== undefined && seller.vatId !== other.vatId;
  return !areOthers || left.total === right.total;
}

/**
 * Pages that may belong to an invoice whose number was not read, or to a copy of the same. A page is no stranger that says it is a later
 * one, that is an appendix, or that goes on where the total is still to come: with the number again, or without a head. Nor is one
 * that has neither number nor total nor more of a head than a title: lines may stand behind the total.
 */
function strangersIn([first, ...others]: readonly PageFacts[], source: DocumentSource): number[] {
  if (first === undefined) return [];
  // What a scan has at its head may not have been read.
  const signsMax = source === "ocr" ? 0 : 1;
  let hasTotal = hasAnyTotal(first);
  return others.flatMap((fact) => {
    const { page, number, at, isAppendix } = fact;
    if ((at !== undefined && at > 1) || isAppendix) return [];
    if (page.isPicture === true) return [page.number];
    const isBare = number === undefined && at === undefined && !asksForMoney(fact);
    if (isBare && headSigns(fact) <= signsMax) return [];
    const goesOn = number === undefined ? !looksFirst(fact) : number === first.number;
    const isLater = !hasTotal || (number !== undefined && !hasAnyTotal(fact));
    hasTotal ||= hasAnyTotal(fact);
    return goesOn && isLater && at !== 1 ? [] : [page.number];
  });
}

const hasAnyTotal = ({ read, total }: PageFacts): boolean =>
  total() !== undefined || read().evidence["totalWithTax"] !== undefined;

const asksForMoney = (fact: PageFacts): boolean =>
  hasAnyTotal(fact) || fact.read().evidence["amountDue"] !== undefined;

/**
 * A collective invoice lists the others, a folio the slips behind it, a final invoice what was paid on account, and a translation has
 * the same total: they are not to be paid again.
 */
function mentionsIn(invoices: readonly InvoicePages[]): string[] {
  const phrases = invoices.map(
    ({ facts }) => new Set(facts.flatMap(({ rows }) => rows.flatMap(phrasesOf))),
  );
  const numbers = invoices.map(({ number }) => lettersOf(number ?? ""));
  const isOnOthers = (index: number, value: string): boolean =>
    phrases.some((said, other) => other !== index && said.has(value));
  const named = invoices.find((_, index) => {
    const number = numbers[index] ?? "";
    return (
      number !== "" &&
      numbers.indexOf(number) === numbers.lastIndexOf(number) &&
      isOnOthers(index, number)
    );
  });
  // A part without a total is a doubt of its own.
  const totals = invoices.map(({ read }) => absDecimal(read.invoice.totalWithTax ?? "0"));
  const charged = invoices.find((_, index) => isOnOthers(index, lettersOf(totals[index] ?? "")));
  const sum = sumDecimals(totals);
  const collecting = invoices.find((_, index) => {
    const total = totals[index] ?? "0";
    return compareDecimals(sum, sumDecimals([total, total])) === 0;
  });
  return [
    ...(named ? [`${nameOf(named)} is named on pages of another`] : []),
    ...(charged ? [`the total of ${nameOf(charged)} stands on pages of another`] : []),
    ...(collecting ? [`the total of ${nameOf(collecting)} is that of the others`] : []),
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
function isCountedRight({ facts }: InvoicePages): boolean {
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
const mayBeSame = (invoice: InvoicePages, before: InvoicePages | undefined): boolean =>
  before !== undefined &&
  invoice.facts[0]?.at !== 1 &&
  invoice.read.invoice.totalWithTax === before.read.invoice.totalWithTax;
