import { type Label, hasKey, labelsOf } from "./labels.ts";
import { hasCity } from "./places.ts";
import { type Line, type Span, spanOf } from "./text-lines.ts";

/** Dots and strokes between the details of an invoice printed in one line. */
const mark = /^[·•|¦●/–]$/;

/** Parts that must begin with the label of a detail. */
const labelledMin = 2;

/** Words of a line of details; more is running text. */
const wordsMax = 40;

/**
 * A line whose segments are cut where marks part the details of an invoice: `Invoice No 17 · Date 3/4/2025 · Due 3/5/2025`.
 * The address of a sender or the foot of a page, printed in the same way, stays whole.
 */
export function cutAtMarks(line: Line): Line {
  const segments = line.segments.flatMap((segment) => {
    const parts = partsOf(segment);
    return parts.length >= 2 && areDetails(line, parts) ? parts : [segment];
  });
  return segments.length === line.segments.length ? line : { ...line, segments };
}

function partsOf(segment: Span): Span[] {
  const { words, page, line } = segment;
  if (words.length > wordsMax || !words.some(({ text }) => mark.test(text))) return [segment];
  const groups = words.reduce<(typeof words)[number][][]>(
    (parts, word) => {
      if (mark.test(word.text)) parts.push([]);
      else parts.at(-1)?.push(word);
      return parts;
    },
    [[]],
  );
  return groups.filter((group) => group.length > 0).map((group) => spanOf(group, page, line));
}

/** At least two parts are a label with its value, one of them of the invoice itself, and none has a post code and city. */
function areDetails(line: Line, parts: readonly Span[]): boolean {
  const labels = labelsOf({ ...line, segments: parts }).filter(
    ({ isAtStart, rest }) => isAtStart && rest !== undefined && /\d/.test(rest.text),
  );
  const isLabelled = (part: Span): boolean => labels.some(({ segment }) => segment === part);
  if (parts.some((part) => hasCity(part.text) && !isLabelled(part))) return false;
  const details = new Set(labels.filter(isDetail).map(({ segment }) => segment));
  return details.size >= labelledMin && labels.some(isOfInvoice);
}

const isOfInvoice = (label: Label): boolean =>
  hasKey(label, "invoiceNumber", "issueDate", "paymentDueDate", "invoiceTitle", "creditNoteTitle");

const isDetail = (label: Label): boolean =>
  isOfInvoice(label) ||
  hasKey(label, "date", "otherDate", "otherNumber", "purchaseOrder", "numberMarker");
