import { rememberTexts } from "./remember-texts.ts";

/** One comparable part of a word: letters in lower case without accents, or digits, or `#` or `%`. */
export type Piece = { readonly text: string; readonly start: number; readonly end: number };

const pieceParts = /[\p{L}\p{M}°]+|\p{N}+|[#%]/gu;

/** Letters that do not come apart into a base letter and an accent. */
const plainLetters: { readonly [letter: string]: string } = {
  ß: "ss",
  ł: "l",
  ø: "o",
  æ: "ae",
  œ: "oe",
  "°": "o",
};

/** Cuts a word into pieces; `start` and `end` are places in the word. */
export const piecesOf = rememberTexts((word): readonly Piece[] =>
  Array.from(word.matchAll(pieceParts), (match) => ({
    text: plain(match[0]),
    start: match.index,
    end: match.index + match[0].length,
  })),
);

/** Lower case, no accents: `Fälligkeit` and `FALLIGKEIT` compare equal. */
export function plain(text: string): string {
  const lower = text.toLowerCase();
  if (/^[a-z0-9]*$/.test(lower)) return lower;
  return lower
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[ßłøæœ°]/g, (letter) => plainLetters[letter] ?? letter);
}

/** The pieces of a phrase as one string: what `phraseKey` of equal phrases has in common. */
export function phraseKey(phrase: string): string {
  return piecesOf(phrase)
    .map((piece) => piece.text)
    .join(" ");
}
