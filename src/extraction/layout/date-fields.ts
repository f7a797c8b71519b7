import type { IsoDate } from "#src/domain/invoice.ts";
import { dateOrderOf } from "./date-order.ts";
import { type DateOrder, compactDate, datesIn, readDate } from "./dates.ts";
import { isDoubtfulDate, isSurelyRead } from "./doubtful-date.ts";
import type { Found } from "./found.ts";
import { type Label, hasKey, labelsOf } from "./labels.ts";
import { type Layout, labelsWith } from "./layout.ts";
import { type Span, heightOf, overlapX, spanOf } from "./text-lines.ts";
import { isTillSlip } from "./till-slip.ts";
import { spansNear } from "./values-near.ts";

/** The upper part of the first page, where an unlabelled date is the date of the document. */
const headDepth = 0.38;

/** Below this, dates are those of printing. */
const footDepth = 0.88;

export type DateFields = {
  readonly issueDate?: Found<IsoDate>;
  readonly paymentDueDate?: Found<IsoDate>;
  readonly deliveryDate?: Found<IsoDate>;
  readonly taxPointDate?: Found<IsoDate>;
};

/**
 * The dates of the invoice. A date whose day and month could be exchanged is given only if the document, or `countryOrder`,
 * shows which order it uses.
 */
export function findDates(
  layout: Layout,
  countryOrder: DateOrder | undefined,
  tableLines: ReadonlySet<number>,
): DateFields {
  const order = dateOrderOf(layout, countryOrder);
  const best =
    bestOf([
      ...datesAt(layout, ["issueDate"], order, 0.97),
      ...datesAfterTitle(layout, order),
      ...placeDates(layout, order),
      ...tillDates(layout, order),
      ...datesAt(layout, ["date"], order, 0.8).filter((found) => !tableLines.has(found.line)),
    ]) ?? loneDate(layout, order);
  const issueDate = best === undefined || isDoubtfulDate(layout, best.text) ? undefined : best;
  const due = bestOf(
    withoutDiscounted(layout, [
      ...datesAt(layout, ["paymentDueDate"], order, 0.95),
      ...datesInDueSentences(layout, order),
      ...datesBehindBrokenPhrases(layout, order),
    ]),
  );
  const supplied = (key: "deliveryDate" | "taxPointDate"): Found<IsoDate> | undefined =>
    onlyDate(datesAt(layout, [key], order, 0.9).filter(({ line }) => !tableLines.has(line)));
  const delivery = supplied("deliveryDate");
  const taxPoint = supplied("taxPointDate");
  const isTooEarly = due !== undefined && issueDate !== undefined && due.value < issueDate.value;
  return {
    ...(issueDate === undefined ? {} : { issueDate }),
    ...(due === undefined || isTooEarly ? {} : { paymentDueDate: due }),
    ...(delivery === undefined ? {} : { deliveryDate: delivery }),
    ...(taxPoint === undefined ? {} : { taxPointDate: taxPoint }),
  };
}

/** The date that all of these are; none where goods came on several days, or over a period. */
function onlyDate(found: readonly DatedSpan[]): DatedSpan | undefined {
  return new Set(found.map(({ value }) => value)).size === 1 ? found[0] : undefined;
}

const bestOf = (found: readonly Found<IsoDate>[]): Found<IsoDate> | undefined =>
  found.toSorted((a, b) => b.confidence - a.confidence)[0];

/** Words of a discount for early payment. */
const discountWords = /skonto|escompte|sconto|early payment|kassarabatt|pronto pago/i;

/** `bis zum 10.07.2024 abzüglich 2 % Skonto`: no stop stands between the date and the discount that ends then. */
const endsDiscount = new RegExp(
  String.raw`^(?:abzgl\.|\d+(?:[.,]\d+)?(?![\d.])|[^\d.,;:()])*?(?:${discountWords.source})`,
  "i",
);
const noDiscount =
  /(?<!\p{L})(?:ohne|kein|keinen|sans|senza|without|no|uten|utan|uden|sin)(?!\p{L})/iu;

function isOfDiscount({ lines }: Layout, { line, text }: DatedSpan): boolean {
  const segment = lines[line]?.segments.find((other) => other.text.includes(text));
  const [behind] = segment?.text.split(text).slice(1) ?? [];
  const [phrase] = endsDiscount.exec(behind ?? "") ?? [];
  return phrase !== undefined && !noDiscount.test(phrase);
}

/** None that ends a discount; where a date stands apart from any, those beside one end the discount, not the time to pay. */
function withoutDiscounted(layout: Layout, found: readonly DatedSpan[]): readonly DatedSpan[] {
  const dates = found.filter((date) => !isOfDiscount(layout, date));
  const plain = dates.filter(
    ({ line }) =>
      !(layout.lines[line]?.segments ?? []).some(({ text }) => discountWords.test(text)),
  );
  return plain.length > 0 ? plain : dates;
}

