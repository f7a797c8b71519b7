import type { Page } from "#src/domain/reading.ts";
import type { ReadingLimits } from "#src/domain/reading-limits.ts";
import { DocumentRejected } from "#src/errors.ts";

/** @throws {DocumentRejected} `document.text_too_large` above `limits.wordsMax`. */
export function assertWordCount(
  pages: readonly Page[],
  limits: Pick<ReadingLimits, "wordsMax">,
): void {
  let words = 0;
  for (const { rows } of pages) for (const row of rows) words += row.words.length;
  if (words <= limits.wordsMax) return;
  throw new DocumentRejected(
    "document.text_too_large",
    `The document has ${words} words, more than the ${limits.wordsMax} allowed, far more than an invoice; check what it is.`,
  );
}

/** Letters and digits of a text. */
export const lettersIn = (text: string): number => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;

/** Letters and digits that make a text layer; a stamp or a scanner's footer has fewer. */
const usableCharactersMin = 40;
/** Fonts without a character map give private-use or replacement characters: more of those than this is no text. */
const usableShareMin = 0.3;

/** True if the pages carry text one can read values from; false for scans, whatever was stamped on them. */
export function hasUsableText(pages: readonly Page[]): boolean {
  let usable = 0;
  let all = 0;
  for (const { rows, isPicture } of pages) {
    if (isPicture === true) continue;
    for (const { words } of rows) {
      for (const { text } of words) {
        all += text.length;
        usable += lettersIn(text);
      }
    }
  }
  return usable >= usableCharactersMin && usable >= all * usableShareMin;
}
