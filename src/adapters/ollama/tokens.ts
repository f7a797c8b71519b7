import type { PageImage } from "#src/domain/reading.ts";

// Parts of a token are counted in sixths, so that sums are exact.
const wholeToken = 6;
const lowerLetter = 2;
const upperLetter = 3;
const accentedLetter = wholeToken;
/** A letter of what is no word of a language: tokenizers know no longer pieces of it. */
const strayLetter = 4;
const otherScriptTokens = 2;

/** Fewer consonants in a row stand in many words. */
const consonantsMin = 3;

/**
 * How many tokens a text has, estimated with care: common tokenizers make fewer of nearly every text. What they make more of shows
 * when the prompt was counted by the model, and the answer is not used.
 *
 * Counted by what tokenizers have in common: a word of Latin letters takes about one token for 3 small or 2 capital letters,
 * rounded up; a letter with an accent one by itself. Three or more consonants in a row are no word: they take at least one for
 * 1.5 letters, as do all letters of a word that has digits, such as a hash. Digits, punctuation, line breaks and runs of spaces
 * take one each; other scripts and pictures two for each character. Linear in the length, and never less for a longer text.
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  let word = emptyWord;
  let spaces = 0;
  for (const character of text) {
    const letter = weightOfLetter(character);
    const isDigit = character >= "0" && character <= "9";
    if (letter > 0) word = withLetter(word, character, letter);
    else if (isDigit) word = { ...word, hasDigit: true, run: 0 };
    else if (word !== emptyWord) {
      tokens += tokensOf(word);
      word = emptyWord;
    }
    spaces = character === " " ? spaces + 1 : 0;
    if (letter > 0 || (spaces > 0 && spaces !== 2)) continue;
    tokens += character.charCodeAt(0) < 0x80 ? 1 : otherScriptTokens;
  }
  return tokens + tokensOf(word);
}

/** Letters of a word so far, in sixths of a token. */
type CountedWord = {
  readonly asWord: number;
  readonly asStray: number;
  readonly hasDigit: boolean;
  /** Consonants in a row up to here, and the most there were. */
  readonly run: number;
  readonly runMost: number;
};

const emptyWord: CountedWord = { asWord: 0, asStray: 0, hasDigit: false, run: 0, runMost: 0 };

function withLetter(word: CountedWord, character: string, weight: number): CountedWord {
  const run = isConsonant.test(character) ? word.run + 1 : 0;
  return {
    ...word,
    asWord: word.asWord + weight,
    asStray: word.asStray + Math.max(weight, strayLetter),
    run,
    runMost: Math.max(word.runMost, run),
  };
}

const isConsonant = /[b-df-hj-np-tv-xz]/i;

/** What the letters of a word take; its digits are counted one by one. */
function tokensOf({ asWord, asStray, hasDigit, runMost }: CountedWord): number {
  const consonants = runMost >= consonantsMin ? runMost * strayLetter : 0;
  return Math.ceil((hasDigit ? asStray : Math.max(asWord, consonants)) / wholeToken);
}

function weightOfLetter(character: string): number {
  if (character >= "a" && character <= "z") return lowerLetter;
  if (character >= "A" && character <= "Z") return upperLetter;
  return character >= "\u{c0}" && character <= "\u{24f}" ? accentedLetter : 0;
}

const pixelsPerImageToken = 28 * 28;
const imageTokensMin = 256;
const imageTokensMax = 4_096;

/** Tokens a page image takes: as many as models with patches of 28 x 28 pixels need, which others stay below. */
export const estimateImageTokens = ({
  widthPx,
  heightPx,
}: Pick<PageImage, "widthPx" | "heightPx">): number =>
  Math.min(
    imageTokensMax,
    Math.max(imageTokensMin, Math.ceil((widthPx * heightPx) / pixelsPerImageToken)),
  );
