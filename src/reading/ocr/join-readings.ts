import type { PlacedWord } from "../page-rows.ts";
import { printsOf } from "./same-print.ts";

/** A word as text recognition gives it. */
export type RecognizedWord = PlacedWord & { readonly confidence: number };

/** Different readings of the same page seldom make the same mistake: with each that agrees, half the doubt is gone. */
const doubtOfAgreed = 0.5;
/** A majority is seldom wrong, but one reading saw something else. */
const shareOfMajority = 0.85;
/** Where each reading differs, the surest is right not much more often than not. */
const shareOfContested = 0.6;
/** What only one reading saw is often a speck or a rule. */
const shareOfLone = 0.85;
const loneConfidenceMin = 0.5;

/** What one reading made of a print. */
type Version = {
  readonly words: readonly RecognizedWord[];
  readonly text: string;
  readonly confidence: number;
};

/**
 * Joins readings of one page, print by print: each votes for what it read, by how sure it is. What all read the same is surer, what
 * they read differently is less sure, and what only one saw is kept if it is sure enough. Of equal votes the earlier reading's counts.
 */
export const joinReadings = (readings: readonly (readonly RecognizedWord[])[]): RecognizedWord[] =>
  printsOf(readings).flatMap((print) =>
    settled(print.filter((words) => words.length > 0).map(versionOf)),
  );

function settled(versions: readonly Version[]): RecognizedWord[] {
  const agreed = elected(versions);
  const [surest] = agreed.toSorted((a, b) => b.confidence - a.confidence);
  if (surest === undefined) return [];
  if (versions.length === 1) {
    return surest.words
      .filter(({ confidence }) => confidence >= loneConfidenceMin)
      .map((word) => ({ ...word, confidence: word.confidence * shareOfLone }));
  }
  const doubt = doubtOfAgreed ** (agreed.length - 1);
  const share = shareOf(agreed.length, versions.length);
  return surest.words.map((word) => ({
    ...word,
    confidence: (1 - (1 - word.confidence) * doubt) * share,
  }));
}

/** The versions whose text has the most votes. */
function elected(versions: readonly Version[]): readonly Version[] {
  const votes = [...Map.groupBy(versions, ({ text }) => text).values()];
  const [most = []] = votes.toSorted((a, b) => votesOf(b) - votesOf(a));
  return most;
}

const votesOf = (versions: readonly Pick<Version, "confidence">[]): number =>
  versions.reduce((sum, { confidence }) => sum + confidence, 0);

function shareOf(agreed: number, versions: number): number {
  if (agreed === versions) return 1;
  return agreed > 1 ? shareOfMajority : shareOfContested;
}

/** Where one reading has a space, another may have none. */
function versionOf(words: readonly RecognizedWord[]): Version {
  const text = words
    .toSorted((a, b) => a.box[0] - b.box[0])
    .map((word) => word.text)
    .join("");
  return { words, text, confidence: votesOf(words) / words.length };
}
