import { type Label, hasKey } from "./labels.ts";
import type { Layout } from "./layout.ts";
import { hasCity, isStreet } from "./places.ts";
import { type Span, heightOf, overlapX } from "./text-lines.ts";

/** How a value stands to its label, best first. */
export type Relation = "same" | "right" | "left" | "below" | "stacked";

export type NearSpan = { readonly span: Span; readonly relation: Relation };

/** Lines below a label that are looked at for its value. */
const linesBelowMax = 4;

/** A value below its label is at most this many label heights away. */
const heightsBelowMax = 3.2;

/** Below a row of labels the row of their values may be set wider apart: in a box of its own. */
const heightsBelowRowMax = 5;

/** Labels side by side that are such a row; nothing but labels stands in it. */
const rowLabelsMin = 3;

/**
 * The places where the value of a label may stand: behind it, in the next column to the right, or below it; or, when
 * labels are stacked above their values (text without layout), at the same place in the stack of values.
 */
export function spansNear(layout: Layout, label: Label): NearSpan[] {
  const near: NearSpan[] = [];
  if (label.rest !== undefined) near.push({ span: label.rest, relation: "same" });
  const right = rightOf(layout, label) ?? besideOffLine(layout, label);
  if (right !== undefined && label.rest === undefined)
    near.push({ span: right, relation: "right" });
  if (label.rest !== undefined || !label.isAtStart) return near;
  const left = right === undefined ? leftOf(layout, label.segment) : undefined;
  if (left !== undefined) return [...near, { span: left, relation: "left" }];
  const stacked = right === undefined ? stackedValue(layout, label) : undefined;
  if (stacked === "none") return near;
  if (stacked !== undefined) return [...near, { span: stacked, relation: "stacked" }];
  const below = belowOf(layout, label);
  if (below !== undefined) near.push({ span: below, relation: "below" });
  return near;
}

/** The next segment of the line, unless it is a label itself. */
export function rightOf(layout: Layout, label: Label): Span | undefined {
  const line = layout.lines[label.segment.line];
  const next = line?.segments[line.segments.indexOf(label.segment) + 1];
  if (next === undefined || isLabelled(layout, next)) return undefined;
  return next;
}

/** Words of a value before its label, and label heights between the two. */
const wordsBeforeMax = 4;
const gapBeforeMax = 12;

/** Points the edges of values, and of labels, in one column may differ. */
const edgeTolerance = 3;

/** The value before its label, in a list of at least two such lines: `17.03.2026  Invoice date` above `4711  Customer no.` */
function leftOf(layout: Layout, segment: Span): Span | undefined {
  const value = valueBefore(layout, segment.line);
  if (value === undefined) return undefined;
  const isInList = [segment.line - 1, segment.line + 1].some((index) => {
    const other = valueBefore(layout, index);
    const label = layout.lines[index]?.segments[1];
    return (
      other?.page === value.page &&
      label !== undefined &&
      isInColumn(other, value) &&
      isInColumn(label, segment)
    );
  });
  return isInList ? value : undefined;
}

/** What stands before the label of a line that has nothing else: a few words with a digit, no part of an address. */
function valueBefore(layout: Layout, index: number): Span | undefined {
  const [value, label, ...others] = layout.lines[index]?.segments ?? [];
  if (value === undefined || label === undefined || others.length > 0) return undefined;
  const isValue =
    /\d/.test(value.text) &&
    value.words.length <= wordsBeforeMax &&
    !isLabelled(layout, value) &&
    !hasCity(value.text) &&
    !isStreet(value.text);
  const isClose = label.box[0] - value.box[2] <= gapBeforeMax * heightOf(label.box);
  return isValue && isClose && isNamed(layout, label) ? value : undefined;
}

/** A label and nothing behind it but a rate or a currency. */
const isNamed = (layout: Layout, segment: Span): boolean =>
  (layout.labelsByLine[segment.line] ?? []).some(
    (label) =>
      label.segment === segment &&
      label.isAtStart &&
      !isMarkerOnly(label) &&
      !/\d{3}|\d[.,]\d{2}/.test(label.rest?.text ?? ""),
  );

const isInColumn = ({ box: a }: Span, { box: b }: Span): boolean =>
  Math.abs(a[0] - b[0]) <= edgeTolerance || Math.abs(a[2] - b[2]) <= edgeTolerance;

/** A value set a little higher or lower than its label, to the right of it, where nothing else is labelled. */
function besideOffLine(layout: Layout, label: Label): Span | undefined {
  const line = layout.lines[label.segment.line];
  if (line === undefined || !label.isAtStart || line.segments.at(-1) !== label.segment)
    return undefined;
  const below = offLineValue(layout, label, label.segment.line + 1, lowerMax);
  return below ?? offLineValue(layout, label, label.segment.line - 1, higherMax);
}

/** Label heights a value beside its label may stand lower or higher. */
const lowerMax = 1.05;
const higherMax = 0.6;

