import { type Amount, type DecimalMark, amountsIn } from "./amounts.ts";
import { type Label, hasKey } from "./labels.ts";
import { type Layout, labelsWith } from "./layout.ts";
import { isMoney, minorOf } from "./sums.ts";
import { type Span, overlapX } from "./text-lines.ts";
import { isLabelled, spansNear } from "./values-near.ts";
import { currencyCodes } from "./vocabulary/currencies.ts";
import type { LabelKey } from "./vocabulary/vocabulary.ts";

/** What a sum may be: without tax, tax, with tax, to pay, paid already. */
export type SumRole = "net" | "tax" | "gross" | "due" | "paid";

/** A labelled amount that may be one of the totals. */
export type SumCandidate = {
  readonly amount: Amount;
  /** The amount in 1/10000. */
  readonly minor: number;
  /** How well the label fits each role, 0 to 1. */
  readonly fit: Readonly<Record<SumRole, number>>;
  readonly label: Label;
};

const fitByKey: { readonly [key in LabelKey]?: Partial<Record<SumRole, number>> } = {
  totalWithoutTax: { net: 1 },
  subtotal: { net: 0.7, gross: 0.2 },
  totalTax: { tax: 1 },
  tax: { tax: 0.75 },
  totalWithTax: { gross: 1 },
  total: { gross: 0.7, net: 0.3 },
  amountDue: { due: 1, gross: 0.45 },
  paidAmount: { paid: 1 },
};

const sumKeys = Object.keys(fitByKey) as LabelKey[];

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
      const amounts = amountsNear(layout, label, mark).filter(({ amount }) =>
        isInCurrency(layout, amount, currencyCode),
      );
      return amounts.flatMap(({ amount, weight }) => {
        const minor = minorOf(amount.value);
        if (minor === undefined) return [];
        const sure = weight * (isMoney(amount) ? 1 : /^0+$/.test(amount.value) ? 0.8 : 0.45);
        return [{ amount, minor, label, fit: scaled(fit, sure) }];
      });
    });
}

function isSumLabel(layout: Layout, label: Label): boolean {
  if (hasKey(label, "otherAmount")) return false;
  const before = labelsBefore(layout, label);
  if (before.some((other) => other.isAtStart && hasKey(other, "otherAmount"))) return false;
  const isTaxOfSum = before.length >= 2 && hasKey(before.at(-1) ?? label, "exclusive", "inclusive");
  const isLed =
    before[0]?.isAtStart === true &&
    before.every((other) => hasKey(other, "tax", "exclusive", "inclusive"));
  return !isTaxOfSum && (label.isAtStart || label.hasColon || label.firstWord <= 2 || isLed);
}

const labelsBefore = (layout: Layout, label: Label): Label[] =>
  (layout.labelsByLine[label.segment.line] ?? []).filter(
    (other) => other.segment === label.segment && other.firstWord < label.firstWord,
  );

/** A sum whose label goes on with `excl. VAT` or `incl. VAT`: its role, and the label it ends with. */
function withTaxWords(
  layout: Layout,
  label: Label,
): { role: "net" | "gross"; end: Label } | undefined {
  const [word, tax] = (layout.labelsByLine[label.segment.line] ?? []).filter(
    (other) => other.segment === label.segment && other.firstWord > label.lastWord,
  );
  if (word === undefined || tax === undefined || !hasKey(tax, "tax")) return undefined;
  const isAdjacent = word.firstWord === label.lastWord + 1 && tax.firstWord <= word.lastWord + 2;
  if (!isAdjacent || !hasKey(word, "exclusive", "inclusive")) return undefined;
  return { role: hasKey(word, "exclusive") ? "net" : "gross", end: tax };
}

function fitOf(layout: Layout, label: Label): Record<SumRole, number> {
  const fit: Record<SumRole, number> = { net: 0, tax: 0, gross: 0, due: 0, paid: 0 };
  const words = hasKey(label, "tax", "paidAmount") ? undefined : withTaxWords(layout, label);
  if (words !== undefined) return { ...fit, [words.role]: 0.95 };
  for (const key of label.keys) {
    for (const [role, value] of Object.entries(fitByKey[key] ?? {}) as [SumRole, number][]) {
      fit[role] = Math.max(fit[role], value);
    }
  }
  return fit;
}

const scaled = (fit: Readonly<Record<SumRole, number>>, by: number): Record<SumRole, number> => ({
  net: fit.net * by,
  tax: fit.tax * by,
  gross: fit.gross * by,
  due: fit.due * by,
  paid: fit.paid * by,
});

/** Amounts to the right of a label, the last one first in rank; else the one below it. */
export function amountsNear(
  layout: Layout,
  label: Label,
  mark: DecimalMark | undefined,
): { amount: Amount; weight: number }[] {
  const beside = amountsBeside(layout, label, mark);
  if (beside.length > 0) {
    return beside.map((amount, index) => ({
      amount,
      weight: index === beside.length - 1 ? 1 : 0.6,
    }));
  }
  if (label.rest !== undefined && /\p{L}{3}/u.test(label.rest.text)) return [];
  const bare = { ...label, rest: undefined };
  return spansNear(layout, bare)
    .filter(({ relation }) => relation === "below" || relation === "stacked")
    .flatMap(({ span, relation }) => {
      const amount = amountsIn(span, mark).find((found) => !found.isPercent);
      if (amount === undefined || span.words.length > 4) return [];
      return [{ amount, weight: relation === "stacked" ? 0.9 : 0.75 }];
    });
}

/** Every number in the line behind the label, up to the next label with a value of its own. */
export function amountsBeside(
  layout: Layout,
  label: Label,
  mark: DecimalMark | undefined,
): Amount[] {
  const line = layout.lines[label.segment.line];
  const end = withTaxWords(layout, label)?.end ?? label;
  if (hasOtherSumBehind(layout, end)) return [];
  const spans: Span[] = end.rest === undefined ? [] : [end.rest];
  for (const segment of line?.segments ?? []) {
    if (segment.box[0] <= label.segment.box[0]) continue;
    if (isLabelled(layout, segment) || startsWithSum(layout, segment)) break;
    spans.push(segment);
  }
  return spans.flatMap((span) => amountsIn(span, mark)).filter((amount) => !amount.isPercent);
}

/** `Total included GST 4 %: 1.42` is no total: the sum belongs to what is named last. */
const hasOtherSumBehind = (layout: Layout, label: Label): boolean =>
  (layout.labelsByLine[label.segment.line] ?? []).some(
    (other) =>
      other.segment === label.segment &&
      other.firstWord > label.lastWord &&
      !other.segment.words[other.firstWord]?.text.startsWith("(") &&
      other.segment.words
        .slice(label.lastWord + 1, other.firstWord)
        .every((word) => !/\d[.,]\d\d/.test(word.text)) &&
      hasKey(other, ...sumKeys),
  );

const startsWithSum = (layout: Layout, segment: Span): boolean =>
  (layout.labelsByLine[segment.line] ?? []).some(
    (label) =>
      label.segment === segment && label.isAtStart && hasKey(label, ...sumKeys, "otherAmount"),
  );

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

/** Lines above a sum that are searched for a currency heading its column. */
const headLinesMax = 12;
