import { datesIn } from "./dates.ts";
import type { Found } from "./found.ts";
import { identifierIn } from "./identifiers.ts";
import { type Label, hasKey } from "./labels.ts";
import { type Layout, labelsWith } from "./layout.ts";
import { type Span, heightOf, overlapX } from "./text-lines.ts";
import { type NearSpan, type Relation, spansNear } from "./values-near.ts";

const relationScore: { readonly [relation in Relation]: number } = {
  same: 1,
  right: 0.96,
  left: 0.85,
  stacked: 0.85,
  below: 0.85,
};

/** A number must score this much to be given. */
const scoreMin = 0.5;

/** What each repetition of the same number on another label adds. */
const repetitionBonus = 0.02;

/** The seller's number of the invoice, from its label or from the title (`Invoice 2024-17`). */
export function findInvoiceNumber(layout: Layout): Found<string> | undefined {
  const candidates = [
    ...labelsWith(layout, "invoiceNumber").flatMap((label) => numbersNear(layout, label, 0.98)),
    ...titleNumbers(layout),
    ...labelsWith(layout, "receiptNumber").flatMap((label) => numbersNear(layout, label, 0.7)),
    ...numbersBelowTitle(layout),
    ...loneNumbers(layout),
  ];
  const counts = new Map<string, number>();
  for (const { value } of candidates) counts.set(value, (counts.get(value) ?? 0) + 1);
  const [best] = candidates
    .map((candidate) => ({
      ...candidate,
      confidence: candidate.confidence + repetitionBonus * ((counts.get(candidate.value) ?? 1) - 1),
    }))
    .toSorted((a, b) => b.confidence - a.confidence);
  return best !== undefined && best.confidence >= scoreMin ? best : undefined;
}

/** The number an order of the buyer has, as the invoice quotes it. */
export function findPurchaseOrder(layout: Layout): Found<string> | undefined {
  const [best] = labelsWith(layout, "purchaseOrder")
    .filter((label) => label.isAtStart)
    .flatMap((label) => numbersNear(layout, label, 0.9))
    .toSorted((a, b) => b.confidence - a.confidence);
  return best;
}

/** The number of the invoice that a credit note corrects; none where it names several. */
export function findPrecedingInvoice(
  layout: Layout,
  own: string | undefined,
): Found<string> | undefined {
  const numbers = labelsWith(layout, "precedingInvoice")
    .flatMap((label) => numbersNear(layout, label, 0.9))
    .filter(({ value, confidence }) => value !== own && confidence >= scoreMin)
    .toSorted((a, b) => b.confidence - a.confidence);
  return new Set(numbers.map(({ value }) => value)).size === 1 ? numbers[0] : undefined;
}

function numbersNear(layout: Layout, label: Label, weight: number): Found<string>[] {
  return ownColumnFirst(label, spansNear(layout, label)).flatMap(({ span, relation }) => {
    const found = identifierIn(span);
    if (found === undefined) return [];
    const inSentence = label.isAtStart || label.hasColon ? 1 : 0.6;
    const confidence = weight * relationScore[relation] * inSentence;
    return [{ ...found, value: found.text, confidence }];
  });
}

/** Label heights to the right behind which another column may begin. */
const ownColumnHeights = 3;

/** Points the left edges of a label and of the number below it may differ. */
const leftEdgeTolerance = 2;

/** A number right below its label is meant, not what stands far away in the same line: an address in the next column. */
function ownColumnFirst(label: Label, near: readonly NearSpan[]): readonly NearSpan[] {
  const isBelow = near.some(
    ({ span, relation }) =>
      relation === "below" &&
      Math.abs(span.box[0] - label.box[0]) <= leftEdgeTolerance &&
      identifierIn(span) !== undefined,
  );
  if (label.hasColon || !isBelow) return near;
  const reach = label.box[2] + ownColumnHeights * heightOf(label.box);
  return near.filter(({ span, relation }) => relation !== "right" || span.box[0] <= reach);
}

/** `Invoice INV-100`, `Rechnung # 17 vom ...`, `INVOICE` with `# 17` below or with `2024-117` in the next column. */
function titleNumbers(layout: Layout): Found<string>[] {
  const titles = labelsWith(layout, "invoiceTitle", "creditNoteTitle");
  return titles
    .filter((label) => label.isAtStart)
    .flatMap((label) =>
      spansNear(layout, label).flatMap(({ span, relation }) => {
        const found = identifierIn(span);
        if (found === undefined) return [];
        const isMarked = /^\(?\d*\)?\s*(#|№|n[°ºor](?!\p{L})|num|č\.|čís)/iu.test(
          relation === "same" ? label.segment.text.slice(label.text.length).trim() : span.text,
        );
        const isBeside =
          relation === "right" &&
          label.rest === undefined &&
          (isNumberOnly(span) || (label.hasColon && found.text === span.text));
        const isBelow =
          relation === "below" &&
          label.rest === undefined &&
          (isSetBelow(label, span) || isBesideDate(layout, label, span));
        if (relation !== "same" && !isMarked && !isBeside && !isBelow) return [];
        if (!isMarked && !isTelling(found.text)) return [];
        const confidence = (isMarked ? 0.9 : 0.8) * relationScore[relation];
        return [{ ...found, value: found.text, confidence }];
      }),
    );
}

