import type { TextItem } from "pdfjs-dist/types/src/display/api.js";
import { printableText } from "./page-characters.ts";
import type { PlacedWord } from "./page-rows.ts";

/** Letters lower or narrower than this, at the size of their font, cannot be read by a person, so they must not be read by us. */
const letterMinPt = 2;

/** Part of the font size that stands above and below the baseline. */
const ascent = 0.8;
const descent = 0.2;

/** A matrix `[a, b, c, d, e, f]` as PDF has it: x' = ax + cy + e, y' = bx + dy + f. */
export type Matrix = readonly [number, number, number, number, number, number];

/** A text item with its direction of writing: 0 to the right, 1 downwards, 2 to the left, 3 upwards. */
export type PlacedItem = {
  readonly item: TextItem;
  readonly matrix: Matrix;
  readonly quarterTurns: 0 | 1 | 2 | 3;
};

/** Places an item on the page; undefined if nothing of it is visible. */
export function placeItem(item: TextItem, toPage: Matrix): PlacedItem | undefined {
  const matrix = multiply(toPage, item.transform as unknown as Matrix);
  const letterPt = Math.min(Math.hypot(matrix[0], matrix[1]), Math.hypot(matrix[2], matrix[3]));
  if (!(letterPt >= letterMinPt) || !Number.isFinite(matrix[4] + matrix[5])) return undefined;
  const turns = Math.round(Math.atan2(matrix[1], matrix[0]) / (Math.PI / 2));
  return { item, matrix, quarterTurns: (((turns % 4) + 4) % 4) as 0 | 1 | 2 | 3 };
}

/** The words of a horizontal item, their places estimated from typical character widths. */
export function wordsOf({ item, matrix }: PlacedItem, isGlued: boolean): PlacedWord[] {
  const text = printableText(item.str);
  const fontSize = Math.hypot(matrix[2], matrix[3]);
  const scale = Math.abs(item.width) / Math.max(widthOf(text), Number.EPSILON);
  const top = matrix[5] - ascent * fontSize;
  const bottom = matrix[5] + descent * fontSize;
  let measured = 0;
  let left = matrix[4];
  return Array.from(text.matchAll(/\S+/g), (match): PlacedWord => {
    left += widthOf(text.slice(measured, match.index)) * scale;
    const right = left + widthOf(match[0]) * scale;
    const word: PlacedWord = {
      text: match[0],
      box: [left, top, right, bottom],
      fontSize,
      isGlued: isGlued && match.index === 0,
    };
    measured = match.index + match[0].length;
    left = right;
    return word;
  });
}

export function multiply(outer: Matrix, inner: Matrix): Matrix {
  const [a, b, c, d, e, f] = outer;
  return [
    a * inner[0] + c * inner[1],
    b * inner[0] + d * inner[1],
    a * inner[2] + c * inner[3],
    b * inner[2] + d * inner[3],
    a * inner[4] + c * inner[5] + e,
    b * inner[4] + d * inner[5] + f,
  ];
}

/** Width of a text in a typical sans serif, in parts of the font size. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    width += asciiWidths[character.codePointAt(0) ?? 0] ?? otherWidth;
  }
  return width;
}

const otherWidth = 0.54;
/** By code: every character of every page is measured. */
const asciiWidths = Array.from({ length: 128 }, (_, code) =>
  characterWidth(String.fromCodePoint(code)),
);

function characterWidth(character: string): number {
  if (character >= "0" && character <= "9") return 0.556;
  if (" .,:;!|'ijlIft/\\()[]".includes(character)) return 0.29;
  if ("mwMW@%".includes(character)) return 0.87;
  return character >= "A" && character <= "Z" ? 0.68 : otherWidth;
}
