import { type Label, hasKey } from "./labels.ts";
import type { Layout } from "./layout.ts";
import type { LabelKey } from "./vocabulary/vocabulary.ts";

/** What a sum may be: without tax, tax, with tax, to pay, paid already. */
export type SumRole = "net" | "tax" | "gross" | "due" | "paid";

/** How well a label fits each role, 0 to 1. */
export type RoleFit = Readonly<Record<SumRole, number>>;

const fitByKey: { readonly [key in LabelKey]?: Partial<RoleFit> } = {
  totalWithoutTax: { net: 1 },
  subtotal: { net: 0.7, gross: 0.2 },
  totalTax: { tax: 1 },
  tax: { tax: 0.75 },
  totalWithTax: { gross: 1 },
  total: { gross: 0.7, net: 0.3 },
  amountDue: { due: 1, gross: 0.45 },
  paidAmount: { paid: 1 },
};

/** Fit of a label that says itself whether tax is included (`Total excl. VAT`), though no phrase does as a whole. */
const composedFit = 0.95;

/** Labels that announce a sum. */
export const sumKeys = Object.keys(fitByKey) as LabelKey[];

/** True if a sum may follow the label: it leads its segment, and is no discount, balance or part of another label. */
export function isSumLabel(layout: Layout, label: Label): boolean {
  if (hasKey(label, "otherAmount", "rounding")) return false;
  const before = inSegment(layout, label).filter((other) => other.firstWord < label.firstWord);
  if (before.some((other) => other.isAtStart && hasKey(other, "otherAmount", "rounding")))
    return false;
  const isTaxOfSum = before.length >= 2 && hasKey(before.at(-1) ?? label, "exclusive", "inclusive");
  const isLed =
    before[0]?.isAtStart === true &&
    before.every((other) => hasKey(other, "tax", "exclusive", "inclusive"));
  return !isTaxOfSum && (label.isAtStart || label.hasColon || label.firstWord <= 2 || isLed);
}

export function fitOf(layout: Layout, label: Label): RoleFit {
  const fit: Record<SumRole, number> = { net: 0, tax: 0, gross: 0, due: 0, paid: 0 };
  const words = hasKey(label, "tax", "paidAmount") ? undefined : taxWords(layout, label);
  if (words !== undefined) return { ...fit, [words.role]: composedFit };
  for (const key of label.keys) {
    for (const [role, value] of Object.entries(fitByKey[key] ?? {}) as [SumRole, number][]) {
      fit[role] = Math.max(fit[role], value);
    }
  }
  return endsTotal(layout, label) ? { ...fit, gross: composedFit } : fit;
}

/** `Total incl. VAT to pay`: what is to be paid is the total with tax. */
const endsTotal = (layout: Layout, label: Label): boolean =>
  hasKey(label, "amountDue") &&
  inSegment(layout, label).some(
    (other) => other.lastWord === label.firstWord - 1 && hasKey(other, "totalWithTax"),
  );

/** The label a sum label ends with: `VAT` in `Total excl. VAT`, else itself. */
export const endOf = (layout: Layout, label: Label): Label => taxWords(layout, label)?.end ?? label;

/** Words between a total and whether it includes tax: `Total new charges (excl. GST)`. */
const wordsBetweenMax = 3;

/** `... excl. VAT` or `... incl. VAT` behind a sum label: the role that gives it, and the label it ends with. */
function taxWords(layout: Layout, label: Label): { role: "net" | "gross"; end: Label } | undefined {
  const behind = inSegment(layout, label).filter((other) => other.firstWord > label.lastWord);
  const at = behind.findIndex((other) => hasKey(other, "exclusive", "inclusive"));
  const [word, tax] = [behind[at], behind[at + 1]];
  if (word === undefined || tax === undefined || !hasKey(tax, "tax")) return undefined;
  const between = label.segment.words.slice(label.lastWord + 1, word.firstWord);
  const isOne = between.length <= wordsBetweenMax && !between.some(({ text }) => /\d/.test(text));
  if (!isOne || tax.firstWord > word.lastWord + 2) return undefined;
  return { role: hasKey(word, "exclusive") ? "net" : "gross", end: tax };
}

/** `Total included GST 4 %: 1.42` is no total: the sum belongs to what is named last. */
export const hasOtherSumBehind = (layout: Layout, label: Label): boolean =>
  inSegment(layout, label).some(
    (other) =>
      other.firstWord > label.lastWord &&
      other.segment.words[other.firstWord]?.text.startsWith("(") !== true &&
      other.segment.words
        .slice(label.lastWord + 1, other.firstWord)
        .every((word) => !/\d[.,]\d\d/.test(word.text)) &&
      hasKey(other, ...sumKeys),
  );

const inSegment = (layout: Layout, label: Label): Label[] =>
  (layout.labelsByLine[label.segment.line] ?? []).filter(
    (other) => other.segment === label.segment,
  );
