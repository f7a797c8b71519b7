import type { Box } from "#src/domain/reading.ts";
import { phraseKey, piecesOf } from "./normalise.ts";
import { type Line, type Span, restOf, spanOf } from "./text-lines.ts";
import { languages } from "./vocabulary/languages.ts";
import type { LabelKey } from "./vocabulary/vocabulary.ts";

/** A phrase of the vocabulary found on the page. */
export type Label = {
  readonly keys: ReadonlySet<LabelKey>;
  /** Languages that have this phrase. */
  readonly languages: ReadonlySet<string>;
  readonly segment: Span;
  readonly box: Box;
  readonly text: string;
  /** Index of the first and the last word of the label in its segment. */
  readonly firstWord: number;
  readonly lastWord: number;
  /** Nothing but punctuation and numbering stands before it in its segment. */
  readonly isAtStart: boolean;
  /** A colon, or what stands for one, follows. */
  readonly hasColon: boolean;
  /** What follows in the segment, up to its end. */
  readonly rest: Span | undefined;
};

type Phrase = { readonly keys: Set<LabelKey>; readonly languages: Set<string> };

const phrases: ReadonlyMap<string, Phrase> = phraseTable();
const piecesMax = Math.max(...[...phrases.keys()].map((key) => key.split(" ").length));

function phraseTable(): Map<string, Phrase> {
  const table = new Map<string, Phrase>();
  for (const { language, labels } of languages) {
    for (const [key, texts] of Object.entries(labels) as [LabelKey, readonly string[]][]) {
      for (const text of texts) {
        const phrase = table.get(phraseKey(text)) ?? { keys: new Set(), languages: new Set() };
        phrase.keys.add(key);
        phrase.languages.add(language);
        table.set(phraseKey(text), phrase);
      }
    }
  }
  return table;
}

/** Finds the labels of a line, left to right, the longest phrase first, none overlapping another. */
export function labelsOf(line: Line): Label[] {
  return line.segments.flatMap(labelsOfSegment);
}

type PlacedPiece = { text: string; word: number; start: number; end: number };

function labelsOfSegment(segment: Span): Label[] {
  const pieces: PlacedPiece[] = segment.words.flatMap((word, index) =>
    piecesOf(word.text).map((piece) => ({ ...piece, word: index })),
  );
  const labels: Label[] = [];
  let at = 0;
  while (at < pieces.length) {
    const length = longestPhrase(pieces, at);
    if (length === 0) {
      at += 1;
      continue;
    }
    labels.push(labelAt(segment, pieces, at, length));
    at += length;
  }
  return labels;
}

function longestPhrase(pieces: readonly PlacedPiece[], at: number): number {
  let key = "";
  let longest = 0;
  for (let length = 1; length <= piecesMax && at + length <= pieces.length; length += 1) {
    key = length === 1 ? (pieces[at]?.text ?? "") : `${key} ${pieces[at + length - 1]?.text}`;
    if (phrases.has(key)) longest = length;
  }
  return longest;
}

function labelAt(segment: Span, pieces: readonly PlacedPiece[], at: number, length: number): Label {
  const key = pieces
    .slice(at, at + length)
    .map((piece) => piece.text)
    .join(" ");
  const phrase = phrases.get(key) as Phrase;
  const first = pieces[at] as PlacedPiece;
  const last = pieces[at + length - 1] as PlacedPiece;
  const words = segment.words.slice(first.word, last.word + 1);
  const { box, text } = spanOf(words, segment.page, segment.line);
  const before = pieces.slice(0, at);
  const tail = (segment.words[last.word]?.text ?? "").slice(last.end);
  const next = segment.words[last.word + 1]?.text ?? "";
  return {
    ...phrase,
    segment,
    box,
    text,
    firstWord: first.word,
    lastWord: last.word,
    isAtStart: before.every((piece) => /^\d{1,2}$/.test(piece.text)) && before.length <= 1,
    hasColon: /^[).\]]*[:：—]/.test(tail) || /^[:：—]/.test(next),
    rest: restOf(segment, last.word, last.end),
  };
}

export const hasKey = (label: Label, ...keys: readonly LabelKey[]): boolean =>
  keys.some((key) => label.keys.has(key));
