import { comparable } from "#src/domain/identifier.ts";
import type { Word } from "#src/domain/reading.ts";
import { overlapX } from "#src/extraction/layout/text-lines.ts";
import { type Place, placeOf, type Segment } from "./places.ts";

/*
 * Finds words whose letters and digits are those of a text, however the two are cut by spaces, dots and line ends.
 */

/** Letters of a piece it is found by. */
const keyLength = 6;

/** Pieces a text may begin at that are tried. */
const startsMax = 500;

/** Pieces compared for one document, all its values together: a hostile page must not cost more. */
const stepsMax = 500_000;

/** Places of one text that are given. */
const foundMax = 50;

/** Lines below a segment that may continue it. */
const linesBelowMax = 2;

/** A run of letters and digits inside a word. */
type Piece = {
  readonly key: string;
  readonly word: Word;
  /** Of its word in the segment. */
  readonly wordIndex: number;
  readonly start: number;
  readonly end: number;
  readonly segment: number;
  readonly at: number;
};

export type Phrases = {
  /** Places where the letters and digits of a text stand, in reading order; case and accents do not count. */
  readonly find: (text: string) => Place[];
  /** The same for an identifier: its characters as they are, but for spaces, dots and dashes; and not a part of a longer one. */
  readonly findIdentifier: (text: string, options?: IdentifierOptions) => Place[];
};

type IdentifierOptions = {
  /** Held in capitals, however printed. */
  readonly isUpperCase?: boolean;
  /** May stand behind a prefix and a dash: the post code in `D-80333`. */
  readonly isPart?: boolean;
};

export function phrasesOf(segments: readonly Segment[]): Phrases {
  const pieces = segments.map(piecesOfSegment);
  const starts = startsByKey(pieces);
  const follow = follower(segments, pieces);
  let steps = 0;
  const match = (first: Piece, wanted: string): Piece[] | undefined => {
    const used: Piece[] = [];
    let rest = wanted;
    let piece: Piece | undefined = first;
    while (piece !== undefined && rest.startsWith(piece.key) && steps < stepsMax) {
      steps += 1;
      used.push(piece);
      rest = rest.slice(piece.key.length);
      if (rest === "") return used;
      piece = follow(piece, rest);
    }
    return undefined;
  };
  const findPieces = (text: string): Piece[][] => {
    const wanted = comparable(text);
    const lengths = Array.from({ length: Math.min(keyLength, wanted.length) }, (_, at) => at + 1);
    return lengths
      .flatMap((length) => (starts.get(wanted.slice(0, length)) ?? []).slice(0, startsMax))
      .flatMap((start) => {
        const used = match(start, wanted);
        return used === undefined ? [] : [used];
      })
      .slice(0, foundMax);
  };
  const asPlace = (used: readonly Piece[]): Place[] => {
    const segment = segments[used[0]?.segment ?? -1];
    const words = wordsOf(used, segments);
    return segment === undefined ? [] : [placeOf(words, segment, printedText(used, words))];
  };
  const inReadingOrder = (found: readonly Piece[][]): Place[] =>
    found.flatMap(asPlace).toSorted((a, b) => a.order - b.order);
  return {
    find: (text) => inReadingOrder(findPieces(text)),
    findIdentifier: (text, options = {}) =>
      inReadingOrder(
        findPieces(text).filter((used) => {
          const printed = printedText(used, wordsOf(used, segments));
          return (
            isSameIdentifier(printed, text, options) && (options.isPart === true || isWhole(used))
          );
        }),
      ),
  };
}

function piecesOfSegment({ span, index }: Segment): Piece[] {
  const pieces: Piece[] = [];
  for (const [wordIndex, word] of span.words.entries()) {
    for (const match of word.text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
      const key = comparable(match[0]);
      const start = match.index;
      const end = start + match[0].length;
      if (key !== "") {
        pieces.push({ key, word, wordIndex, start, end, segment: index, at: pieces.length });
      }
    }
  }
  return pieces;
}

