import type { Page } from "#src/domain/reading.ts";
import { invoiceFromPages, type PageInvoice } from "./layout/invoice-from-pages.ts";
import { findInvoiceNumber } from "./layout/invoice-number.ts";
import { layoutOf } from "./layout/layout.ts";
import { plain } from "./layout/normalise.ts";
import { pageCounter } from "./layout/vocabulary/page-words.ts";

/** A number, and a total, this sure make an invoice of its own; pages that merely mention another have neither. */
const valueConfidenceMin = 0.6;

export type PageFacts = {
  readonly page: Page;
  readonly number: string | undefined;
  /** Which of its invoice's pages it says it is, and how many it says there are. */
  readonly at: number | undefined;
  readonly of: number | undefined;
  /** Rows in the spelling of `plain`. */
  readonly rows: readonly string[];
};

/** What a page says of the invoice it is of. */
export function factsOf(page: Page): PageFacts {
  const number = findInvoiceNumber(layoutOf([page]));
  const isSure = number !== undefined && number.confidence >= valueConfidenceMin;
  const rows = page.rows.map(({ words }) => plain(words.map(({ text }) => text).join(" ")));
  const counters = rows.flatMap((row) => {
    const { at, of } = pageCounter.exec(row.slice(0, rowMax))?.groups ?? {};
    return at === undefined ? [] : [{ at: Number(at), of: Number(of) }];
  });
  const counter = counters.length === 1 ? counters[0] : undefined;
  return {
    page,
    number: isSure ? number.value : undefined,
    at: counter?.at,
    of: counter?.of,
    rows,
  };
}

/** Characters of a row in which a page counter is looked for. */
const rowMax = 500;

/** Pages from one number to the next; a page without a number goes on with the one before, unless it is the first of the next. */
export function runsOf(facts: readonly PageFacts[]): PageFacts[][] {
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

/** What pages from one number to the next say. */
export type Run = {
  readonly facts: readonly PageFacts[];
  readonly number: string;
  readonly read: PageInvoice;
  /** It has the number and a total. */
  readonly isComplete: boolean;
};

/** Reads the pages from one number to the next as an invoice. */
export function readRun(facts: readonly PageFacts[]): Run {
  const number = facts.find((fact) => fact.number !== undefined)?.number ?? "";
  const read = invoiceFromPages(facts.map(({ page }) => page));
  const isSure = ["invoiceNumber", "totalWithTax"].every(
    (path) => (read.evidence[path]?.confidence ?? 0) >= valueConfidenceMin,
  );
  const isComplete = isSure && read.invoice.invoiceNumber === number;
  return { facts, number, read, isComplete };
}
