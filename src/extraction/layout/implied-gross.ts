import { amountsInWords } from "./amount-in-words.ts";
import { type Amount, type DecimalMark, amountsIn } from "./amounts.ts";
import { type Layout, labelsWith } from "./layout.ts";
import { readOpenList } from "./open-list.ts";
import type { SumCandidate } from "./sum-candidates.ts";
import { isMoney, minorOf } from "./sums.ts";
import { isProduct } from "./table-row.ts";
import type { Total } from "./total-options.ts";
import type { Totals } from "./totals.ts";

/** Lines above the change in which a slip prints what was given. */
const givenLinesMax = 3;

/** Lines a total stands above what was given for it. */
const totalLinesMax = 8;

/** Fit a labelled sum needs to be one of the totals that are added up. */
const partFitMin = 0.5;

/** Labelled sums that are added up with another. */
const partsMax = 30;

/** A single sum that is repeated may be anything. */
const itemsMin = 2;

/**
 * The total with tax where its own label does not settle it, but the rest of the page does: the amount due is a labelled
 * total or two of them added up, a sum labelled as a total is written out in words, what was given to a till less its
 * change is a sum it prints, or what stands between it and the subtotal, or all sums above it, add up to it.
 */
export function impliedGross(
  layout: Layout,
  mark: DecimalMark | undefined,
  candidates: readonly SumCandidate[],
  { due, paid }: Totals,
): Total | undefined {
  const isPartly = paid === undefined;
  if (due !== undefined && isTotal(layout, mark, due, { candidates, isPartly }))
    return { ...due, confidence: 0.85 };
  if (due !== undefined && isPartly && isSumOfProducts(layout, mark, due, candidates))
    return { ...due, confidence: 0.85 };
  const inWords = totalInWords(layout, candidates);
  if (inWords !== undefined) return { ...inWords, confidence: 0.9 };
  const tendered =
    tenderedTotal(layout, mark) ??
    totalOfColumn(layout, mark, candidates) ??
    sumOfItems(layout, mark, candidates);
  return tendered === undefined ? undefined : { ...tendered, confidence: 0.85 };
}

/** `Total: 73.55` in another line, or, where nothing was paid, `Total 0 %: 52.40` and `Total 6 % (incl. VAT): 21.15`, are the 73.55 to pay. */
function isTotal(
  layout: Layout,
  mark: DecimalMark | undefined,
  due: Total,
  { candidates, isPartly }: { candidates: readonly SumCandidate[]; isPartly: boolean },
): boolean {
  const isTaxed = candidates.some(({ fit, minor }) => fit.tax >= partFitMin && minor !== 0);
  const totals = candidates
    .filter(
      ({ fit, minor, amount }) =>
        (fit.gross >= partFitMin || (!isTaxed && fit.net >= partFitMin && minor === due.minor)) &&
        minor !== 0 &&
        amount.line !== due.amount.line,
    )
    .slice(0, partsMax);
  const others = labelsWith(layout, "total")
    .filter((label) => label.isAtStart && label.segment.line < due.amount.line)
    .slice(-partsMax)
    .map((label) => ({ line: label.segment.line, sum: sumOf(layout, label.segment.line, mark) }));
  return totals.some(
    ({ minor, amount }) =>
      minor === due.minor ||
      (isPartly &&
        others.some(({ line, sum }) => line !== amount.line && sum?.minor === due.minor - minor)),
  );
}

/** Every row of the list above what is due is a quantity times a price, they add up to it, and nothing is labelled as tax. */
function isSumOfProducts(
  layout: Layout,
  mark: DecimalMark | undefined,
  due: Total,
  candidates: readonly SumCandidate[],
): boolean {
  if (candidates.some(({ fit, minor }) => fit.tax >= partFitMin && minor !== 0)) return false;
  const { rows } = readOpenList(layout, mark, [due.minor]);
  return (
    rows.length > 0 &&
    rows.every((row) => row.amounts.some(({ amount }) => isProduct(row, amount.value)))
  );
}

/** The labelled total that is also written out. */
function totalInWords(
  layout: Layout,
  candidates: readonly SumCandidate[],
): SumCandidate | undefined {
  const amounts = amountsInWords(layout);
  return candidates.find(({ fit, minor }) => fit.gross >= partFitMin && amounts.has(minor));
}