/** `Luzern, 17.06.2024` and `Paris, le 3 mars 2025` in the head of a letter. */
function placeDates(layout: Layout, order: DateOrder | undefined): DatedSpan[] {
  const head = layout.lines.filter((line) => line.page === 1 && line.depth < 0.5);
  return head.flatMap((line) =>
    line.segments.flatMap((segment) => {
      const date = firstDate(segment, order, 40);
      const isPlace = /^\p{Lu}[\p{L} .-]{2,30},\s*(?:den|le|the|el|lì|dnia)?\s*\d/u.test(
        segment.text,
      );
      const isAll = date !== undefined && segment.text.endsWith(date.text);
      return isPlace && isAll ? [Object.assign(date, { confidence: 0.82 })] : [];
    }),
  );
}

type DateKey = "issueDate" | "date" | "paymentDueDate" | "deliveryDate" | "taxPointDate";

/** A date with the line it stands in. */
type DatedSpan = Found<IsoDate> & { readonly line: number };

function datesAt(
  layout: Layout,
  keys: readonly DateKey[],
  order: DateOrder | undefined,
  weight: number,
): DatedSpan[] {
  // Two dates beside the label are a period.
  const isOfSupply = keys.some((key) => key === "deliveryDate" || key === "taxPointDate");
  return labelsWith(layout, ...keys)
    .filter((label) => isDateLabel(label))
    .flatMap((label) =>
      spansNear(layout, label).flatMap(({ span, relation }) => {
        const date = firstDate(span, order, relation === "same" ? 14 : 30);
        if (date === undefined || (isOfSupply && datesIn(span.text).length > 1)) return [];
        const place = relation === "same" || relation === "right" ? 1 : 0.9;
        const isFoot = (layout.lines[label.segment.line]?.depth ?? 0) > footDepth;
        const sentence = (label.isAtStart || label.hasColon ? 1 : 0.95) * (isFoot ? 0.7 : 1);
        return [{ ...date, confidence: weight * place * sentence }];
      }),
    );
}

/** `Date` also names columns; `due`, `van` or `le` in the middle of a sentence say little, but `Paris, le` dates a letter. */
function isDateLabel(label: Label): boolean {
  if (label.isAtStart || label.hasColon) return true;
  if (hasKey(label, "paymentDueDate")) return label.text.length > 6;
  if (hasKey(label, "issueDate")) return label.text.length > 8;
  const before = label.segment.words[label.firstWord - 1]?.text ?? "";
  return label.firstWord <= 3 && before.endsWith(",") && label.text === label.text.toLowerCase();
}

/** The first date of a span, if it starts within `offsetMax` characters. */
function firstDate(
  span: Span,
  order: DateOrder | undefined,
  offsetMax: number,
): DatedSpan | undefined {
  const date = datesIn(span.text)[0] ?? compactDate(span.words[0]?.text ?? "");
  if (date === undefined || date.start > offsetMax) return undefined;
  const value = readDate(date, order);
  return value === undefined ? undefined : { ...span, text: date.text, value, confidence: 0 };
}

/** `Rechnung Nr. 17 vom 3.4.2024`. */
function datesAfterTitle(layout: Layout, order: DateOrder | undefined): Found<IsoDate>[] {
  return labelsWith(layout, "invoiceTitle", "invoiceNumber", "creditNoteTitle")
    .filter((label) => (label.isAtStart || label.firstWord <= 3) && label.rest !== undefined)
    .flatMap((label) => {
      const { segment, rest } = label;
      const dated = (layout.labelsByLine[segment.line] ?? []).find(
        (other) =>
          other.segment === segment &&
          other.firstWord > label.firstWord &&
          !isInNumber(other) &&
          hasKey(other, "datedMarker", "date", "issueDate"),
      );
      if (dated !== undefined && isOfOther(layout, label, dated)) return [];
      const date =
        rest === undefined || dated?.rest === undefined
          ? undefined
          : firstDate(dated.rest, order, 3);
      return date === undefined ? [] : [{ ...date, confidence: label.isAtStart ? 0.9 : 0.75 }];
    });
}

/** The `A` of `1184/A` is no word before a date. */
const isInNumber = ({ segment, firstWord }: Label): boolean =>
  /\d.*\p{L}/u.test(segment.words[firstWord]?.text ?? "");

/** `Invoice for order no. 17 of 3.4.2024`: the date is the order's. */
const isOfOther = (layout: Layout, title: Label, dated: Label): boolean =>
  (layout.labelsByLine[title.segment.line] ?? []).some(
    (other) =>
      other.segment === title.segment &&
      other.firstWord > title.lastWord &&
      other.lastWord < dated.firstWord &&
      hasKey(other, "purchaseOrder", "otherNumber", "otherDate"),
  );