/** Nothing but a number of at least six characters, and no date, amount, account or VAT identifier: what a box beside a bare title holds. */
function isNumberOnly(span: Span): boolean {
  const text = identifierIn(span)?.text;
  return (
    text === span.text &&
    /^(?=.*\d.*\d)[\p{L}\d /-]{6,20}$/u.test(text) &&
    !/^[A-Z]{2}\d{2}[A-Z\d ]{4,}$|^\d{1,4}[-/ ]\d{1,2}[-/ ]\d{1,4}$|^\d{3} \d{2}$/.test(text)
  );
}

/** `INV-2026-0481` and nothing else right below a title, in line with its left or its right edge. */
const isSetBelow = (label: Label, span: Span): boolean =>
  isInLine(label, span) && numberOfSeries.test(span.text);

const isInLine = ({ box }: Label, span: Span): boolean =>
  Math.abs(span.box[0] - box[0]) <= leftEdgeTolerance ||
  Math.abs(span.box[2] - box[2]) <= leftEdgeTolerance;

/** `FACTURA` heads a column beside that of `FECHA`: the number stands below it, the date in the same line. */
function isBesideDate(layout: Layout, title: Label, span: Span): boolean {
  const values = layout.lines[span.line]?.segments ?? [];
  return (
    isInLine(title, span) &&
    identifierIn(span)?.text === span.text &&
    (layout.labelsByLine[title.segment.line] ?? []).some(
      (other) =>
        other.segment !== title.segment &&
        other.isAtStart &&
        other.rest === undefined &&
        hasKey(other, "date", "issueDate", "paymentDueDate") &&
        values.some(
          ({ box, text }) => overlapX(box, other.box) > 0 && datesIn(text)[0]?.text === text,
        ),
    )
  );
}

/** Letters of a series, a year and a count: no order, post code, telephone or VAT identifier is written so. */
const numberOfSeries = /^(?!PO)\p{Lu}{1,5}[-/]?20\d\d[-/]\d{2,8}$/u;

/** Lines below a title in which `Nº: 2024/015` is the number of the invoice. */
const linesBelowTitle = 4;

/** Markers looked at. */
const markersMax = 100;

/** Letters of a word for number that needs no colon: `Nummer`, `Número`. */
const markerWordMin = 6;

/** `FACTURA`, and `Nº: 2024/015` or `Número  2024/015` a line or two below; `No.  2024/015` only above the date, `N. 2024/015 del` only before it. */
function numbersBelowTitle(layout: Layout): Found<string>[] {
  const titles = labelsWith(layout, "invoiceTitle", "creditNoteTitle").filter(
    (label) => label.isAtStart && label.rest === undefined,
  );
  return labelsWith(layout, "numberMarker")
    .filter(
      (label) => label.isAtStart && (label.hasColon || label.rest === undefined || isDated(label)),
    )
    .slice(0, markersMax)
    .filter((label) => {
      const isSure = label.hasColon || label.text.length >= markerWordMin;
      return titles.some((title) => {
        const lines = label.segment.line - title.segment.line;
        const isBelow =
          title.segment.page === label.segment.page && lines >= 0 && lines <= linesBelowTitle;
        return (
          isBelow &&
          (isSure || (isInColumn(title, label) && (isDated(label) || isAboveDate(layout, label))))
        );
      });
    })
    .flatMap((label) =>
      numbersNear(layout, label, 0.8).filter(({ value }) => label.hasColon || isTelling(value)),
    );
}

/** A number, one word such as `del` or `vom`, and the date; nothing else is left of the segment. */
function isDated({ rest }: Label): boolean {
  const [number, word, ...date] = rest?.words.map(({ text }) => text) ?? [];
  const text = date.join(" ");
  return (
    number !== undefined && /^\p{L}{2,4}$/u.test(word ?? "") && datesIn(text)[0]?.text === text
  );
}

const isInColumn = (above: Label, { segment }: Label): boolean =>
  Math.abs(above.segment.box[0] - segment.box[0]) <= leftEdgeTolerance;

/** The next line of a list of details is the date. */
const isAboveDate = (layout: Layout, label: Label): boolean =>
  (layout.labelsByLine[label.segment.line + 1] ?? []).some(
    (other) => other.isAtStart && hasKey(other, "date", "issueDate") && isInColumn(label, other),
  );

/** `#11-402`: floor and unit in an address of Singapore. */
const unitInBlock = /^\d{2}-\d{2,4}$/;

/** `#1024` alone in the head of the first page. */
function loneNumbers(layout: Layout): Found<string>[] {
  return labelsWith(layout, "numberMarker").flatMap((label) => {
    const line = layout.lines[label.segment.line];
    const isLone =
      label.text.startsWith("#") && label.firstWord === 0 && label.segment.words.length <= 2;
    if (line === undefined || line.page !== 1 || line.depth > 0.25 || !isLone) return [];
    const found = label.rest === undefined ? undefined : identifierIn(label.rest);
    if (found === undefined || unitInBlock.test(found.text)) return [];
    return [{ ...found, value: found.text, confidence: 0.55 }];
  });
}

/** More than a count, a page or a year. */
const isTelling = (text: string): boolean =>
  text.length >= 4 && !/^(19|20)\d\d$/.test(text) && !/^\d+\/\d$/.test(text);
