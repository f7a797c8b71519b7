import type { Block, Line } from "tesseract.js";
import { printableText } from "../page-characters.ts";
import type { RecognizedWord } from "./join-readings.ts";

/** Part of the font size that stands above and below the baseline, as for the text of a PDF. */
const ascent = 0.8;
const descent = 0.2;

/** Below this stand specks, rules and pictures taken for letters. */
const confidenceMin = 0.1;

/** The words the engine found, in pixels of its picture; a word's box spans its line, from the baseline, as for the text of a PDF. */
export const recognizedWords = (blocks: readonly Block[]): RecognizedWord[] =>
  linesOf(blocks).flatMap(wordsOfLine);

export const linesOf = (blocks: readonly Block[]): Line[] =>
  blocks.flatMap(({ paragraphs }) => paragraphs).flatMap(({ lines }) => lines);

function wordsOfLine(line: Line): RecognizedWord[] {
  const fontSize = fontSizeOf(line);
  return line.words.flatMap(({ text: read, confidence: percent, bbox }) => {
    const { x0, x1 } = bbox;
    const text = printableText(read).trim();
    const confidence = percent / 100;
    if (text === "" || /\s/.test(text) || confidence < confidenceMin) return [];
    if (isUpended(text, bbox)) return [];
    const baseline = baselineAt(line, (x0 + x1) / 2);
    const box = [x0, baseline - ascent * fontSize, x1, baseline + descent * fontSize] as const;
    return [{ text, box, fontSize, confidence, isGlued: false }];
  });
}

/** The engine reads lines that run up or down the sheet too; on a page the right way up they are no part of its rows. */
const isUpended = (text: string, { x0, y0, x1, y1 }: Line["bbox"]): boolean =>
  text.length >= 3 && y1 - y0 > x1 - x0;

/** Height of a line from the foot of its lowest letter to the head of its tallest. */
function fontSizeOf({ bbox, rowAttributes }: Line): number {
  const height = rowAttributes?.rowHeight ?? 0;
  return height > 0 ? height : bbox.y1 - bbox.y0;
}

function baselineAt({ baseline: { x0, y0, x1, y1 } }: Line, x: number): number {
  return x1 === x0 ? y0 : y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
}
