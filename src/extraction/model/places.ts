import type { Box, Page, Word } from "#src/domain/reading.ts";
import { linesOf, type Span, spanOf } from "#src/extraction/layout/text-lines.ts";

/** Words looked at: a hundred pages of an invoice have about 40,000. What stands behind them is not found. */
const wordsMax = 50_000;

/** Places kept of one value; a page of nothing but one number has more. */
const placesMax = 200;

/** Where something stands in the document. */
export type Place = {
  /** As printed. */
  readonly text: string;
  readonly page: number;
  readonly box: Box;
  /** Number of its first word, counted through the document in reading order. */
  readonly order: number;
};

/** A segment of a line with the number of its first word. */
export type Segment = {
  readonly index: number;
  readonly span: Span;
  readonly order: number;
  /** The next segment of the same line. */
  readonly isFollowed: boolean;
};

/** The segments of all pages in reading order, up to `wordsMax` words. */
export function segmentsOf(pages: readonly Page[]): Segment[] {
  const segments: Segment[] = [];
  let order = 0;
  for (const line of linesOf(pages)) {
    for (const [at, span] of line.segments.entries()) {
      order += span.words.length;
      if (order > wordsMax) return segments;
      segments.push({
        index: segments.length,
        span,
        order: order - span.words.length,
        isFollowed: at + 1 < line.segments.length,
      });
    }
  }
  return segments;
}

/** The place of some words, which may stand on several lines of a column. */
export function placeOf(
  words: readonly Word[],
  { span, order }: Pick<Segment, "span" | "order">,
  text?: string,
): Place {
  const { box, text: printed } = spanOf(words, span.page, span.line);
  const first = words[0] === undefined ? -1 : span.words.indexOf(words[0]);
  return { text: text ?? printed, page: span.page, box, order: order + Math.max(first, 0) };
}

/** Places by the value that is read there. */
export type PlacesByValue = ReadonlyMap<string, readonly Place[]>;

export function addPlace(places: Map<string, Place[]>, value: string, place: Place): void {
  const known = places.get(value);
  if (known === undefined) places.set(value, [place]);
  else if (known.length < placesMax) known.push(place);
}

/** Places as one map, each value's in reading order. */
export function inOrder(places: Map<string, Place[]>): PlacesByValue {
  for (const [value, list] of places)
    places.set(
      value,
      list.toSorted((a, b) => a.order - b.order),
    );
  return places;
}