/** `Zahlbar innerhalb 30 Tagen netto bis 15.12.2024`: the due phrase stands in the sentence, its date right behind it. */
function datesInDueSentences(layout: Layout, order: DateOrder | undefined): DatedSpan[] {
  return labelsWith(layout, "paymentDueDate")
    .filter((label) => !label.isAtStart && label.text.includes(" "))
    .flatMap((label) => {
      const date = label.rest === undefined ? undefined : firstDate(label.rest, order, 3);
      return date === undefined ? [] : [{ ...date, confidence: 0.8 }];
    });
}

/** `We collect this by Direct Debit`, `on or after`, `17 March 2026`: the due phrase is broken over two lines of a narrow column. */
function datesBehindBrokenPhrases(layout: Layout, order: DateOrder | undefined): DatedSpan[] {
  const segments = layout.lines.flatMap((line) => line.segments);
  return segments.flatMap((segment) => {
    const next = nextInColumn(layout, segment);
    if (next === undefined) return [];
    const isDated = firstDate(next, order, 40) !== undefined;
    const last = isDated ? undefined : nextInColumn(layout, next);
    const below = last === undefined ? undefined : firstDate(last, order, 3);
    if (!isDated && below === undefined) return [];
    const label = brokenLabel(segment, next);
    const behind = label?.rest === undefined ? undefined : firstDate(label.rest, order, 3);
    const date = label?.rest === undefined ? below : behind;
    return label === undefined || date === undefined ? [] : [{ ...date, confidence: 0.8 }];
  });
}

/** The due phrase that begins in one line and ends in the next. */
function brokenLabel(first: Span, second: Span): Label | undefined {
  const words = [...first.words, ...second.words];
  const segment = spanOf(words, first.page, first.line);
  const line = { page: 0, index: 0, segments: [segment], words, top: 0, bottom: 0, depth: 0 };
  return labelsOf(line).find(
    ({ keys, firstWord, lastWord }) =>
      keys.has("paymentDueDate") &&
      firstWord < first.words.length &&
      lastWord >= first.words.length,
  );
}

/** The segment right below another, in line with its left edge. */
function nextInColumn(layout: Layout, { line, page, box }: Span): Span | undefined {
  return layout.lines
    .slice(line + 1, line + 1 + linesToNextMax)
    .filter((next) => next.page === page && next.bottom - box[3] <= leadingMax * heightOf(box))
    .flatMap((next) => next.segments)
    .find((next) => Math.abs(next.box[0] - box[0]) <= leftEdgeTolerance);
}

/** Lines of other columns may stand between two of one; line heights and points these may be apart. */
const linesToNextMax = 2;
const leadingMax = 1.9;
const leftEdgeTolerance = 2;

/** A date that stands for itself has few words beside it. */
const loneWordsMax = 5;

/** The only date in the head of the first page, without a label of its own. */
function loneDate(layout: Layout, order: DateOrder | undefined): Found<IsoDate> | undefined {
  const head = layout.lines.filter((line) => line.page === 1 && line.depth < headDepth);
  const dates = head.flatMap((line) => {
    const hasOther = (layout.labelsByLine[line.index] ?? []).some((label) =>
      hasKey(label, "otherDate", "paymentDueDate"),
    );
    if (hasOther) return [];
    return line.segments.flatMap((segment) => {
      if (isContinued(layout, segment)) return [];
      if (segment.words.length > loneWordsMax || datesIn(segment.text).length !== 1) return [];
      const date = firstDate(segment, order, 40);
      return date === undefined ? [] : [date];
    });
  });
  const values = new Set(dates.map((date) => date.value));
  const [date] = dates;
  return date === undefined || values.size > 1 ? undefined : { ...date, confidence: 0.6 };
}

/** Stands below a line that ends like `For your order of`: the date of whatever that line speaks of. */
const isContinued = (layout: Layout, { line, page, box }: Span): boolean =>
  (layout.labelsByLine[line - 1] ?? []).some(
    ({ segment, keys, rest }) =>
      segment.page === page &&
      keys.has("otherDate") &&
      rest === undefined &&
      overlapX(segment.box, box) > 0,
  );

/** The day a till printed: the only one on its slip, wherever it stands. */
function tillDates(layout: Layout, order: DateOrder | undefined): Found<IsoDate>[] {
  if (!isTillSlip(layout)) return [];
  const segments = layout.lines.flatMap((line) => line.segments);
  const printed = segments.flatMap(({ text }) => datesIn(text));
  if (printed.some((date) => readDate(date, order) === undefined)) return [];
  const dates = segments.flatMap((segment) => firstDate(segment, order, 40) ?? []);
  const isOnly = new Set(dates.map(({ value }) => value)).size === 1;
  if (!isOnly || !dates.some(({ text }) => isSurelyRead(layout, text))) return [];
  return dates.map((date) => Object.assign(date, { confidence: 0.95 }));
}