/** Pieces by their first letters; shorter ones by all of them, so that what is found can begin a longer text. */
function startsByKey(pieces: readonly (readonly Piece[])[]): Map<string, Piece[]> {
  const starts = new Map<string, Piece[]>();
  for (const piece of pieces.flat()) {
    const key = piece.key.slice(0, keyLength);
    const known = starts.get(key);
    if (known === undefined) starts.set(key, [piece]);
    else known.push(piece);
  }
  return starts;
}

/** What is read behind a piece: the next one of its segment, else of the line, else of the column below, whichever fits. */
function follower(
  segments: readonly Segment[],
  pieces: readonly (readonly Piece[])[],
): (piece: Piece, rest: string) => Piece | undefined {
  const below = new Map<number, number | undefined>();
  const belowOf = (segment: Segment): number | undefined => {
    if (!below.has(segment.index)) below.set(segment.index, segmentBelow(segments, segment));
    return below.get(segment.index);
  };
  return ({ segment: index, at }, rest) => {
    const next = pieces[index]?.[at + 1];
    if (next !== undefined) return next;
    const segment = segments[index];
    if (segment === undefined) return undefined;
    const beside = segment.isFollowed ? pieces[index + 1]?.[0] : undefined;
    if (beside !== undefined && rest.startsWith(beside.key)) return beside;
    return pieces[belowOf(segment) ?? -1]?.[0];
  };
}

/** Segments looked at for the one below another: two lines seldom have more. */
const segmentsBelowMax = 40;

function segmentBelow(segments: readonly Segment[], { span, index }: Segment): number | undefined {
  return segments
    .slice(index + 1, index + 1 + segmentsBelowMax)
    .find(
      ({ span: other }) =>
        other.page === span.page &&
        other.line > span.line &&
        other.line <= span.line + linesBelowMax &&
        overlapX(span.box, other.box) > 0,
    )?.index;
}

/** The words from the first piece to the last, marks that stand alone between them included. */
function wordsOf(used: readonly Piece[], segments: readonly Segment[]): Word[] {
  const words = new Set<Word>();
  for (const [index, { word, wordIndex, segment }] of used.entries()) {
    const before = used[index - 1];
    if (before?.segment === segment) {
      const between = segments[segment]?.span.words.slice(before.wordIndex + 1, wordIndex) ?? [];
      for (const mark of between) words.add(mark);
    }
    words.add(word);
  }
  return [...words];
}

/** The characters from the first piece to the last, as printed. */
function printedText(used: readonly Piece[], words: readonly Word[]): string {
  const first = used[0];
  const last = used.at(-1);
  return words
    .map((word) =>
      word.text.slice(
        word === first?.word ? first.start : 0,
        word === last?.word ? last.end : word.text.length,
      ),
    )
    .join(" ");
}

/** What separates groups of one identifier without being a part of it. */
const separators = /[\s.\-‐-―−]/gu;

function isSameIdentifier(
  printed: string,
  text: string,
  { isUpperCase = false }: IdentifierOptions,
): boolean {
  const bare = (value: string): string => {
    const trimmed = value.normalize("NFKC").replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
    const joined = trimmed.replaceAll(separators, "");
    return isUpperCase ? joined.toUpperCase() : joined;
  };
  return bare(printed) === bare(text);
}

/** False for `0815` in `2026-0815` and `2026/0815-7`; true behind a label (`No.4711`) and before a comma. */
function isWhole(used: readonly Piece[]): boolean {
  const first = used[0];
  const last = used.at(-1);
  if (first === undefined || last === undefined) return false;
  const before = first.word.text.slice(0, first.start);
  const after = last.word.text.slice(last.end);
  const isContinued = /[\p{L}\p{N}][-/\\_+|&@]$|\p{N}\.$/u.test(before);
  return !isContinued && !/^[-/\\_+.|&@][\p{L}\p{N}]/u.test(after);
}
