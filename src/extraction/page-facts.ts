import type { Page } from "#src/domain/reading.ts";
import { decimalMarkOf } from "./layout/amounts.ts";
import { findCurrency } from "./layout/currency.ts";
import { invoiceFromPages, type PageInvoice } from "./layout/invoice-from-pages.ts";
import { findInvoiceNumber } from "./layout/invoice-number.ts";
import { type Layout, labelsWith, layoutOf } from "./layout/layout.ts";
import { plain } from "./layout/normalise.ts";
import { findSums } from "./layout/sums-of-page.ts";
import { pageCounter } from "./layout/vocabulary/page-words.ts";

/** A number, and a total, this sure make an invoice of its own; pages that merely mention another have neither. */
const valueConfidenceMin = 0.6;

/** Characters of a row in which a page counter is looked for. */
const rowMax = 500;

/** Signs of a first page that together make one: a title, a date, a seller. */
const headSignsMin = 2;

export type PageFacts = {
  readonly page: Page;
  readonly number: string | undefined;
  /** Which of its invoice's pages it says it is, and how many it says there are. */
  readonly at: number | undefined;
  readonly of: number | undefined;
  /** Rows in the spelling of `plain`. */
  readonly rows: readonly string[];
  /** It is no part of an invoice by its heading, or blank. */
  readonly isAppendix: boolean;
  /** It says in a heading that it is an invoice, a credit note or a receipt. */
  readonly hasTitle: boolean;
  /** What it says by itself; worked out when first asked for, which takes as long as to draft it. */
  readonly read: () => PageInvoice;
  /** The total it has by itself; likewise. */
  readonly total: () => string | undefined;
};

type HeadFacts = Pick<PageFacts, "hasTitle" | "read">;

/** What a page says of the invoice it is of. */
export function factsOf(page: Page, isAppendix = false): PageFacts {
  const layout = layoutOf([page]);
  const rows = page.rows.map(({ words }) => plain(words.map(({ text }) => text).join(" ")));
  const hasTotalLabel =
    labelsWith(layout, "total", "totalWithTax", "amountDue", "totalWithoutTax").length > 0;
  const read = once(() => readPages([page]));
  const facts = {
    page,
    ...counterOf(rows),
    rows,
    isAppendix,
    hasTitle: hasTitle(layout),
    read,
    total: once(() => (hasTotalLabel ? totalOn(layout, read()) : undefined)),
  };
  const number = findInvoiceNumber(layout);
  const isSure = (number?.confidence ?? 0) >= valueConfidenceMin;
  // One in the middle of a line may be that of another invoice, unless a head stands around it.
  const isOwn = number !== undefined && !isAppendix && (isSure || looksFirst(facts));
  return { ...facts, number: isOwn ? number.value : undefined };
}

function once<T>(work: () => T): () => T {
  let done: { readonly result: T } | undefined;
  return () => (done ??= { result: work() }).result;
}

function counterOf(rows: readonly string[]): Pick<PageFacts, "at" | "of"> {
  const counters = rows.flatMap((row) => {
    const { at, of } = pageCounter.exec(row.slice(0, rowMax))?.groups ?? {};
    return at === undefined ? [] : [{ at: Number(at), of: Number(of) }];
  });
  const counter = counters.length === 1 ? counters[0] : undefined;
  return { at: counter?.at, of: counter?.of };
}

const hasTitle = (layout: Layout): boolean =>
  labelsWith(layout, "invoiceTitle", "creditNoteTitle", "receiptTitle").some(
    ({ isAtStart }) => isAtStart,
  );

/** Reads pages as those of a file of their own: its first page is page 1. */
export const readPages = (pages: readonly Page[]): PageInvoice =>
  invoiceFromPages(pages.map((page, index) => ({ ...page, number: index + 1 })));

/** True for a value that is read surely enough to be one of an invoice of its own. */
export const isSurelyRead = ({ evidence }: Pick<PageInvoice, "evidence">, path: string): boolean =>
  (evidence[path]?.confidence ?? 0) >= valueConfidenceMin;

function totalOn(
  layout: Layout,
  { documentType, invoice, evidence }: PageInvoice,
): string | undefined {
  if (documentType !== "other") {
    return isSurelyRead({ evidence }, "totalWithTax") ? invoice.totalWithTax : undefined;
  }
  // The last page of an invoice may have nothing but its sums.
  const mark = decimalMarkOf(layout.lines.flatMap(({ segments }) => segments));
  const { totalWithTax } = findSums(layout, mark, findCurrency(layout)?.value).fields;
  return (totalWithTax?.confidence ?? 0) >= valueConfidenceMin ? totalWithTax?.value : undefined;
}

/** How many of a title, a date and a seller a page has, as the first page of an invoice has them. */
export const headSigns = ({ hasTitle: isTitled, read }: HeadFacts): number =>
  [
    isTitled,
    read().evidence["issueDate"] !== undefined,
    read().evidence["seller.name"] !== undefined,
  ].filter(Boolean).length;

export const looksFirst = (fact: HeadFacts): boolean => headSigns(fact) >= headSignsMin;

/** How much of the words two pages have in common, 0 to 1. */
export function likeness(left: PageFacts, right: PageFacts): number {
  const [words, others] = [wordsOf(left), wordsOf(right)];
  const unmatched = new Map<string, number>();
  for (const word of words) unmatched.set(word, (unmatched.get(word) ?? 0) + 1);
  const common = others.filter((word) => {
    const count = unmatched.get(word) ?? 0;
    unmatched.set(word, count - 1);
    return count > 0;
  });
  return common.length / Math.max(words.length, others.length, 1);
}

const wordsOf = ({ rows }: PageFacts): string[] => rows.flatMap((row) => row.split(/\s+/));
