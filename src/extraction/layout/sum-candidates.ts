import { minorDigits } from "#src/domain/money.ts";
import { type Amount, type DecimalMark, amountsIn, hasLostMark, withCents } from "./amounts.ts";
import { type Label, hasKey } from "./labels.ts";
import { type Layout, labelsWith } from "./layout.ts";
import {
  type RoleFit,
  endOf,
  fitOf,
  hasOtherSumBehind,
  isSumLabel,
  sumKeys,
} from "./sum-labels.ts";
import { isMoney, minorOf } from "./sums.ts";
import { type Span, heightOf, overlapX } from "./text-lines.ts";
import { isLabelled, spansNear } from "./values-near.ts";
import { currencyCodes } from "./vocabulary/currencies.ts";

/** A labelled amount that may be one of the totals. */
export type SumCandidate = {
  readonly amount: Amount;
  /** The amount in 1/10000. */
  readonly minor: number;
  readonly fit: RoleFit;
  readonly label: Label;
};

/** How surely an amount belongs to its label: the last beside it, another beside it, below it, in a stack of values. */
const placeWeight = {
  last: 1,
  beside: 0.6,
  right: 0.85,
  left: 0.85,
  below: 0.75,
  stacked: 0.9,
} as const;

/** Words a sum below its label may have. */
const wordsBelowMax = 4;

/** Lines above a sum that are searched for a currency heading its column. */
const headLinesMax = 12;

/** Every labelled amount outside the table of lines that may be a total. */
export function sumCandidates(
  layout: Layout,
  mark: DecimalMark | undefined,
  tableLines: ReadonlySet<number>,
  currencyCode: string | undefined,
): SumCandidate[] {
  return labelsWith(layout, ...sumKeys)
    .filter((label) => !tableLines.has(label.segment.line) && isSumLabel(layout, label))
    .flatMap((label) => {
      const fit = fitOf(layout, label);
      return amountsNear(layout, label, mark, currencyCode).flatMap((near) =>
        readingsOf(layout, near.amount, mark, currencyCode).flatMap(({ amount, sureness }) => {
          const minor = minorOf(amount.value);
          if (minor === undefined) return [];
          return [{ amount, minor, label, fit: scaled(fit, near.weight * sureness) }];
        }),
      );
    });
}

type AmountReading = { readonly amount: Amount; readonly sureness: number };

/** A number that lost its decimal mark is a sum only where others confirm it: alone it is far below what a label must support. */
const lostMarkSureness = 0.3;

/** The same where the sum is printed in another line with its mark. */
const repeatedSureness = 0.9;

const isPrintedElsewhere = (
  layout: Layout,
  amount: Amount,
  mark: DecimalMark | undefined,
): boolean =>
  layout.lines.some(
    ({ index, segments }) =>
      index !== amount.line &&
      segments.some((segment) =>
        amountsIn(segment, mark).some((other) => other.value === amount.value),
      ),
  );

/** A number as read; where cents are printed, one that recognition read without a mark is also the sum it is with one: `3400` is 34.00. */
function readingsOf(
  layout: Layout,
  amount: Amount,
  mark: DecimalMark | undefined,
  currencyCode: string | undefined,
): AmountReading[] {
  const isRepeated = hasLostMark(amount) && isPrintedElsewhere(layout, amount, mark);
  const sureness = isRepeated ? repeatedSureness : surenessOf(amount, mark, currencyCode);
  const asRead = { amount, sureness };
  const isRecognized = layout.lines[amount.line]?.words[0]?.confidence !== undefined;
  const mayHaveLost = isRecognized && mark !== undefined && minorDigits(currencyCode) === 2;
  const mended = mayHaveLost ? withCents(amount) : undefined;
  return mended === undefined ? [asRead] : [asRead, { amount: mended, sureness: lostMarkSureness }];
}

/**
 * A number without cents or currency is hardly a sum, unless it is nought; least of all where others have cents. Where they do, one
 * with more decimals than its currency has is sure only beside others it adds up with: its last digit may be a misread sign.
 */
function surenessOf(
  amount: Amount,
  mark: DecimalMark | undefined,
  currencyCode: string | undefined,
): number {
  if (hasLostMark(amount)) return lostMarkSureness;
  const decimalsMax = Math.max(minorDigits(currencyCode), 2);
  if (mark !== undefined && amount.decimals > decimalsMax) return 0.5;
  if (isMoney(amount)) return 1;
  if (/^0+$/.test(amount.value)) return 0.8;
  return mark === undefined ? 0.45 : 0.1;
}

