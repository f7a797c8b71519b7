import { hasKey } from "./labels.ts";
import type { Layout } from "./layout.ts";
import { hasLegalForm, isToPerson } from "./names.ts";
import { countryOf, hasCity } from "./places.ts";
import type { Box } from "#src/domain/reading.ts";
import { type Span, heightOf } from "./text-lines.ts";
import { isLabelled } from "./values-near.ts";

/** Lines a block of an address may have. */
const blockLinesMax = 8;

/** Lines of a block are at most this many line heights apart. */
const leadingMax = 2.6;

/** Behind the city a gap ends the address. */
const leadingAfterCity = 1.75;

/** Lines of an address may be further apart: print spreads them over a window. */
const addressLeading = 3.1;

/** Lines one under the other, left or right edges in line: usually an address. */
export type Block = { readonly spans: readonly Span[] };

/** The block that starts with a segment and runs down the page from it. */
export function blockFrom(layout: Layout, start: Span, leadingBefore = leadingMax): Block {
  const spans: Span[] = [start];
  let leading = leadingBefore;
  let last = start;
  for (let index = start.line + 1; index < layout.lines.length; index += 1) {
    const line = layout.lines[index];
    if (line === undefined || line.page !== start.page || spans.length >= blockLinesMax) break;
    const height = Math.max(heightOf(last.box), heightOf(start.box));
    const next = line.segments.find((segment) => isAligned(segment, start));
    if (line.top - last.box[1] > leading * height * 1.2 && next === undefined) break;
    if (next === undefined) continue;
    if (next.box[3] - last.box[3] > leading * Math.max(height, heightOf(next.box))) break;
    const isOther = isLabelled(layout, next) && !(last === start && isForPerson(layout, next));
    if (isOther || beginsAnew(next, last)) break;
    spans.push(next);
    last = next;
    if (hasCity(next.text)) leading = Math.min(leading, leadingAfterCity);
  }
  return { spans };
}

/** `Ref: Kaisa Virta` between a company and its street: whom to hand the letter to. */
const isForPerson = (layout: Layout, segment: Span): boolean =>
  !/\d/.test(segment.text) &&
  (layout.labelsByLine[segment.line] ?? []).some(
    (label) =>
      label.segment === segment &&
      label.isAtStart &&
      label.rest !== undefined &&
      hasKey(label, "otherNumber", "attention"),
  );

/** Behind a gap whom a letter is handed to begins another address. */
const beginsAnew = (next: Span, last: Span): boolean =>
  isToPerson(next.text) && next.box[1] - last.box[3] > gapOfAddresses * heightOf(next.box);

/** Line heights that an address stands below another. */
const gapOfAddresses = 0.9;

const isAligned = (span: Span, start: Span): boolean =>
  Math.abs(span.box[0] - start.box[0]) <= 5 ||
  Math.abs(span.box[2] - start.box[2]) <= 2.5 ||
  Math.abs(middleOf(span.box) - middleOf(start.box)) <= 3;

const middleOf = ([left, , right]: Box): number => (left + right) / 2;

/** Index of the line of a block that has post code and city; -1 without one. */
export const cityIndex = ({ spans }: Block): number =>
  spans.findIndex(
    (span, index) => hasCity(span.text) || (index >= 2 && britishPostCode.test(span.text)),
  );

/** Below the city, in a line of its own. */
const britishPostCode = /^[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}$/;

/** Index of the line that names the country, where the city has no post code (`Dublin 2`, `Hong Kong`): the third or later; else -1. */
const countryIndex = ({ spans }: Block): number =>
  spans.findIndex((span, index) => index >= 2 && countryOf(span.text) !== undefined);

/** Blocks that hold a postal address, by their first line, in reading order; a page's own blocks do not overlap. */
export function addressBlocks(layout: Layout, page: number, depthMax: number): Block[] {
  const blocks: Block[] = [];
  const taken = new Set<Span>();
  for (const line of layout.lines) {
    if (line.page !== page || line.depth > depthMax) continue;
    for (const segment of line.segments) {
      if (taken.has(segment) || isLabelled(layout, segment) || isTitle(layout, segment)) continue;
      const block = blockFrom(layout, segment, addressLeading);
      const place = cityIndex(block) >= 0 ? cityIndex(block) : countryIndex(block);
      const isAddress = place >= 1 && place <= 6;
      const city = block.spans[place];
      if (!isAddress || (city !== undefined && taken.has(city))) continue;
      for (const span of block.spans) taken.add(span);
      blocks.push(block);
    }
  }
  return blocks;
}

/** `Your business broadband bill` above an address: what the document is, not whose. */
const isTitle = (layout: Layout, segment: Span): boolean =>
  !hasLegalForm(segment.text) &&
  (layout.labelsByLine[segment.line] ?? []).some(
    (label) =>
      label.segment === segment &&
      label.firstWord > 0 &&
      label.lastWord === segment.words.length - 1 &&
      hasKey(label, "invoiceTitle", "creditNoteTitle"),
  );

/** The lines of a block that belong to its address: up to the country, or the city where no country follows. */
export function addressEnd(block: Block): number {
  const city = cityIndex(block);
  const country = block.spans.findIndex(
    (span, index) => index > city && index <= city + 2 && countryOf(span.text) !== undefined,
  );
  return country >= 0 ? country : city;
}

/** At least half of the lower of two blocks stands at the height of the other. */
export function isBeside(a: Block, b: Block): boolean {
  const [[topA, bottomA], [topB, bottomB]] = [extentOf(a), extentOf(b)];
  const shared = Math.min(bottomA, bottomB) - Math.max(topA, topB);
  return shared >= 0.5 * Math.min(bottomA - topA, bottomB - topB);
}

const extentOf = ({ spans }: Block): readonly [top: number, bottom: number] => [
  Math.min(...spans.map(({ box }) => box[1])),
  Math.max(...spans.map(({ box }) => box[3])),
];

/** Phone, mail, web or tax number: details sellers print of themselves. */
export const hasContact = (block: Block): boolean =>
  block.spans.some((span) =>
    /@|www\.|https?:|\b(?:tel|fax|fon|phone|tél|ust|vat|tva|btw|iban|siret|kvk)\b/i.test(span.text),
  );
