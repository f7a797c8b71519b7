import type { PageImage } from "#src/domain/reading.ts";

// Thirds and halves are counted in sixths, so that sums are exact.
const wholeToken = 6;
const lowerLetter = 2;
const otherAsciiLetter = 3;
const accentedLetter = wholeToken;
const otherScriptTokens = 2;

/**
 * How many tokens a text has, estimated with care: common tokenizers make fewer of nearly every text. What they make more of shows
 * when the prompt was counted by the model, and the answer is not used.
 *
 * Counted by what tokenizers have in common: a word of Latin letters takes about one token for 3 small or 2 capital letters,
 * rounded up; a letter with an accent one by itself; digits, punctuation, line breaks and runs of spaces one each; other
 * scripts and pictures two for each character. Linear in the length, and never less for a longer text.
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  let word = 0;
  let spaces = 0;
  for (const character of text) {
    const letter = weightOfLetter(character);
    if (letter === 0) {
      tokens += Math.ceil(word / wholeToken);
      word = 0;
    }
    word += letter;
    spaces = character === " " ? spaces + 1 : 0;
    if (letter > 0 || (spaces > 0 && spaces !== 2)) continue;
    tokens += character.charCodeAt(0) < 0x80 ? 1 : otherScriptTokens;
  }
  return tokens + Math.ceil(word / wholeToken);
}

function weightOfLetter(character: string): number {
  if (character >= "a" && character <= "z") return lowerLetter;
  if (character >= "A" && character <= "Z") return otherAsciiLetter;
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
