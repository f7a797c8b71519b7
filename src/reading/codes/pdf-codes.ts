import type { Canvas } from "@napi-rs/canvas";
import type { Code } from "#src/domain/reading.ts";
import type { ReadingLimits } from "#src/domain/reading-limits.ts";
import { drawArea } from "../pdf/draw-page.ts";
import type { Area } from "../pdf/matrix.ts";
import { type Pdf, withPage } from "../pdf/open-pdf.ts";
import { dropPdfium } from "../pdf/pdfium.ts";
import type { CodePlaces } from "./code-places.ts";
import { rememberPlain } from "./plain-pictures.ts";
import { readCodes } from "./read-codes.ts";

/** Pixels a point: a code of the smallest print, 0.3 millimetres a square, has three a square. */
const scale = 4;
/** White left around a place: a code needs some to be found. */
const marginPt = 6;

/**
 * The codes that pages of a PDF show as a picture or a drawing.
 *
 * @returns None where that fails: the text of the pages is the invoice, and a code only more evidence.
 */
export async function pdfCodes(
  pdf: Pdf,
  pages: readonly CodePlaces[],
  { imagePixelsMax }: Pick<ReadingLimits, "imagePixelsMax">,
): Promise<Code[]> {
  const codes: Code[] = [];
  try {
    for (const { page, codePlaces } of pages) {
      for (const { area: place, picture } of codePlaces) {
        const area = withMargin(place);
        const sheet = withPage(pdf, page.number, (opened) =>
          drawArea(opened, { area, scale, imagePixelsMax }),
        );
        const found = await codesOn(sheet, page.number, area);
        codes.push(...found);
        if (found.length === 0 && picture !== undefined) rememberPlain(picture);
      }
    }
  } catch {
    dropPdfium();
  }
  return codes;
}

const withMargin = ([x0, y0, x1, y1]: Area): Area => [
  x0 - marginPt,
  y0 - marginPt,
  x1 + marginPt,
  y1 + marginPt,
];

async function codesOn(sheet: Canvas, page: number, [left, top]: Area): Promise<Code[]> {
  const codes = await readCodes(sheet);
  return codes.map(({ text, area: [x0, y0, x1, y1] }) => ({
    page,
    box: [left + x0 / scale, top + y0 / scale, left + x1 / scale, top + y1 / scale],
    text,
  }));
}
