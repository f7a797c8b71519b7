import type { Area } from "./matrix.ts";
import type { PdfPage } from "./open-pdf.ts";
import { differenceMin, type PageObject, pixelsOf } from "./page-objects.ts";

/** Pixels a point at which letters are looked for; large areas are drawn smaller. */
const scaleMax = 2;
/** Pixels of one drawing: a page of A4 whole. */
const pixelsMax = 2_100_000;
/** Pixels of a picture that is drawn for this: a sheet of A4 at 600 dots an inch. What lies under a larger one counts as seen. */
const picturePixelsMax = 40_000_000;
/** `FPDFBitmap_BGRx` */
const bitmapFormat = 3;
const bytesPerPixel = 4;
const white = 0xff_ff_ff_ff;
/** `FPDF_ANNOT`: a stamp may cover text. */
const drawingFlags = 0x01;

/** What of a page is drawn. */
type DrawnParts = {
  readonly objects: readonly PageObject[];
  /** Texts of it, with and without which it is drawn. */
  readonly texts: readonly PageObject[];
  /** Texts that are asked about. */
  readonly asked: readonly PageObject[];
};

/**
 * Draws a page with and without some of its texts, as far as those reach that are asked about.
 *
 * @returns Whether that makes a difference within an area, in points from the top left corner of the page as it is shown.
 */
export function drawnParts(page: PdfPage, parts: DrawnParts): (area: Area) => boolean {
  const frame = frameAround(page, parts.asked);
  const { width, height, scale } = frame;
  const isDifferent = differences(page, parts, frame);
  return ([left, top, right, bottom]) => {
    const [x0, x1] = pixelsWithin((left - frame.left) * scale, (right - frame.left) * scale);
    const [y0, y1] = pixelsWithin((top - frame.top) * scale, (bottom - frame.top) * scale);
    for (let y = Math.max(0, y0); y < Math.min(height, y1); y += 1) {
      const row = isDifferent.subarray(y * width, (y + 1) * width);
      if (row.subarray(Math.max(0, x0), Math.max(0, x1)).includes(1)) return true;
    }
    return false;
  };
}

/** A part of a page that is drawn. */
type Frame = {
  /** Of its corner, in points from that of the page. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Pixels a point. */
  readonly scale: number;
};

/** Around texts, as far as they are on the page. */
function frameAround({ widthPt, heightPt }: PdfPage, texts: readonly PageObject[]): Frame {
  let [left, top, right, bottom] = [widthPt, heightPt, 0, 0];
  for (const { area } of texts) {
    left = Math.max(0, Math.min(left, area[0]));
    top = Math.max(0, Math.min(top, area[1]));
    right = Math.min(widthPt, Math.max(right, area[2]));
    bottom = Math.min(heightPt, Math.max(bottom, area[3]));
  }
  const [across, down] = [Math.max(1, right - left), Math.max(1, bottom - top)];
  const scale = Math.min(scaleMax, Math.sqrt(pixelsMax / (across * down)));
  return { left, top, width: Math.ceil(across * scale), height: Math.ceil(down * scale), scale };
}

/** 1 for each pixel of a frame that texts change, row by row. */
function differences(page: PdfPage, { objects, texts }: DrawnParts, frame: Frame): Uint8Array {
  const { engine } = page;
  const show = (shown: readonly PageObject[], isActive: 0 | 1): void => {
    for (const { handle } of shown) engine.FPDFPageObj_SetIsActive(handle, isActive);
  };
  const large = objects.filter((object) => {
    const [widthPx, heightPx] = pixelsOf(engine, object);
    return widthPx * heightPx > picturePixelsMax;
  });
  const { width, height, scale } = frame;
  const place = [
    Math.round(-frame.left * scale),
    Math.round(-frame.top * scale),
    Math.round(page.widthPt * scale),
    Math.round(page.heightPt * scale),
  ] as const;
  const drawInto = (bitmap: number): void => {
    engine.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, white);
    engine.FPDF_RenderPageBitmap(bitmap, page.handle, ...place, 0, drawingFlags);
  };
  const bitmaps = [1, 2].map(() => engine.FPDFBitmap_CreateEx(width, height, bitmapFormat, 0, 0));
  const [whole = 0, without = 0] = bitmaps;
  try {
    if (whole === 0 || without === 0) throw new Error("no memory to draw a page");
    show(large, 0);
    drawInto(whole);
    show(texts, 0);
    drawInto(without);
    show([...texts, ...large], 1);
    // A word a pixel.
    const pixels = engine.heap().HEAPU32;
    const [one, other] = [whole, without].map(
      (bitmap) => engine.FPDFBitmap_GetBuffer(bitmap) / bytesPerPixel,
    ) as [number, number];
    const isDifferent = new Uint8Array(width * height);
    for (let at = 0; at < isDifferent.length; at += 1) {
      const pixel = pixels[one + at] ?? 0;
      const changed = pixels[other + at] ?? 0;
      if (pixel !== changed && areToldApart(pixel, changed)) isDifferent[at] = 1;
    }
    return isDifferent;
  } finally {
    for (const bitmap of bitmaps) engine.FPDFBitmap_Destroy(bitmap);
  }
}

const areToldApart = (one: number, other: number): boolean =>
  [0, 8, 16].some(
    (part) => Math.abs(((one >> part) & 0xff) - ((other >> part) & 0xff)) >= differenceMin,
  );

/** The pixels that lie wholly between two places, and one at least. */
function pixelsWithin(from: number, to: number): readonly [first: number, end: number] {
  const first = Math.ceil(from);
  const end = Math.floor(to);
  return end > first
    ? [first, end]
    : [Math.floor((from + to) / 2), Math.floor((from + to) / 2) + 1];
}
