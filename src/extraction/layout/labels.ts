import type { Box, Word } from "#src/domain/reading.ts";
import { createMisreadPhrases } from "./misread-phrases.ts";
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

/** Phrases of one word or more without their spaces, long enough not to be met by chance. */
const spacedPhrases: ReadonlyMap<string, Phrase> = new Map(
  [...phrases].flatMap(([key, phrase]) => {
    const letters = key.replaceAll(" ", "");
    return letters.length >= 6 ? [[letters, phrase] as const] : [];
  }),
);
const misreadPhrase = createMisreadPhrases(phrases);
const piecesMax = Math.max(...[...phrases.keys()].map((key) => key.split(" ").length));
/** What phrases begin with, piece by piece: behind anything else no longer phrase is looked for. */
const beginnings: ReadonlySet<string> = new Set([...phrases.keys()].flatMap(beginningsOf));

function beginningsOf(key: string): string[] {
  const pieces = key.split(" ");
  return pieces.map((_, index) => pieces.slice(0, index + 1).join(" "));
}

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

type PlacedPiece = {
  readonly text: string;
  readonly word: number;
  readonly start: number;
  readonly end: number;
};

type Match = { readonly phrase: Phrase; readonly at: number; readonly length: number };

function labelsOfSegment(segment: Span): Label[] {
  const pieces = segment.words.flatMap(placedPieces);
  const labels: Label[] = [];
  let at = 0;
  while (at < pieces.length) {
    const match = withTranslations(
      segment,
      pieces,
      longer(phraseAt(segment, pieces, at), at === 0 ? spacedPhrase(segment, pieces) : undefined),
    );
    if (match !== undefined) labels.push(labelOf(segment, pieces, match));
    at += match?.length ?? 1;
  }
  return labels;
}

/** Languages a label may be printed in, one behind the other. */
const translationsMax = 3;

/** A label and what it is called in another language behind a stroke, as one: `Odběratel / Buyer:`. */
function withTranslations(
  segment: Span,
  pieces: readonly PlacedPiece[],
  match: Match | undefined,
): Match | undefined {
  let whole = match;
  for (let count = 1; count < translationsMax && whole !== undefined; count += 1) {
    const at = whole.at + whole.length;
    const next = isBehindStroke(segment, pieces[at - 1], pieces[at])
      ? phraseAt(segment, pieces, at)
      : undefined;
    const joined = next === undefined ? undefined : translated(whole.phrase, next.phrase);
    if (next === undefined || joined === undefined) return whole;
    whole = { phrase: joined, at: whole.at, length: whole.length + next.length };
  }
  return whole;
}

/** What two phrases both say; undefined if they say different things (`Summe / MwSt.`). */
function translated(a: Phrase, b: Phrase): Phrase | undefined {
  const keys = a.keys.intersection(b.keys);
  return keys.size === 0 ? undefined : { keys, languages: a.languages.union(b.languages) };
}

/** Nothing but a stroke stands between two pieces, in a word of its own or at the end or start of theirs. */
function isBehindStroke(
  segment: Span,
  left: PlacedPiece | undefined,
  right: PlacedPiece | undefined,
): boolean {
  if (left === undefined || right === undefined || left.word === right.word) return false;
  const textOf = (word: number): string => segment.words[word]?.text ?? "";
  const between = [
    textOf(left.word).slice(left.end),
    ...segment.words.slice(left.word + 1, right.word).map(({ text }) => text),
    textOf(right.word).slice(0, right.start),
  ].join("");
  return /^[.:]?[/|]$/.test(between);
}

const longer = (match: Match | undefined, spaced: Match | undefined): Match | undefined =>
  match !== undefined && match.length >= (spaced?.length ?? 0) ? match : spaced;

const placedPieces = (word: Word, index: number): PlacedPiece[] =>
  piecesOf(word.text).map(({ text, start, end }) => ({ text, word: index, start, end }));