const scaled = (fit: RoleFit, by: number): RoleFit => ({
  net: fit.net * by,
  tax: fit.tax * by,
  gross: fit.gross * by,
  due: fit.due * by,
  paid: fit.paid * by,
});

/** Amounts to the right of a label, the last one first in rank; else the one below it. */
function amountsNear(
  layout: Layout,
  label: Label,
  mark: DecimalMark | undefined,
  currencyCode: string | undefined,
): { amount: Amount; weight: number }[] {
  const beside = amountsBeside(layout, label, mark).filter((amount) =>
    isInCurrency(layout, amount, currencyCode),
  );
  if (beside.length > 0) {
    const last = beside.length - 1;
    return beside.map((amount, index) => ({
      amount,
      weight: index === last ? placeWeight.last : placeWeight.beside,
    }));
  }
  if (label.rest !== undefined && isWords(label.rest.text)) return [];
  return spansNear(layout, { ...label, rest: undefined }).flatMap(({ span, relation }) => {
    if (relation === "same") return [];
    const amount = amountsIn(span, mark).find((found) => !found.isPercent);
    if (amount === undefined || span.words.length > wordsBelowMax) return [];
    if (relation === "below" && isFirstOfColumn(layout, label, amount, mark)) return [];
    return [{ amount, weight: placeWeight[relation] }];
  });
}

/** Cells that the head of a table has at least. */
const headCellsMin = 4;

/** Other sums follow below it, under a head of many columns: it is a row of a table, not the total. */
function isFirstOfColumn(
  layout: Layout,
  { segment }: Label,
  amount: Amount,
  mark: DecimalMark | undefined,
): boolean {
  const cells = layout.lines[segment.line]?.segments.length ?? 0;
  const next = layout.lines[amount.line + 1];
  if (cells < headCellsMin || next?.page !== amount.page) return false;
  return next.segments
    .flatMap((other) => amountsIn(other, mark))
    .some((other) => isMoney(other) && overlapX(other.box, amount.box) > 0);
}

/** More than a currency: `Amount due EUR` heads its value, `Total of last year` is another sum. */
const isWords = (text: string): boolean =>
  /\p{L}{3}/u.test(text) && !currencyCodes.has(text.replaceAll(/^[([]|[)\]:]+$/g, ""));

/** Every number in the line behind the label, up to the next label with a value of its own. */
function amountsBeside(layout: Layout, label: Label, mark: DecimalMark | undefined): Amount[] {
  const line = layout.lines[label.segment.line];
  const end = endOf(layout, label);
  if (hasOtherSumBehind(layout, end)) return [];
  const spans: Span[] = end.rest === undefined ? [] : [end.rest];
  for (const segment of line?.segments ?? []) {
    if (segment.box[0] <= label.segment.box[0]) continue;
    if (isLabelled(layout, segment) || startsWithSum(layout, segment)) break;
    spans.push(segment);
  }
  const amounts = spans
    .flatMap((span) => amountsIn(span, mark))
    .filter((amount) => !amount.isPercent);
  return hasKey(label, "tax") ? amounts.filter((amount) => !isBase(layout, amount)) : amounts;
}

const startsWithSum = (layout: Layout, segment: Span): boolean =>
  (layout.labelsByLine[segment.line] ?? []).some(
    (label) =>
      label.segment === segment &&
      label.isAtStart &&
      hasKey(label, ...sumKeys, "otherAmount", "rounding"),
  );

/** `Tax 15 % on $ 200.00`: the amount behind `on` is the base, not the tax. */
const isBase = (layout: Layout, amount: Amount): boolean =>
  (layout.labelsByLine[amount.line] ?? []).some((label) => {
    if (!hasKey(label, "baseMarker") || label.rest === undefined) return false;
    const gap = amount.box[0] - label.box[2];
    return gap >= 0 && gap < 2.5 * heightOf(amount.box);
  });

/** Sums printed in two currencies stand in two columns, each headed by its code: only the invoice's counts. */
function isInCurrency(layout: Layout, amount: Amount, currencyCode: string | undefined): boolean {
  if (currencyCode === undefined) return true;
  if (amount.currencyCode !== undefined) return amount.currencyCode === currencyCode;
  const first = Math.max(0, amount.line - headLinesMax);
  for (let index = amount.line - 1; index >= first; index -= 1) {
    for (const segment of layout.lines[index]?.segments ?? []) {
      const isHead = currencyCodes.has(segment.text) && overlapX(segment.box, amount.box) > 0;
      if (isHead) return segment.text === currencyCode;
    }
  }
  return true;
}