function offLineValue(
  layout: Layout,
  label: Label,
  index: number,
  heightsMax: number,
): Span | undefined {
  const line = layout.lines[index];
  if (line === undefined || line.page !== label.segment.page) return undefined;
  if (Math.abs(line.bottom - label.box[3]) > heightsMax * heightOf(label.box)) return undefined;
  const value = line.segments.at(-1);
  if (value === undefined || value.box[0] <= label.box[2]) return undefined;
  const hasOther = line.segments.some(
    (other) => other !== value && overlapX(other.box, label.box) > 0,
  );
  const isTaken = (layout.labelsByLine[index] ?? []).some(({ segment }) => segment !== value);
  return hasOther || isTaken || isLabelled(layout, value) ? undefined : value;
}

function belowOf(layout: Layout, label: Label): Span | undefined {
  const height = Math.max(heightOf(label.box), 6);
  const heightsMax = isInRowOfLabels(layout, label) ? heightsBelowRowMax : heightsBelowMax;
  for (let step = 1; step <= linesBelowMax; step += 1) {
    const line = layout.lines[label.segment.line + step];
    if (line === undefined || line.page !== label.segment.page) return undefined;
    if (line.bottom - label.box[3] > heightsMax * height) return undefined;
    const below = line.segments.find((segment) => overlapX(segment.box, label.box) > 0);
    if (below !== undefined) return isLabelled(layout, below) ? undefined : below;
  }
  return undefined;
}

function isInRowOfLabels(layout: Layout, { segment: { line } }: Label): boolean {
  const segments = layout.lines[line]?.segments ?? [];
  return (
    segments.length >= rowLabelsMin && segments.every((segment) => isLabelled(layout, segment))
  );
}

/** True if a segment starts with a label that is more than a column's word or a marker. */
export function isLabelled(layout: Layout, segment: Span): boolean {
  const labels = layout.labelsByLine[segment.line] ?? [];
  return labels.some(
    (label) =>
      label.segment === segment &&
      label.isAtStart &&
      (label.hasColon || label.rest === undefined) &&
      !isMarkerOnly(label),
  );
}

const isMarkerOnly = ({ keys }: Label): boolean =>
  [...keys].every((key) => key === "numberMarker" || key === "datedMarker" || key === "attention");

/**
 * Labels one under the other with nothing beside them, then as many values: the n-th value belongs to the n-th label.
 * "none": the label is part of such a stack, but has no value there.
 */
function stackedValue(layout: Layout, label: Label): Span | "none" | undefined {
  if (!isLoneLabel(layout, label.segment)) return undefined;
  let first = label.segment.line;
  while (isNextInStack(layout, first - 1, label.segment)) first -= 1;
  let last = label.segment.line;
  while (isNextInStack(layout, last + 1, label.segment)) last += 1;
  const length = last - first + 1;
  if (length < 2) return undefined;
  const value = layout.lines[label.segment.line + length];
  const span = value?.segments[0];
  if (value === undefined || span === undefined || value.page !== label.segment.page) return "none";
  if (value.segments.length > 1 || isLoneLabel(layout, span) || isUnknownLabel(span)) return "none";
  return Math.abs(span.box[0] - label.segment.box[0]) < 12 ? span : "none";
}

/** Labels in a stack; more is a page of words that happen to be labels. */
const isNextInStack = (layout: Layout, index: number, segment: Span): boolean => {
  const line = layout.lines[index];
  const span = line?.segments[0];
  if (line === undefined || span === undefined || line.page !== segment.page) return false;
  return (
    line.segments.length === 1 &&
    Math.abs(index - segment.line) <= stackMax &&
    Math.abs(span.box[0] - segment.box[0]) < 6 &&
    (isLoneLabel(layout, span) || isUnknownLabel(span))
  );
};

/** A few words before a colon: a label nobody foresaw, which has its place in a stack all the same. */
const isUnknownLabel = ({ words, text }: Span): boolean =>
  words.length <= unknownLabelWordsMax && /^\p{L}[^\d:]*:$/u.test(text);
const unknownLabelWordsMax = 4;

const stackMax = 12;

/** A line of one segment that is a label and nothing else, but for a tax rate. */
function isLoneLabel(layout: Layout, segment: Span): boolean {
  if (layout.lines[segment.line]?.segments.length !== 1) return false;
  const [label] = layout.labelsByLine[segment.line] ?? [];
  if (label === undefined || !label.isAtStart) return false;
  const isBare = label.rest === undefined || /^\(?\d{1,2}([.,]\d+)? ?%\)?:?$/.test(label.rest.text);
  return isBare && (label.hasColon || hasKey(label, ...stackedWithoutColon));
}

/** Labels that need no colon to be one: nothing else is called so. */
const stackedWithoutColon = [
  "totalWithoutTax",
  "subtotal",
  "totalTax",
  "tax",
  "totalWithTax",
  "total",
  "amountDue",
  "invoiceNumber",
  "issueDate",
  "paymentDueDate",
] as const;