/** Lines between a subtotal and the total: taxes, fees, tips. */
const columnLinesMax = 8;

/** `Subtotal`, several sums one below the other, and the total they add up to. */
function totalOfColumn(
  layout: Layout,
  mark: DecimalMark | undefined,
  candidates: readonly SumCandidate[],
): SumCandidate | undefined {
  const subtotals = candidates.filter(({ fit }) => fit.net >= partFitMin && fit.gross < partFitMin);
  return candidates.find(({ fit, minor, amount: { line } }) => {
    if (fit.gross < partFitMin || minor <= 0) return false;
    let sum = 0;
    for (let index = line - 1; index >= Math.max(0, line - columnLinesMax); index -= 1) {
      const part = sumOf(layout, index, mark);
      if (part === undefined) return false;
      const isSubtotal = subtotals.some(({ amount }) => amount.line === index);
      if (isSubtotal) return line - index > 1 && sum + part.minor === minor;
      sum += part.minor;
    }
    return false;
  });
}

/** What was given less the change, if that is printed above; undefined if two such sums are. */
function tenderedTotal(
  layout: Layout,
  mark: DecimalMark | undefined,
): { minor: number; amount: Amount } | undefined {
  const change = labelsWith(layout, "changeGiven").find(
    (label) => label.isAtStart && sumOf(layout, label.segment.line, mark) !== undefined,
  );
  if (change === undefined) return undefined;
  const { line } = change.segment;
  const back = sumOf(layout, line, mark)?.minor ?? 0;
  const found = new Map<number, Amount>();
  for (let given = line - 1; given >= Math.max(0, line - givenLinesMax); given -= 1) {
    const sum = sumOf(layout, given, mark);
    const minor = (sum?.minor ?? 0) - Math.abs(back);
    const printed = minor > 0 ? printedAbove(layout, given, minor, mark) : undefined;
    if (printed !== undefined) found.set(minor, printed);
  }
  const [first, second] = [...found];
  return first === undefined || second !== undefined
    ? undefined
    : { minor: first[0], amount: first[1] };
}

/** The nearest amount of this value above a line. */
function printedAbove(
  layout: Layout,
  below: number,
  minor: number,
  mark: DecimalMark | undefined,
): Amount | undefined {
  for (let index = below - 1; index >= Math.max(0, below - totalLinesMax); index -= 1) {
    const sum = sumOf(layout, index, mark);
    if (sum?.minor === minor) return sum.amount;
  }
  return undefined;
}

/**
 * The largest sum of recognised pages that speak of no tax: all above add up to it, two or more, and the next one repeats
 * it, as a subtotal and the total or what was given do.
 */
function sumOfItems(
  layout: Layout,
  mark: DecimalMark | undefined,
  candidates: readonly SumCandidate[],
): { minor: number; amount: Amount } | undefined {
  const isRecognized = layout.lines[0]?.words[0]?.confidence !== undefined;
  if (!isRecognized || candidates.some(({ fit, minor }) => fit.tax >= partFitMin && minor !== 0))
    return undefined;
  const sums = layout.lines.flatMap(({ index }) => sumOf(layout, index, mark) ?? []);
  const largest = Math.max(...sums.map(({ minor }) => minor));
  let above = 0;
  for (const [index, sum] of sums.entries()) {
    const addsUp = sum.minor === above && sum.minor === largest && sum.minor > 0;
    const next = sums[index + 1];
    if (index >= itemsMin && addsUp && next?.minor === above) return next;
    above += sum.minor;
  }
  return undefined;
}

/** The last sum of money in a line. */
function sumOf(
  layout: Layout,
  line: number,
  mark: DecimalMark | undefined,
): { minor: number; amount: Amount } | undefined {
  const amount = layout.lines[line]?.segments
    .flatMap((segment) => amountsIn(segment, mark))
    .findLast((found) => !found.isPercent && isMoney(found) && found.decimals === 2);
  const minor = amount === undefined ? undefined : minorOf(amount.value);
  return amount === undefined || minor === undefined ? undefined : { minor, amount };
}
