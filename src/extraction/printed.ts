import type { Page } from "#src/domain/reading.ts";
import { amountsIn, decimalMarkOf } from "./layout/amounts.ts";
import { layoutOf } from "./layout/layout.ts";
import { plain } from "./layout/normalise.ts";
import { minorOf } from "./layout/sums.ts";

/** What stands on the pages, to look values up in that something else states. */
export type Printed = {
  /** Letters and digits in lower case, nothing between them. */
  readonly characters: string;
  readonly words: ReadonlySet<string>;
  /** Amounts in 1/10000, without their sign. */
  readonly sums: ReadonlySet<number>;
};

export function printedOn(pages: readonly Page[]): Printed {
  const segments = layoutOf(pages).lines.flatMap((line) => line.segments);
  const mark = decimalMarkOf(segments);
  const words = segments.flatMap(({ text }) => wordsOf(text));
  const sums = segments
    .flatMap((segment) => amountsIn(segment, mark))
    .flatMap(({ value }) => minorOf(value) ?? [])
    .map(Math.abs);
  return {
    characters: compact(segments.map(({ text }) => text).join("")),
    words: new Set(words),
    sums: new Set(sums),
  };
}

/** In 1/10000, without its sign. */
const sumOf = (value: string): number => Math.abs(minorOf(value) ?? Number.NaN);

// Not by their digits: 119.00 and 11900 have the same.
export const isSameSum = (stated: string, read: string): boolean => sumOf(stated) === sumOf(read);

export const isSumPrinted = (value: string, { sums }: Printed): boolean => sums.has(sumOf(value));

export const isSameText = (stated: string, read: string): boolean =>
  compact(stated) === compact(read);

export const isTextPrinted = (value: string, { characters }: Printed): boolean =>
  characters.includes(compact(value));

/** As it is, or in its groups of four: in a column it may go on in the next line. */
export const isAccountPrinted = (value: string, printed: Printed): boolean =>
  isTextPrinted(value, printed) ||
  (compact(value).match(/.{1,4}/gu) ?? []).every((group) => printed.words.has(group));

const compact = (text: string): string => plain(text).replaceAll(/[^\p{L}\p{N}]/gu, "");

export const wordsOf = (text: string): string[] => plain(text).split(/[^\p{L}\p{N}]+/u);
