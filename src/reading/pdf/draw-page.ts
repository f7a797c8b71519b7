import { type Canvas, createCanvas } from "@napi-rs/canvas";
import type { ImageDimensions } from "../image-dimensions.ts";
import { fitted } from "../page-image.ts";
import type { Area } from "./matrix.ts";
import { type Pdf, type PdfPage, withPage } from "./open-pdf.ts";
import { objectsOn, type PageObject, pixelsOf } from "./page-objects.ts";

/** With an alpha channel. */
const bitmapAlpha = 1;
const white = 0xff_ff_ff_ff;
/** `FPDF_ANNOT`, with stamps and the like, and `FPDF_REVERSE_BYTE_ORDER`, as a canvas has it. */
const drawingFlags = 0x01 | 0x10;
/** `FPDF_RENDER_NO_SMOOTHIMAGE` */
const unsmoothedFlag = 0x20_00;
/** `FORMTYPE_NONE` */
const noForm = 0;

export type DrawOptions = {
  /** In points from the top left corner of the page as it is shown. */
  readonly area: Area;
  /** Pixels a point. */
  readonly scale: number;
  /** Pictures with more pixels are left out. */
  readonly imagePixelsMax: number;
};

/** A page drawn whole. */
export type DrawnPage = {
  readonly sheet: Canvas;
  /** Of the page as it is shown, in points. */
  readonly size: { readonly width: number; readonly height: number };
  readonly pxPerPt: number;
  /** A picture on it that has too many pixels, and is not drawn. */
  readonly leftOut: ImageDimensions | undefined;
};

/** Draws a page with a longer side of `sidePx`. */
export const drawPage = (
  pdf: Pdf,
  number: number,
  { sidePx, imagePixelsMax }: { readonly sidePx: number; readonly imagePixelsMax: number },
): DrawnPage =>
  withPage(pdf, number, (page) => {
    const { widthPt: width, heightPt: height } = page;
    const { scale } = fitted(width, height, sidePx);
    const sheet = drawArea(page, { area: [0, 0, width, height], scale, imagePixelsMax });
    const large = objectsOn(page).find((object) => isTooLarge(page, object, { imagePixelsMax }));
    const leftOut = large && dimensionsOf(page, large);
    return { sheet, size: { width, height }, pxPerPt: scale, leftOut };
  });

/** Draws an area of a page on white. */
export function drawArea(page: PdfPage, options: DrawOptions): Canvas {
  const { engine } = page;
  const {
    area: [left, top, right, bottom],
    scale,
  } = options;
  const objects = objectsOn(page);
  leaveOutLargePictures(page, objects, options);
  const flags = enlargesPicture(page, objects, options)
    ? drawingFlags | unsmoothedFlag
    : drawingFlags;
  const width = Math.max(1, Math.round((right - left) * scale));
  const height = Math.max(1, Math.round((bottom - top) * scale));
  const bitmap = engine.FPDFBitmap_Create(width, height, bitmapAlpha);
  if (bitmap === 0) throw new Error("no memory to draw a page");
  try {
    engine.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, white);
    const [x, y] = [Math.round(-left * scale), Math.round(-top * scale)];
    const [pageWidth, pageHeight] = [page.widthPt * scale, page.heightPt * scale].map(Math.round);
    const place = [x, y, pageWidth ?? width, pageHeight ?? height, 0] as const;
    engine.FPDF_RenderPageBitmap(bitmap, page.handle, ...place, flags);
    drawFields(page, (form) => {
      engine.FPDF_FFLDraw(form, bitmap, page.handle, ...place, flags);
    });
    const sheet = createCanvas(width, height);
    const context = sheet.getContext("2d");
    const pixels = context.createImageData(width, height);
    const start = engine.FPDFBitmap_GetBuffer(bitmap);
    pixels.data.set(engine.heap().HEAPU8.subarray(start, start + pixels.data.length));
    context.putImageData(pixels, 0, 0);
    return sheet;
  } finally {
    engine.FPDFBitmap_Destroy(bitmap);
  }
}

function leaveOutLargePictures(
  page: PdfPage,
  objects: readonly PageObject[],
  options: DrawOptions,
): void {
  for (const object of objects) {
    if (isTooLarge(page, object, options)) page.engine.FPDFPageObj_SetIsActive(object.handle, 0);
  }
}

function isTooLarge(
  page: PdfPage,
  object: PageObject,
  { imagePixelsMax }: Pick<DrawOptions, "imagePixelsMax">,
): boolean {
  const { widthPx, heightPx } = dimensionsOf(page, object);
  return widthPx * heightPx > imagePixelsMax;
}

function dimensionsOf({ engine }: PdfPage, object: PageObject): ImageDimensions {
  const [widthPx, heightPx] = pixelsOf(engine, object);
  return { widthPx, heightPx };
}

/** True if the largest picture is drawn with more pixels than it has: smoothed, a scan is read less well. */
function enlargesPicture(
  { engine }: PdfPage,
  objects: readonly PageObject[],
  { scale }: DrawOptions,
): boolean {
  let largestPt = 0;
  let isEnlarged = false;
  for (const object of objects) {
    const [width, height] = pixelsOf(engine, object);
    const [x0, y0, x1, y1] = object.area;
    const sidePt = Math.max(x1 - x0, y1 - y0);
    if (width === 0 || sidePt <= largestPt) continue;
    largestPt = sidePt;
    isEnlarged = Math.max(width, height) < sidePt * scale;
  }
  return isEnlarged;
}

/** Has `draw` draw what the fields of a form are filled in with; the engine takes them for no part of the page. */
function drawFields({ engine, document, handle }: PdfPage, draw: (form: number) => void): void {
  if (engine.FPDF_GetFormType(document) === noForm) return;
  const info = engine.PDFiumExt_OpenFormFillInfo();
  const form = engine.PDFiumExt_InitFormFillEnvironment(document, info);
  engine.FORM_OnAfterLoadPage(handle, form);
  draw(form);
  engine.FORM_OnBeforeClosePage(handle, form);
  engine.PDFiumExt_ExitFormFillEnvironment(form);
  engine.PDFiumExt_CloseFormFillInfo(info);
}
