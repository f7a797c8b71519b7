import type { Box } from "#src/domain/reading.ts";
import type { PlacedWord } from "../page-rows.ts";

/** A word as text recognition gives it. */
export type RecognizedWord = PlacedWord & { readonly confidence: number };

/** Two readings of the same page with different segmentation seldom make the same mistake: half the doubt is gone. */
const doubtOfAgreed = 0.5;
/** Where they differ, the surer reading is right not much more often than not. */
const shareOfContested = 0.6;
/** What only one reading saw is often a speck or a rule. */
const shareOfLone = 0.85;
const loneConfidenceMin = 0.5;

/** Part of the smaller word that must be covered by the other for both to be the same print. */
const overlapMin = 0.5;

/**
 * Joins two readings of one page, word by word: what both read the same is surer, what they read differently is less sure, and what
 * only one saw is kept if it is sure enough.
 */
export function joinReadings(
  first: readonly RecognizedWord[],
  second: readonly RecognizedWord[],
): RecognizedWord[] {
  const used = new Set<RecognizedWord>();
  const joined: RecognizedWord[] = [];
  for (const word of first) {
    if (used.has(word)) continue;
    const others = second.filter((other) => !used.has(other) && isSamePrint(word, other));
    const own =
      others.length === 1
        ? first.filter(
            (mine) => !used.has(mine) && others[0] !== undefined && isSamePrint(mine, others[0]),
          )
        : [word];
    for (const taken of [...own, ...others]) used.add(taken);
    joined.push(...settled(own, others));
  }
  const rest = second.filter((word) => !used.has(word));
  return [...joined, ...rest.flatMap((word) => lone([word]))];
}

function settled(
  ours: readonly RecognizedWord[],
  theirs: readonly RecognizedWord[],
): RecognizedWord[] {
  if (theirs.length === 0) return lone(ours);
  const surer = sureness(theirs) > sureness(ours) ? theirs : ours;
  const isAgreed = textOf(ours) === textOf(theirs);
  return surer.map((word) => ({
    ...word,
    confidence: isAgreed
      ? 1 - (1 - word.confidence) * doubtOfAgreed
      : word.confidence * shareOfContested,
  }));
}

const lone = (words: readonly RecognizedWord[]): RecognizedWord[] =>
  words
    .filter(({ confidence }) => confidence >= loneConfidenceMin)
    .map((word) => ({ ...word, confidence: word.confidence * shareOfLone }));

/** Where one reading has a space, the other may have none. */
const textOf = (words: readonly RecognizedWord[]): string =>
  words
    .toSorted((a, b) => a.box[0] - b.box[0])
    .map(({ text }) => text)
    .join("");

const sureness = (words: readonly RecognizedWord[]): number =>
  words.reduce((sum, { confidence }) => sum + confidence, 0) / words.length;

function isSamePrint({ box: a }: RecognizedWord, { box: b }: RecognizedWord): boolean {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  if (width <= 0 || height <= 0) return false;
  return width * height >= overlapMin * Math.min(areaOf(a), areaOf(b));
}

const areaOf = (box: Box): number => (box[2] - box[0]) * (box[3] - box[1]);
