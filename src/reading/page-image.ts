import { createCanvas, type Canvas } from "@napi-rs/canvas";
import type { PageImage } from "#src/domain/reading.ts";

/** Size of the picture, in pixels, of something `width` by `height` whose longer side is to be `sidePx`. */
export function fitted(width: number, height: number, sidePx: number) {
  const scale = sidePx / Math.max(width, height);
  const side = (length: number): number => Math.max(1, Math.round(length * scale));
  return { scale, widthPx: side(width), heightPx: side(height) };
}

/** A white sheet to draw a page on. */
export function whiteSheet(widthPx: number, heightPx: number): Canvas {
  const sheet = createCanvas(widthPx, heightPx);
  const context = sheet.getContext("2d");
  context.fillStyle = "white";
  context.fillRect(0, 0, widthPx, heightPx);
  return sheet;
}

/** The sheet as a page; undefined if it is all white, because a model shown nothing makes something up. */
export function pageImage(sheet: Canvas, number: number): PageImage | undefined {
  const { width: widthPx, height: heightPx } = sheet;
  const { data } = sheet.getContext("2d").getImageData(0, 0, widthPx, heightPx);
  if (data.every((value) => value === 255)) return undefined;
  const pngBase64 = sheet.toBuffer("image/png").toString("base64");
  return { number, pngBase64, widthPx, heightPx };
}
