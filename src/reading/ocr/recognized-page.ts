import type { Box, Page } from "#src/domain/reading.ts";
import { rowsOf } from "../page-rows.ts";
import type { GreyImage } from "./grey-image.ts";
import type { RecognizedWord } from "./join-readings.ts";

type Sheet = {
  /** Number of the page, from 1. */
  readonly number: number;
  readonly image: Pick<GreyImage, "widthPx" | "heightPx">;
  /** Absent if it is not known how large the page is. */
  readonly pxPerPt: number | undefined;
  /** Where the page lies in the file: its size there, and what was done to it. */
  readonly size: { readonly width: number; readonly height: number };
  readonly turnedDegrees: number;
  /** Length in the file of a pixel of the image. */
  readonly lengthOfPx: number;
};

/** Size of running text, in points: what a photographed page is scaled to, because rules for layouts measure in points. */
const usualFontSizePt = 9;

/** Recognised words, in pixels, as a page: in points and rows. */
export function recognizedPage(words: readonly RecognizedWord[], sheet: Sheet): Page {
  const { number, image, size, turnedDegrees, lengthOfPx } = sheet;
  const pxPerPt = sheet.pxPerPt ?? medianFontSizePx(words) / usualFontSizePt;
  const scaled = words.map((word) => ({
    ...word,
    box: word.box.map((edge) => edge / pxPerPt) as unknown as Box,
    fontSize: word.fontSize / pxPerPt,
    confidence: Math.round(word.confidence * 100) / 100,
  }));
  return {
    number,
    widthPt: image.widthPx / pxPerPt,
    heightPt: image.heightPx / pxPerPt,
    rows: rowsOf(scaled),
    sheet: { ...size, turnedDegrees, lengthOfPt: lengthOfPx * pxPerPt },
  };
}

/** Height of the usual line, in pixels; that of legible print if there are no words. */
function medianFontSizePx(words: readonly RecognizedWord[]): number {
  const sizes = words.map(({ fontSize }) => fontSize).toSorted((a, b) => a - b);
  return sizes[Math.floor(sizes.length / 2)] ?? usualFontSizePt;
}
