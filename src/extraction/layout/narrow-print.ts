import type { Page, Word } from "#src/domain/reading.ts";

/** Letters beside each other on the paper roll of a till; a sheet of A4 has room for more. */
const lettersMax = 60;

/** Letters of a word whose width tells that of a letter. */
const lettersMin = 3;

/** Part of the lines that may begin or end elsewhere: a fold, a shadow, the table the slip lies on. */
const strayShare = 0.05;

/** Width of a letter of a page, in points; undefined where text was not recognised from a picture. */
export function letterWidthOf({ rows }: Page): number | undefined {
  const widths = rows
    .flatMap(({ words }) => words)
    .filter(({ text, confidence }) => confidence !== undefined && text.length >= lettersMin)
    .map(({ text, box }) => (box[2] - box[0]) / text.length)
    .toSorted((a, b) => a - b);
  return widths[Math.floor(widths.length / 2)];
}

/** A picture of print as narrow as a till's. */
export function isNarrow(page: Page): boolean {
  const width = letterWidthOf(page);
  if (width === undefined) return false;
  const lines = page.rows.map(({ words }) => words).filter(({ length }) => length > 0);
  const lefts = lines.map((words) => edgesOf(words)[0]).toSorted((a, b) => a - b);
  const rights = lines.map((words) => edgesOf(words)[1]).toSorted((a, b) => b - a);
  const stray = Math.floor(lines.length * strayShare);
  return (rights[stray] ?? 0) - (lefts[stray] ?? 0) <= lettersMax * width;
}

const edgesOf = (words: readonly Word[]): readonly [left: number, right: number] => [
  Math.min(...words.map(({ box }) => box[0])),
  Math.max(...words.map(({ box }) => box[2])),
];
