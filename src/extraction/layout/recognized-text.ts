import type { Evidence, EvidenceByPath } from "#src/domain/evidence.ts";
import { doTotalsAdd, type Invoice, totalPaths } from "#src/domain/invoice.ts";
import { valueAt } from "#src/domain/invoice-paths.ts";
import type { Page, Word } from "#src/domain/reading.ts";
import { ibanChecksum, vatIdChecksum } from "#src/extraction/model/checksums.ts";
import type { PageInvoice } from "./invoice-from-pages.ts";
import { minorOf } from "./sums.ts";

/**
 * Carries the confidence of recognised words to the scores of values read from them: a value is no surer than the least sure of its
 * words, unless its check digits or the sum it is part of confirm it. An account that fails its check digits was misread: it scores 0.
 */
export function withWordConfidence(read: PageInvoice, pages: readonly Page[]): PageInvoice {
  const { iban = "" } = read.invoice;
  const isConfirmed = confirmedBy(read.invoice);
  const scoreOf = (path: string, given: Evidence): Evidence => {
    if (path === "iban" && ibanChecksum(iban) === "invalid") return { ...given, confidence: 0 };
    return isConfirmed(path) ? given : lowered(given, wordsUnder(given, pages));
  };
  const evidence: EvidenceByPath = Object.fromEntries(
    Object.entries(read.evidence).map(([path, given]) => [path, scoreOf(path, given)]),
  );
  return { ...read, evidence };
}

const lineAmount = /^invoiceLines\.\d+\.lineNetAmount$/;

function confirmedBy(invoice: Invoice): (path: string) => boolean {
  const isSum = doTotalsAdd(invoice) === true;
  const sums = sumsOf(invoice);
  return (path) => {
    const value = valueAt(invoice, path) ?? "";
    // One of few codes, which no other becomes by a misread letter.
    if (path === "currencyCode") return true;
    if (path === "iban") return ibanChecksum(value) === "valid";
    // Lines are given only if their amounts add up to a printed sum.
    if (lineAmount.test(path)) return true;
    if (path.endsWith("vatId")) return vatIdChecksum(value) === "valid";
    return totalPaths.some((total) => total === path) && (isSum || sums.has(minorOf(value)));
  };
}

/**
 * What the parts of the invoice add up to, in 1/10000: amounts of lines, and taxes and bases of a breakdown, each row of which agrees
 * with its rate. A total that is one of these was read right, for its parts were read elsewhere.
 */
function sumsOf({ invoiceLines = [], taxBreakdowns = [] }: Invoice): Set<number | undefined> {
  const lists = [
    invoiceLines.map(({ lineNetAmount }) => lineNetAmount),
    taxBreakdowns.map(({ taxAmount }) => taxAmount),
    taxBreakdowns.map(({ taxableAmount }) => taxableAmount),
  ];
  const sums = lists.map((amounts) =>
    amounts.reduce((sum, amount) => sum + (minorOf(amount ?? "") ?? Number.NaN), 0),
  );
  return new Set(sums.filter((sum) => sum !== 0 && !Number.isNaN(sum)));
}

/** Letters and digits that look alike, side by side in one identifier: `FAO9` may be `FA09`. */
const lookalike = /[OQIlSBZ](?=\d)|(?<=\d)[OQIlSBZ]/;
const sureOfLookalike = 0.97;
const shareOfLookalike = 0.4;

function confidenceOf({ text, confidence = 1 }: Word): number {
  const isDoubtful = lookalike.test(text) && confidence < sureOfLookalike;
  return isDoubtful ? confidence * shareOfLookalike : confidence;
}

function lowered(given: Evidence, words: readonly Word[]): Evidence {
  const least = Math.min(1, ...words.map(confidenceOf));
  return { ...given, confidence: Math.round(given.confidence * least * 100) / 100 };
}

/** The words whose middle lies in the place a value was read from. */
function wordsUnder({ page: number, box }: Evidence, pages: readonly Page[]): Word[] {
  const page = pages.find((candidate) => candidate.number === number);
  if (page === undefined || box === undefined) return [];
  const [left, top, right, bottom] = box;
  return page.rows.flatMap(({ words }) =>
    words.filter(({ box: [x0, y0, x1, y1] }) => {
      const x = (x0 + x1) / 2;
      const y = (y0 + y1) / 2;
      return x >= left && x <= right && y >= top && y <= bottom;
    }),
  );
}
