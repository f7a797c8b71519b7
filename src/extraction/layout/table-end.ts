import { type DecimalMark, amountsIn } from "./amounts.ts";
import { hasKey } from "./labels.ts";
import type { Layout } from "./layout.ts";
import { isMoney } from "./sums.ts";
import type { Line } from "./text-lines.ts";

/** Segments a line of totals has at most; more is a row of the table. */
const segmentsMax = 8;

const totalKeys = [
  "totalWithoutTax",
  "subtotal",
  "totalTax",
  "totalWithTax",
  "total",
  "amountDue",
  "tax",
] as const;

/** Labels of totals one below the other, their values further down (text without layout), end the table of lines. */
export function isTotalsStack(layout: Layout, line: Line): boolean {
  const stack = layout.lines.slice(line.index, line.index + stackMin);
  return stack.length === stackMin && stack.every((next) => isLoneTotal(layout, next));
}
const stackMin = 3;

function isLoneTotal(layout: Layout, { index, segments }: Line): boolean {
  const [label] = layout.labelsByLine[index] ?? [];
  return (
    segments.length === 1 &&
    label?.isAtStart === true &&
    label.hasColon &&
    label.rest === undefined &&
    hasKey(label, ...totalKeys)
  );
}

/** The header of the VAT breakdown, or of a row of totals, ends the table of lines. */
export function isTotalsHeader(layout: Layout, line: Line, mark: DecimalMark | undefined): boolean {
  const labels = (layout.labelsByLine[line.index] ?? []).filter((label) =>
    hasKey(
      label,
      "taxableAmount",
      "taxAmount",
      "taxRate",
      "totalWithoutTax",
      "totalTax",
      "totalWithTax",
      "amountDue",
    ),
  );
  return (
    labels.length >= 2 && line.segments.every((segment) => amountsIn(segment, mark).length === 0)
  );
}

/** A line of the totals below the table, or of a subtotal inside it. */
export function isTotalLine(layout: Layout, line: Line, mark: DecimalMark | undefined): boolean {
  const labels = layout.labelsByLine[line.index] ?? [];
  const isTotal = labels.some(
    (label) =>
      label.isAtStart && hasKey(label, ...totalKeys, "otherAmount", "rounding", "paidAmount"),
  );
  return (
    isTotal &&
    line.segments.length <= segmentsMax &&
    line.segments.some((s) =>
      amountsIn(s, mark).some((a) => isMoney(a) || a.isPercent || mark === undefined),
    )
  );
}

/** A line of what is added or taken off beside the goods, which may be a row of the table too: `Delivery`, `Discount`. */
export const isChargeLine = (layout: Layout, line: Line): boolean =>
  (layout.labelsByLine[line.index] ?? []).every(
    (label) => !label.isAtStart || !hasKey(label, ...totalKeys, "paidAmount"),
  );
