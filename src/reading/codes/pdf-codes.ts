import { loadImage } from "@napi-rs/canvas";
import type { PDFDocumentProxy, PDFPageProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import type { Code } from "#src/domain/reading.ts";
import { whiteSheet } from "../page-image.ts";
import type { Area } from "../printed-area.ts";
import { codePlacesOf } from "./code-places.ts";
import { readCodes } from "./read-codes.ts";

/** Pages that are looked at: the first ones, and the last, where a payment slip is. */
const firstPagesMax = 3;

/** Pixels a point: a code of the smallest print, 0.3 millimetres a square, has three a square. */
const scale = 4;
/** White left around a place: a code needs some to be found. */
const marginPt = 6;

/**
 * The codes that pages of a PDF show as a picture or a drawing. What may be one is drawn by itself, without the rest of the page.
 *
 * @returns None where that fails: the text of the pages is the invoice, and a code only more evidence.
 */
export async function pdfCodes(pdf: PDFDocumentProxy): Promise<Code[]> {
  const codes: Code[] = [];
  try {
    for (const number of pagesLookedAt(pdf.numPages)) {
      const page = await pdf.getPage(number);
      for (const place of await codePlacesOf(page)) {
        codes.push(...(await codesAt(page, place)));
      }
      page.cleanup();
    }
  } catch {
    return codes;
  }
  return codes;
}

/** Shorter and longer bound of the side, in pixels, at which a picture is looked at by itself. */
const lookSidePxMin = 300;
const lookSidePxMax = 900;

/** Whether pictures out of a PDF show a code, or may: one that cannot be decoded by itself may. */
export async function jpegsMayShowCode(jpegs: readonly Uint8Array[]): Promise<boolean> {
  for (const jpeg of jpegs) {
    const picture = await loadImage(jpeg).catch(() => undefined);
    if (picture === undefined) return true;
    const side = Math.min(Math.max(picture.width, lookSidePxMin), lookSidePxMax);
    const margin = Math.ceil(side * marginShare);
    const sheet = whiteSheet(side + 2 * margin, side + 2 * margin);
    sheet.getContext("2d").drawImage(picture, margin, margin, side, side);
    if ((await readCodes(sheet)).length > 0) return true;
  }
  return false;
}
/** White around it, as part of its side: a code needs some to be found. */
const marginShare = 0.1;

/** Page numbers, from 1. */
function pagesLookedAt(pages: number): number[] {
  const first = Array.from({ length: Math.min(pages, firstPagesMax) }, (_, index) => index + 1);
  return pages > firstPagesMax ? [...first, pages] : first;
}

async function codesAt(page: PDFPageProxy, [x0, y0, x1, y1]: Area): Promise<Code[]> {
  const [left, top] = [x0 - marginPt, y0 - marginPt];
  const sheet = whiteSheet(
    Math.ceil((x1 + marginPt - left) * scale),
    Math.ceil((y1 + marginPt - top) * scale),
  );
  const viewport = page.getViewport({ scale, offsetX: -left * scale, offsetY: -top * scale });
  // pdf.js names the browser's type; it asks of it what this one has.
  await page.render({ canvas: sheet as never, viewport, background: "white" }).promise;
  const codes = await readCodes(sheet);
  return codes.map(({ text, area }) => ({
    page: page.pageNumber,
    box: [
      left + area[0] / scale,
      top + area[1] / scale,
      left + area[2] / scale,
      top + area[3] / scale,
    ],
    text,
  }));
}
