import { readFile } from "node:fs/promises";
import { createCanvas, loadImage, type SKRSContext2D } from "@napi-rs/canvas";
import type { Evidence } from "#src/domain/evidence.ts";
import { defaultReadingLimits } from "#src/domain/reading-limits.ts";
import { withPage, withPdf } from "#src/reading/pdf/open-pdf.ts";
import { pdfImages } from "#src/reading/pdf/pdf-images.ts";
import { showPng } from "./display.ts";

/** Longer side of the page, in pixels. */
const sidePx = 1_600;
const shownWidthPx = 760;

/** Below this confidence a value is drawn as one to look at: more than one in fifty such values is wrong. */
const sureFrom = 0.98;

/** Space between a value and its box, in pixels. */
const marginPx = 3;

/** Size of the numbers, in pixels. */
const fontPx = 17;

/** A value with the number its box has in the picture; values read from the same place share one. */
export type MarkedValue = { readonly box: number; readonly field: string } & Pick<
  Evidence,
  "text" | "confidence"
>;

/**
 * Draws a page of a PDF with a numbered box around every value that was read from it: green where the reader is sure, orange
 * where a look is worth it.
 *
 * @returns The values, by the numbers in the picture.
 * @throws {RangeError} If there is no such page, or nothing on it.
 */
export async function showEvidence(
  file: string,
  evidence: Readonly<Record<string, Evidence>>,
  pageNumber = 1,
): Promise<MarkedValue[]> {
  const bytes = await readFile(file);
  const { images } = await pdfImages(bytes, { ...defaultReadingLimits, contentSidePxMax: sidePx });
  const image = images.find(({ number }) => number === pageNumber);
  if (image === undefined) throw new RangeError(`${file} shows nothing on page ${pageNumber}`);
  const sheet = createCanvas(image.widthPx, image.heightPx);
  const context = sheet.getContext("2d");
  context.drawImage(await loadImage(Buffer.from(image.pngBase64, "base64")), 0, 0);
  context.font = `bold ${fontPx}px sans-serif`;
  context.textAlign = "right";
  context.lineWidth = 2;
  const scale = image.widthPx / (await widthPtOf(bytes, pageNumber));
  const marked: MarkedValue[] = [];
  const places = Map.groupBy(
    Object.entries(evidence).filter(([, { box, page }]) => box && page === pageNumber),
    ([, { box }]) => JSON.stringify(box),
  );
  for (const [index, [box, values]] of [...places].entries()) {
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = (JSON.parse(box) as number[]).map((pt) => pt * scale);
    const number = index + 1;
    const isSure = values.every(([, { confidence }]) => confidence >= sureFrom);
    context.strokeStyle = isSure ? "#15803d" : "#c2410c";
    const [width, height] = [x1 - x0 + 2 * marginPx, y1 - y0 + 2 * marginPx];
    context.strokeRect(x0 - marginPx, y0 - marginPx, width, height);
    drawNumber(context, number, [x0 - 2 * marginPx, y1]);
    for (const [field, { text, confidence }] of values) {
      marked.push({ box: number, field, text, confidence });
    }
  }
  await showPng(sheet.toBuffer("image/png").toString("base64"), shownWidthPx);
  return marked;
}

/** In the colour of the box, on white: it may stand over print. */
function drawNumber(context: SKRSContext2D, number: number, [x, y]: readonly [number, number]) {
  const text = String(number);
  const { width } = context.measureText(text);
  context.fillStyle = "white";
  context.fillRect(x - width - 2, y - fontPx + 1, width + 4, fontPx);
  context.fillStyle = context.strokeStyle;
  context.fillText(text, x, y - 1);
}

const widthPtOf = async (bytes: Uint8Array, pageNumber: number): Promise<number> =>
  await withPdf(bytes, (pdf) => withPage(pdf, pageNumber, ({ widthPt }) => widthPt));
