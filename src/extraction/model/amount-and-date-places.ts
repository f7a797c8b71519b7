import { absDecimal, canonicalDecimal } from "#src/domain/decimal.ts";
import type { DecimalString } from "#src/domain/money.ts";
import type { Word } from "#src/domain/reading.ts";
import {
  amountsIn,
  type DecimalMark,
  decimalMarkOf,
  parseNumber,
} from "#src/extraction/layout/amounts.ts";
import {
  compactDate,
  datesIn,
  orderAmong,
  type PrintedDate,
  readDate,
} from "#src/extraction/layout/dates.ts";
import { restOf } from "#src/extraction/layout/text-lines.ts";
import {
  addPlace,
  inOrder,
  type Place,
  placeOf,
  type PlacesByValue,
  type Segment,
} from "./places.ts";

/*
 * What the numbers and dates of a document read as. A number or date that may be read in two ways stands under both
 * readings, unless the rest of the document tells which one is meant.
 */

/** Key of an amount among the places of amounts. */
export const amountKey = (value: DecimalString): string => canonicalDecimal(value);

/** Key of an amount whatever its sign. */
export const unsignedKey = (value: DecimalString): string =>
  `|${canonicalDecimal(absDecimal(value))}`;

/** Amounts by value: under `amountKey`, and whatever their sign under `unsignedKey`. */
export function placesOfAmounts(segments: readonly Segment[]): PlacesByValue {
  const places = new Map<string, Place[]>();
  const known = decimalMarkOf(segments.map(({ span }) => span));
  const marks: readonly (DecimalMark | undefined)[] =
    known === undefined ? [undefined, ".", ","] : [known];
  const seen = new Set<string>();
  for (const segment of segments) {
    for (const { value, place } of amountsOfSegment(segment, marks)) {
      const key = amountKey(value);
      const at = `${key} ${place.order}`;
      if (seen.has(at)) continue;
      seen.add(at);
      addPlace(places, key, place);
      addPlace(places, unsignedKey(value), place);
    }
  }
  return inOrder(places);
}

type PlacedAmount = { readonly value: DecimalString; readonly place: Place };

function amountsOfSegment(
  segment: Segment,
  marks: readonly (DecimalMark | undefined)[],
): PlacedAmount[] {
  const { span } = segment;
  const spans = [span];
  for (const [at, word] of span.words.entries()) {
    // `Total:119,00`: the number begins behind the label.
    const offset = /^.*\p{L}[^\p{N}]{0,3}[:=](?=.*\d)/u.exec(word.text)?.[0].length;
    const rest = offset === undefined ? undefined : restOf(span, at, offset);
    if (rest !== undefined) spans.push(rest);
  }
  return marks.flatMap((mark) => [
    ...spans.flatMap((part) =>
      amountsIn(part, mark).map(({ value, text, page, box }) => {
        const order = segment.order + wordIndexAt(span.words, box[0]);
        return { value, place: { text, page, box, order } };
      }),
    ),
    ...quantities(segment, mark),
  ]);
}

/** The word of a line that stands at a place. */
const wordIndexAt = (words: readonly Word[], x: number): number =>
  Math.max(
    words.findIndex(({ box }) => box[2] > x),
    0,
  );

/** `2x`, `3h`, `4Stk.`: a number with its unit in one word. */
const quantity = /^(\d[\d.,'’]*)\p{L}{1,5}\.?$/u;

function quantities(segment: Segment, mark: DecimalMark | undefined): PlacedAmount[] {
  return segment.span.words.flatMap((word) => {
    const digits = quantity.exec(word.text)?.[1]?.replace(/[.,]$/, "");
    const value = digits === undefined ? undefined : parseNumber(digits, mark);
    return value === undefined ? [] : [{ value, place: placeOf([word], segment) }];
  });
}

/** Dates by what they may mean. */
export function placesOfDates(segments: readonly Segment[]): PlacesByValue {
  const printed = segments.flatMap((segment) =>
    [...datesIn(segment.span.text), ...compactDates(segment)].map((date) => ({ date, segment })),
  );
  const order = orderAmong(printed.map(({ date }) => date));
  const places = new Map<string, Place[]>();
  for (const { date, segment } of printed) {
    const readings =
      order === undefined || order === "mixed"
        ? new Set([date.dayFirst, date.monthFirst])
        : new Set([readDate(date, order)]);
    for (const reading of readings) {
      if (reading !== undefined) addPlace(places, reading, placeOfText(segment, date));
    }
  }
  return inOrder(places);
}

/** `20260815` as a word of its own. */
function compactDates({ span }: Segment): PrintedDate[] {
  let start = 0;
  return span.words.flatMap((word) => {
    const date = compactDate(word.text);
    const at = start;
    start += word.text.length + 1;
    return date === undefined ? [] : [{ ...date, start: at }];
  });
}

/** The words of a segment that a part of its text covers. */
function placeOfText(segment: Segment, { text, start }: PrintedDate): Place {
  const { words } = segment.span;
  const end = start + text.length;
  let at = 0;
  const covered = words.filter((word) => {
    const from = at;
    at += word.text.length + 1;
    return from < end && from + word.text.length > start;
  });
  return placeOf(covered.length === 0 ? words.slice(0, 1) : covered, segment, text);
}
