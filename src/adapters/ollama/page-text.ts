import type { Page, Row, Word } from "#src/domain/reading.ts";

/** A gap wider than this many characters parts two columns. */
const columnGapCharacters = 1.5;
/** A gap wider than this is shown wider still. */
const wideGapCharacters = 8;

/** The text of a page in reading order, a line for each row; columns stand apart by two spaces or more. */
export const textOfPage = ({ rows }: Page): string => rows.map(textOfRow).join("\n");

function textOfRow({ words }: Row): string {
  const characterPt = characterWidthOf(words);
  return words
    .map((word, index) => {
      const before = words[index - 1];
      return before === undefined
        ? word.text
        : `${separator((word.box[0] - before.box[2]) / characterPt)}${word.text}`;
    })
    .join("");
}

function separator(gapCharacters: number): string {
  if (gapCharacters > wideGapCharacters) return "    ";
  return gapCharacters > columnGapCharacters ? "  " : " ";
}

/** Mean width of a character of the row, points; never 0. */
function characterWidthOf(words: readonly Word[]): number {
  const characters = words.reduce((sum, { text }) => sum + text.length, 0);
  const widthPt = words.reduce((sum, { box }) => sum + Math.max(0, box[2] - box[0]), 0);
  return characters === 0 || widthPt === 0 ? 1 : widthPt / characters;
}
