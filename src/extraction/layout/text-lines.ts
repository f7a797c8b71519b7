import type { Box, Page, Word } from "#src/domain/reading.ts";
import { isNarrow, letterWidthOf } from "./narrow-print.ts";

/** A gap wider than this part of the line height separates columns. */
const columnGap = 0.8;

/** On the slip of a till, whose letters are as wide as its spaces, a gap wider than so many letters does. */
const lettersOfGap = 1.9;

/** Lines drawn with characters: column rules, leaders, dashes across the page. */
const rule = /^(?:_+|[-=_.*·]{4,})$/;

/** A bar separates columns where the line begins or ends with one; else it is a mark between words. */
const bar = /^[|¦]+$/;

/** Words read together: a segment of a line, or the part of one behind its label. */
export type Span = {
  readonly page: number;
  /** Index of its line in `Layout.lines`. */
  readonly line: number;
  readonly words: readonly Word[];
  readonly text: string;
  readonly box: Box;
};

/** A row of the page, cut into segments where columns are apart. */
export type Line = {
  readonly page: number;
  readonly index: number;
  readonly segments: readonly Span[];
  readonly words: readonly Word[];
  readonly top: number;
  readonly bottom: number;
  /** Top of the line as a part of the page's height, 0 to 1. */
  readonly depth: number;
};

/** Characters of a word; more is no word of an invoice, and none of our patterns is made for it. */
const wordMax = 120;

export const heightOf = (box: Box): number => box[3] - box[1];

export function linesOf(pages: readonly Page[]): Line[] {
  const lines: Line[] = [];
  for (const page of pages) {
    const gapMin = isNarrow(page) ? lettersOfGap * (letterWidthOf(page) ?? 0) : 0;
    for (const row of page.rows) {
      const words = row.words.filter(({ text }) => text.length <= wordMax);
      if (words.length > 0) lines.push(lineOf(page, words, lines.length, gapMin));
    }
  }
  return lines;
}

function lineOf(page: Page, words: readonly Word[], index: number, gapMin: number): Line {
  const groups: Word[][] = [];
  let last: Word | undefined;
  const isBarred = bar.test(words[0]?.text ?? "") || bar.test(words.at(-1)?.text ?? "");
  for (const word of words) {
    const isRule = rule.test(word.text) || (isBarred && bar.test(word.text));
    const height = Math.max(heightOf(word.box), last === undefined ? 0 : heightOf(last.box));
    const isApart =
      last === undefined || word.box[0] - last.box[2] > Math.max(columnGap * height, gapMin);
    if (isRule) last = undefined;
    else if (isApart) groups.push([word]);
    else groups.at(-1)?.push(word);
    if (!isRule) last = word;
  }
  const segments = groups.map((group) => spanOf(group, page.number, index));
  const top = Math.min(...words.map((word) => word.box[1]));
  const bottom = Math.max(...words.map((word) => word.box[3]));
  const depth = page.heightPt > 0 ? top / page.heightPt : 0;
  return { page: page.number, index, segments, words, top, bottom, depth };
}

/** Joins words of one line; there must be at least one. */
export function spanOf(words: readonly Word[], page: number, line: number): Span {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const word of words) {
    box[0] = Math.min(box[0], word.box[0]);
    box[1] = Math.min(box[1], word.box[1]);
    box[2] = Math.max(box[2], word.box[2]);
    box[3] = Math.max(box[3], word.box[3]);
  }
  return { page, line, words, text: words.map((word) => word.text).join(" "), box };
}

/** Words behind a label that may be its value or lead to it. */
const restWordsMax = 40;

/** The part of a span behind a place: from character `offset` of word `index` on, without leading `:`, `#`, `=` or dashes. */
export function restOf(span: Span, index: number, offset: number): Span | undefined {
  const words = span.words.slice(index, index + restWordsMax);
  const first = words[0];
  if (first === undefined) return undefined;
  const kept = [cutWord(first, offset), ...words.slice(1)];
  while (kept[0] !== undefined) {
    const trimmed = kept[0].text.replace(/^[\s:;#=.)\]/°*–—_]+|^-+(?!\d)/u, "");
    if (trimmed !== "") {
      kept[0] = cutWord(kept[0], kept[0].text.length - trimmed.length);
      break;
    }
    kept.shift();
  }
  return kept.length === 0 ? undefined : spanOf(kept, span.page, span.line);
}

function cutWord(word: Word, offset: number): Word {
  if (offset <= 0) return word;
  const [left, top, right, bottom] = word.box;
  const part = word.text.length === 0 ? 0 : offset / word.text.length;
  return {
    ...word,
    text: word.text.slice(offset),
    box: [left + (right - left) * part, top, right, bottom],
  };
}

/** Horizontal overlap of two boxes in points; negative is the gap between them. */
export const overlapX = (a: Box, b: Box): number => Math.min(a[2], b[2]) - Math.max(a[0], b[0]);

/** True if a span stands inside another of its line, from left to right. */
export const contains = (outer: Span, inner: Span): boolean =>
  outer.box[0] <= inner.box[0] + 1 && outer.box[2] >= inner.box[2] - 1;
