import type { Word } from "#src/domain/reading.ts";
import { amountsIn } from "./amounts.ts";
import { datesIn } from "./dates.ts";
import { type Span, spanOf } from "./text-lines.ts";

/** Characters an invoice or order number may have. */
const identifierMax = 35;

const marker =
  /^[(]?(?:n[°ºo]?|nr|no|num|numero|número|numer|nummer|number|č|čís|číslo|#|№|:|-|=|\(\d{1,4}\))[.:)°º]*$/iu;
const identifier = /^[\p{L}\d][\p{L}\d\-_/.|\\+]*$/u;
const prefix = /^[\p{Lu}\d]{1,4}[-/.]?$/u;

/**
 * The identifier a span starts with: one word with a digit in it, or a short prefix and such a word (`F 123/20`).
 * Leading `No.`, `Nr.` and `#` are passed over; dates and sums of money are no identifiers.
 */
export function identifierIn(span: Span): Span | undefined {
  const start = span.words.findIndex((word) => !marker.test(word.text));
  const first = span.words[start];
  if (start < 0 || first === undefined) return undefined;
  const text = clean(first.text);
  const next = span.words[start + 1];
  const isPrefix =
    prefix.test(text) && next !== undefined && /^(?:[\d/]|[A-Z]{1,3}[-/.]?\d)/.test(next.text);
  if (isPrefix && !/^\d+$/.test(text)) {
    const rest = digitsBehind(span, start + 1);
    const joined = asIdentifier([text, ...rest.map((word) => clean(word.text))].join(" "));
    if (joined === undefined || !isFree(clean(next.text))) return undefined;
    return { ...spanOf([first, ...rest], span.page, span.line), text: joined };
  }
  const groups = digitGroups(span, start);
  if (groups !== undefined) return groups;
  const single = asIdentifier(text);
  if (single === undefined || !isFree(single)) return undefined;
  if (amountsIn({ ...span, words: span.words.slice(start, start + 2) })[0]?.hasCurrency === true) {
    return undefined;
  }
  return { ...spanOf([first], span.page, span.line), text: single };
}

/** Groups of digits an identifier may be printed in. */
const groupsMax = 6;

/** The word behind a prefix, and with it all groups of digits up to the end of the span: `118 220 941-7`. */
function digitsBehind(span: Span, at: number): readonly Word[] {
  const words = span.words.slice(at);
  const isGrouped =
    words.length <= groupsMax && words.every((word) => /^\d+(?:-\d+)?$/.test(word.text));
  return isGrouped ? words : words.slice(0, 1);
}

/** `87 4411 0123`: an identifier printed in groups, if nothing but groups of digits is left in the span. */
function digitGroups(span: Span, start: number): Span | undefined {
  const words = span.words.slice(start);
  const isGrouped =
    words.length >= 2 &&
    words.length <= groupsMax &&
    words.every((word) => /^\d+$/.test(word.text));
  const joined = isGrouped ? spanOf(words, span.page, span.line) : undefined;
  return joined !== undefined && joined.text.length <= identifierMax ? joined : undefined;
}

const clean = (text: string): string => text.replace(/^[#(:"'№]+/u, "").replace(/[.,;:)"'*]+$/, "");

function asIdentifier(text: string): string | undefined {
  const isShaped = text.split(" ").every((part) => identifier.test(part));
  return isShaped && /\d/.test(text) && text.length <= identifierMax ? text : undefined;
}

/** Neither a date nor an amount with cents. */
const isFree = (text: string): boolean =>
  !datesIn(text).some((date) => date.text === text) && !/^\d{1,3}([.,]\d{3})*[.,]\d{2}$/.test(text);
