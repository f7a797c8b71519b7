import { isCopyOf, seemsCopyOf } from "./copy-pages.ts";
import { type InvoicePages, readInvoice } from "./invoice-pages.ts";
import { isSurelyRead, likeness, looksFirst, type PageFacts } from "./page-facts.ts";

/** Share of words that a page has in common with the first one of its invoice from which it is that page once more. */
const samePageLikenessMin = 0.6;

/** Pages in order, from where an invoice seems to begin to where the next one does. */
export function runsOf(facts: readonly PageFacts[]): PageFacts[][] {
  const runs: PageFacts[][] = [];
  for (const fact of facts) {
    const run = runs.at(-1);
    if (run !== undefined && !begins(fact, run)) run.push(fact);
    else runs.push([...(run === undefined ? [] : takeFirstPages(fact, run)), fact]);
  }
  return runs;
}

/** A page that says it is the second one has the first one before it, though that has no number. */
function takeFirstPages({ at }: PageFacts, run: PageFacts[]): PageFacts[] {
  const count = (at ?? 1) - 1;
  const before = run.slice(run.length - count);
  const isFirst =
    count > 0 &&
    count < run.length &&
    before[0]?.at === 1 &&
    before.every(({ number }) => number === undefined);
  return isFirst ? run.splice(run.length - count) : [];
}

/** True if another invoice seems to begin at a page behind those of a run. */
function begins(fact: PageFacts, run: readonly PageFacts[]): boolean {
  const number = run.find((page) => page.number !== undefined)?.number;
  const isNamed = fact.number !== undefined && number !== undefined;
  if (isNamed && fact.number !== number) return true;
  if (fact.isAppendix || (fact.at !== undefined && fact.at > 1)) return false;
  if (fact.number === undefined && looksFirst(fact)) {
    if (fact.at === 1 || (fact.hasTitle && hasOtherDate(fact, run))) return true;
  }
  const totals = run.flatMap((page) => page.total() ?? []);
  // What is still to come to its total, and to its last page, goes on.
  if (totals.length === 0 && !(fact.at === 1 && isCountedOut(run, isNamed))) return false;
  const own = fact.total();
  const hasOtherTotal = own !== undefined && !totals.includes(own);
  if (!looksFirst(fact)) return hasOtherTotal && hasClosedSum(fact);
  const isNew = !isNamed || fact.at === 1 || hasOtherTotal || hasOtherDate(fact, run);
  return isNew || repeatsHead(fact, run);
}

/** The last of its pages was there. Some call each page of an invoice `1 of 1`: that is no count where the number goes on. */
function isCountedOut(run: readonly PageFacts[], isNumberAgain: boolean): boolean {
  const { at, of = 0 } = run.findLast((page) => page.at !== undefined) ?? {};
  return at !== undefined && at === of && (of > 1 || !isNumberAgain);
}

const hasOtherDate = (fact: PageFacts, [first]: readonly PageFacts[]): boolean => {
  const [date, firstDate] = [fact, first].map((page) => page?.read().invoice.issueDate);
  return date !== undefined && firstDate !== undefined && date !== firstDate;
};

/** A net amount, its tax and their sum: a page of an invoice that has such a sum rarely has another. */
const hasClosedSum = ({ read }: PageFacts): boolean =>
  ["totalWithoutTax", "totalTax", "totalWithTax"].every((path) => isSurelyRead(read(), path));

/** The head of the first page comes again, where the pages between had none, or with all that stood below it. */
function repeatsHead(fact: PageFacts, [first, ...others]: readonly PageFacts[]): boolean {
  if (first === undefined) return false;
  const isSame = likeness(first, fact) >= samePageLikenessMin;
  const later = others.filter(({ isAppendix }) => !isAppendix);
  return isSame || (later.length > 0 && !later.some(looksFirst));
}

/** The invoices of runs, each with its pages: those of a run that is a copy of the one before, or more of it, are with that. */
export function invoicesOf(runs: readonly (readonly PageFacts[])[]): InvoicePages[] {
  const invoices: InvoicePages[] = [];
  for (const run of runs) {
    const next = readInvoice(run);
    const before = invoices.at(-1);
    if (before === undefined || isOther(next, before)) invoices.push(next);
    else invoices.splice(-1, 1, joined(before, next));
  }
  return invoices.map(({ facts, copies }) => ({ ...readInvoice(facts), copies }));
}

/** True for pages that take another invoice to explain: its number, or its total. */
function isOther(next: InvoicePages, before: InvoicePages): boolean {
  if (next.number !== undefined && before.number !== undefined && next.number !== before.number) {
    return true;
  }
  if (isCopyOf(next, before)) return false;
  if (next.total === undefined) return next.number === undefined && isTitledAnew(next, before);
  // Behind a letter that has neither comes the invoice itself.
  if (before.total === undefined) return before.number !== undefined && next.facts[0]?.at === 1;
  // The same total under the same number is that of a copy, a correction or a translation.
  return next.total !== before.total || next.number !== undefined || seemsCopyOf(next, before);
}

/** A title and a date of its own are what is left of an invoice of which neither number nor total was read. */
function isTitledAnew({ facts: [first] }: InvoicePages, before: InvoicePages): boolean {
  return first?.hasTitle === true && hasOtherDate(first, before.facts);
}

function joined(before: InvoicePages, next: InvoicePages): InvoicePages {
  if (isCopyOf(next, before)) return { ...before, copies: [...before.copies, ...next.facts] };
  const facts = [...before.facts, ...next.facts];
  const isNews =
    (before.number === undefined && next.number !== undefined) ||
    (before.total === undefined && next.total !== undefined);
  // Reading all its pages again for each that says nothing new would take the square of their time.
  if (!isNews) return { ...before, facts };
  const read = readInvoice(facts);
  return { ...read, copies: before.copies, total: read.total ?? next.total };
}