/** The longest phrase that starts at a piece and covers whole words: `po` is none in `po_north_17`. */
function phraseAt(segment: Span, pieces: readonly PlacedPiece[], at: number): Match | undefined {
  const isRecognized = isRecognizedWord(segment, pieces[at]);
  if (!isRecognized && !beginnings.has(pieces[at]?.text ?? "")) return undefined;
  if (!startsWord(segment, pieces[at])) return undefined;
  const isOfNumber = pieces[at]?.text === "%" && /\d/.test(pieces[at - 1]?.text ?? "");
  if (isOfNumber) return undefined;
  let key = "";
  let longest: Match | undefined;
  for (let length = 1; length <= piecesMax && at + length <= pieces.length; length += 1) {
    const last = pieces[at + length - 1];
    if (length > 1 && isBehindBar(segment, pieces[at + length - 2], last)) break;
    key = length === 1 ? (last?.text ?? "") : `${key} ${last?.text}`;
    if (!isRecognized && !beginnings.has(key)) break;
    const phrase = phrases.get(key) ?? (isRecognized ? misreadPhrase(key) : undefined);
    if (phrase !== undefined && endsWord(segment, last)) longest = { phrase, at, length };
  }
  return longest;
}

/** A bar between words is a rule between cells: no phrase goes through it. */
function isBehindBar(
  { words }: Span,
  left: PlacedPiece | undefined,
  right: PlacedPiece | undefined,
): boolean {
  if (left === undefined || right === undefined || right.word - left.word < 2) return false;
  return words.slice(left.word + 1, right.word).some(({ text }) => text === "|");
}

/** Only text recognition misreads letters. */
const isRecognizedWord = (segment: Span, piece: PlacedPiece | undefined): boolean =>
  segment.words[piece?.word ?? 0]?.confidence !== undefined;

function startsWord(segment: Span, piece: PlacedPiece | undefined): boolean {
  const before = segment.words[piece?.word ?? 0]?.text[(piece?.start ?? 0) - 1];
  return before === undefined || !/[\p{L}\p{N}_-]/u.test(before);
}

function endsWord(segment: Span, piece: PlacedPiece | undefined): boolean {
  if (piece === undefined) return false;
  const text = segment.words[piece.word]?.text ?? "";
  if (/[#°]/.test(text[piece.end - 1] ?? "")) return true;
  return !/^(?:[_-]?[\p{L}\p{N}]|\/\p{N})/u.test(text.slice(piece.end));
}

/** Pieces a word printed with gaps between its letters may come in. */
const spacedPiecesMax = 24;

/** A label at the start of a segment whose words came apart: `Br uttosumme`, `R e c h n u n g`. */
function spacedPhrase(segment: Span, pieces: readonly PlacedPiece[]): Match | undefined {
  let key = "";
  let longest: Match | undefined;
  for (const [index, piece] of pieces.slice(0, spacedPiecesMax).entries()) {
    if (/\d/.test(piece.text)) break;
    key += piece.text;
    const phrase = spacedPhrases.get(key);
    if (phrase !== undefined && endsWord(segment, piece))
      longest = { phrase, at: 0, length: index + 1 };
  }
  return longest;
}

function labelOf(segment: Span, pieces: readonly PlacedPiece[], match: Match): Label {
  const first = pieces[match.at] as PlacedPiece;
  const last = pieces[match.at + match.length - 1] as PlacedPiece;
  const words = segment.words.slice(first.word, last.word + 1);
  const { box, text } = spanOf(words, segment.page, segment.line);
  const before = pieces.slice(0, match.at);
  const tail = (segment.words[last.word]?.text ?? "").slice(last.end);
  const next = segment.words[last.word + 1]?.text ?? "";
  return {
    keys: match.phrase.keys,
    languages: match.phrase.languages,
    segment,
    box,
    text,
    firstWord: first.word,
    lastWord: last.word,
    isAtStart: before.every((piece) => /^\d{1,2}$/.test(piece.text)) && before.length <= 1,
    hasColon: /^[).\]]*[:：—]/.test(tail) || /^(?:\.{2,}\s?)?[:：—]/.test(next),
    rest: restOf(segment, last.word, last.end),
  };
}

/** True if a text is a phrase of the vocabulary and nothing else. */
export const isPhrase = (text: string): boolean => phrases.has(phraseKey(text));

export const hasKey = (label: Label, ...keys: readonly LabelKey[]): boolean =>
  keys.some((key) => label.keys.has(key));
