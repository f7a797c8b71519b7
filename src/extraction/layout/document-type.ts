import type { DocumentType } from "#src/domain/document.ts";
import { datesIn } from "./dates.ts";
import { type Label, hasKey } from "./labels.ts";
import { type Layout, labelsWith } from "./layout.ts";
import { phraseKey } from "./normalise.ts";
import { isTillSlip } from "./till-slip.ts";
import { languages } from "./vocabulary/languages.ts";

/** The part of the first page where a document says what it is. */
const titleDepth = 0.6;

/** A title is a short line. */
const titleWordsMax = 7;

/** What the document calls itself. Without the words of an invoice it is something else. */
export function documentTypeOf(
  layout: Layout,
  evidence: { hasTotals: boolean; addsUp: boolean; hasNumber: boolean; hasLines: boolean },
): DocumentType {
  const { hasTotals, addsUp, hasNumber, hasLines } = evidence;
  const titles = labelsWith(
    layout,
    "invoiceTitle",
    "creditNoteTitle",
    "receiptTitle",
    "otherTitle",
  ).filter((label) => label.segment.page === 1 && label.isAtStart && isTitle(layout, label));
  const has = (key: "invoiceTitle" | "creditNoteTitle" | "receiptTitle" | "otherTitle"): boolean =>
    titles.some((label) => hasKey(label, key));
  const isNumbered = labelsWith(layout, "invoiceNumber").some((label) => label.isAtStart);
  if (isHeadedOtherwise(layout)) return "other";
  if (has("creditNoteTitle") && hasTotals) return "credit_note";
  if (!has("invoiceTitle") && isNumberedAsCreditNote(layout)) return "credit_note";
  if (has("invoiceTitle") && (hasTotals || hasNumber)) return "invoice";
  if (has("otherTitle") && !isNumbered) return "other";
  if (!isNumbered && isOrder(layout)) return "other";
  if (has("receiptTitle") && hasTotals) return "receipt";
  if (!isNumbered && hasTotals && isTillSlip(layout)) return "receipt";
  if (isNumbered && (hasTotals || hasNumber)) return "invoice";
  if (isTitledAndBilled(layout, titles)) return "invoice";
  const isDated = labelsWith(layout, "issueDate").some((label) => label.isAtStart);
  return addsUp || ((isDated || hasLines) && hasTotals) ? "invoice" : "other";
}

const creditNoteTitles: readonly string[] = languages.flatMap(({ labels }) =>
  (labels.creditNoteTitle ?? []).map(phraseKey),
);

/** `Credit note no. 17` and no number of an invoice: a title, though the number stands in the same breath. */
function isNumberedAsCreditNote(layout: Layout): boolean {
  const numbers = labelsWith(layout, "invoiceNumber").filter(
    ({ isAtStart, segment }) => isAtStart && segment.page === 1,
  );
  return numbers.length > 0 && numbers.every(({ text }) => namesCreditNote(phraseKey(text)));
}

const namesCreditNote = (key: string): boolean =>
  creditNoteTitles.some((title) => key.includes(title));

/** Characters of `To`, `An` or `Til`, which head every letter. */
const headOfLetter = 3;

/**
 * Nothing stands in the line but the title of an invoice, a labelled date is printed, and somebody is billed: its number
 * and its totals may be illegible.
 */
function isTitledAndBilled(layout: Layout, titles: readonly Label[]): boolean {
  const hasTitle = titles.some(
    (label) =>
      hasKey(label, "invoiceTitle") &&
      label.rest === undefined &&
      layout.lines[label.segment.line]?.segments.length === 1,
  );
  const isDated = labelsWith(layout, "issueDate", "date").some(
    (label) => label.isAtStart && label.rest !== undefined && datesIn(label.rest.text).length > 0,
  );
  const isBilled = labelsWith(layout, "buyer").some(
    (label) => label.isAtStart && label.text.length > headOfLetter,
  );
  return hasTitle && isDated && isBilled;
}

/** A line that is the title of a reminder, an offer or an order, and no word of an invoice before it. */
function isHeadedOtherwise(layout: Layout): boolean {
  const other = labelsWith(layout, "otherTitle").find((label) => isAlone(layout, label));
  const own = layout.labels.find(
    (label) =>
      label.isAtStart &&
      hasKey(label, "invoiceTitle", "creditNoteTitle", "receiptTitle", "invoiceNumber"),
  );
  return other !== undefined && (own === undefined || own.segment.line > other.segment.line);
}

function isAlone(layout: Layout, label: Label): boolean {
  const line = layout.lines[label.segment.line];
  return (
    line !== undefined &&
    line.page === 1 &&
    line.depth < titleDepth &&
    line.segments.length === 1 &&
    label.isAtStart &&
    label.rest === undefined &&
    !label.hasColon
  );
}

/** An order's own number heads the page, and nothing is called an invoice. */
function isOrder(layout: Layout): boolean {
  return labelsWith(layout, "purchaseOrder").some((label) => {
    const line = layout.lines[label.segment.line];
    const isHead =
      label.segment.page === 1 && line !== undefined && (line.depth < headDepth || line.index < 3);
    return isHead && label.isAtStart && label.segment === line.segments[0];
  });
}

/** Where an order has its number. */
const headDepth = 0.2;

function isTitle(layout: Layout, label: Label): boolean {
  const depth = layout.lines[label.segment.line]?.depth ?? 1;
  return (
    depth < titleDepth &&
    label.segment.words.length <= titleWordsMax &&
    !label.segment.text.endsWith(".")
  );
}
