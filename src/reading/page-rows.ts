import type { Row, Word } from "#src/domain/reading.ts";

/** Baselines this part of a font size apart belong to one row. */
const baselineTolerance = 0.35;

/** A gap below this part of the font size is kerning, not a space. */
const spaceMin = 0.12;

/** A word on its way into a row; `isGlued` says that no white space stood before it in the source. */
export type PlacedWord = Word & { readonly fontSize: number; readonly isGlued: boolean };

/** Groups words into rows by their baseline, top to bottom, each row left to right. */
export function rowsOf(words: readonly PlacedWord[]): Row[] {
  const groups: { baseline: number; fontSize: number; words: PlacedWord[] }[] = [];
  for (const word of words.toSorted((a, b) => a.box[3] - b.box[3] || a.box[0] - b.box[0])) {
    const group = groups.at(-1);
    const baseline = word.box[3];
    if (
      group !== undefined &&
      baseline - group.baseline <= baselineTolerance * Math.min(word.fontSize, group.fontSize)
    ) {
      group.words.push(word);
    } else {
      groups.push({ baseline, fontSize: word.fontSize, words: [word] });
    }
  }
  return groups.map((group) => ({ words: joinPieces(withoutDoubles(leftToRight(group.words))) }));
}

const leftToRight = (words: readonly PlacedWord[]): PlacedWord[] =>
  words.toSorted((a, b) => a.box[0] - b.box[0]);

/** Fake bold prints the same word twice, a fraction of a point apart. */
function withoutDoubles(words: readonly PlacedWord[]): PlacedWord[] {
  const kept: PlacedWord[] = [];
  for (const word of words) {
    const isDouble = kept
      .slice(-3)
      .some((other) => other.text === word.text && Math.abs(other.box[0] - word.box[0]) < 1);
    if (!isDouble) kept.push(word);
  }
  return kept;
}

/** Joins what one word was cut into: `Rech` + `nung`, drawn side by side without a space. */
function joinPieces(words: readonly PlacedWord[]): Word[] {
  const joined: Word[] = [];
  for (const { isGlued, ...word } of words) {
    const last = joined.at(-1);
    const gap = last === undefined ? Infinity : word.box[0] - last.box[2];
    const isPiece = last !== undefined && isGlued && Math.abs(gap) < spaceMin * word.fontSize;
    if (isPiece) joined[joined.length - 1] = joinWords(last, word);
    else joined.push(word);
  }
  return joined;
}

const joinWords = (left: Word, right: Word): Word => ({
  ...left,
  text: left.text + right.text,
  box: [
    left.box[0],
    Math.min(left.box[1], right.box[1]),
    right.box[2],
    Math.max(left.box[3], right.box[3]),
  ],
});
