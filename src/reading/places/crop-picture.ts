import { createCanvas } from "@napi-rs/canvas";
import type { PlaceView } from "#src/domain/place-view.ts";
import type { Box } from "#src/domain/reading.ts";
import type { PagePicture } from "../ocr/page-pictures.ts";
import { fitted } from "../page-image.ts";

/** Longer side of a view, in pixels: of a place, and of a whole page. */
const sidePxMax = { place: 560, page: 480 } as const;
/** What is shown around a box, as a share of the page: its label, and the lines above and below. */
const marginShare = { x: 0.14, y: 0.025 } as const;
const outlinePx = 2;
/** Of the JPEG, percent. */
const quality = 75;

/** The part of a page around a box, the box outlined; the whole page without one. */
export function cropPicture({ sheet, size }: PagePicture, box: Box | undefined): PlaceView {
  const pxPerUnit = sheet.width / size.width;
  const [x0, y0, x1, y1] = box?.map((edge) => edge * pxPerUnit) ?? [];
  const [left, right] = span(x0, x1, sheet.width, marginShare.x * sheet.width);
  const [top, bottom] = span(y0, y1, sheet.height, marginShare.y * sheet.height);
  const [width, height] = [right - left, bottom - top];
  const sidePx = box === undefined ? sidePxMax.page : sidePxMax.place;
  const { scale, widthPx, heightPx } = fitted(
    width,
    height,
    Math.min(sidePx, Math.max(width, height)),
  );
  const view = createCanvas(widthPx, heightPx);
  const context = view.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(sheet, left, top, width, height, 0, 0, widthPx, heightPx);
  if (box !== undefined) {
    const [boxLeft, boxTop] = [((x0 ?? 0) - left) * scale, ((y0 ?? 0) - top) * scale];
    const boxRight = ((x1 ?? 0) - left) * scale;
    const boxBottom = ((y1 ?? 0) - top) * scale;
    context.strokeStyle = "#c2410c";
    context.lineWidth = outlinePx;
    context.strokeRect(boxLeft, boxTop, boxRight - boxLeft, boxBottom - boxTop);
  }
  const jpegBase64 = view.toBuffer("image/jpeg", quality).toString("base64");
  return { kind: "picture", jpegBase64, widthPx, heightPx };
}

/** From and to, in whole pixels of the page and at least one; all of it where the box is not on it. */
function span(
  from: number | undefined,
  to: number | undefined,
  length: number,
  margin: number,
): readonly [number, number] {
  if (from === undefined || to === undefined || to < 0 || from > length) return [0, length];
  const start = Math.max(0, Math.floor(from - margin));
  return [start, Math.max(start + 1, Math.min(length, Math.ceil(to + margin)))];
}
