import type { Block, Line, Word } from "tesseract.js";
import { linesOf } from "./recognized-words.ts";

/** Words that tell how print looks; others may be scraps and rules taken for letters. */
const confidencePercentMin = 50;
const lengthMin = 3;

/** Lines shorter than this have no slope that could be told from noise. */
const lineLengthMin = 6;
/** Part of the print that is no steeper than what is told; the rest may be a stamp or a signature. */
const flatShare = 0.75;

/**
 * Median height of the words, in pixels; undefined if none is sure. It is of their ink: what the engine takes for the height of a line is
 * never below 20 pixels.
 */
export function printHeightPx(blocks: readonly Block[]): number | undefined {
  const heights = linesOf(blocks)
    .flatMap(sureWords)
    .map(({ bbox: { y0, y1 } }) => y1 - y0)
    .toSorted((a, b) => a - b);
  return heights[Math.floor(heights.length / 2)];
}

/**
 * How far lines run from the horizontal although the page was straightened, in degrees; 0 if there are none. Lines of a bent sheet, or
 * of one photographed from the side, run in different directions.
 */
export function bentDegrees(blocks: readonly Block[]): number {
  const lines = linesOf(blocks)
    .map((line) => ({ degrees: slopeDegrees(line), characters: charactersOf(line) }))
    .filter(({ characters }) => characters >= lineLengthMin)
    .toSorted((a, b) => a.degrees - b.degrees);
  let rest = flatShare * lines.reduce((sum, { characters }) => sum + characters, 0);
  return lines.find(({ characters }) => (rest -= characters) <= 0)?.degrees ?? 0;
}

function slopeDegrees({ baseline: { x0, y0, x1, y1 } }: Line): number {
  return Math.abs(Math.atan2(y1 - y0, Math.max(1, x1 - x0))) * (180 / Math.PI);
}

const charactersOf = (line: Line): number =>
  sureWords(line).reduce((sum, { text }) => sum + text.length, 0);

const sureWords = ({ words }: Line): Word[] =>
  words.filter(
    ({ text, confidence }) => text.length >= lengthMin && confidence >= confidencePercentMin,
  );
