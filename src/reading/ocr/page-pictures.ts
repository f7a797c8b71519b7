import { setImmediate } from "node:timers/promises";
import { type Canvas, type Image, loadImage } from "@napi-rs/canvas";
import type { ReadingLimits } from "#src/domain/reading-limits.ts";
import { documentKind } from "../document-kind.ts";
import { type ImageDimensions, imageDimensions } from "../image-dimensions.ts";
import { fitted, whiteSheet } from "../page-image.ts";
import { drawPage } from "../pdf/draw-page.ts";
import { withPdf } from "../pdf/open-pdf.ts";
import { pictureTooLarge } from "../picture-too-large.ts";
import { tiffSheets } from "./tiff-sheets.ts";

/** A page as it was scanned or photographed. */
export type PagePicture = {
  /** From 1. */
  readonly number: number;
  /** Pages of the file, those behind the last one that is looked at too. */
  readonly pageCount: number;
  readonly sheet: Canvas;
  /** Size in the file: of a PDF's page in points, of a picture in its pixels. */
  readonly size: { readonly width: number; readonly height: number };
  /** Pixels a point of the page; absent where the file does not say how large the page is (a photograph). */
  readonly pxPerPt: number | undefined;
  /** What the page shows and was not drawn: a picture of too many pixels. */
  readonly leftOut?: ImageDimensions | undefined;
};

/**
 * The first pages of a document as pictures, one after another: of a PDF drawn, of an image file (JPEG, PNG, WebP, GIF, BMP, TIFF)
 * decoded and turned as its camera noted. None for an image of another kind, nor for a page of a TIFF that cannot be decoded.
 *
 * @throws {DocumentRejected} `document.too_large` above `limits.imagePixelsMax`, before anything is decoded; `document.encrypted` or
 *   `.damaged` for a PDF.
 */
export async function* pagePictures(
  bytes: Uint8Array,
  limits: ReadingLimits,
): AsyncGenerator<PagePicture> {
  if (documentKind(bytes).kind === "pdf") {
    yield* pdfPictures(bytes, limits);
  } else if (isTiff(bytes)) {
    let number = 0;
    for (const { sheet, pageCount } of tiffSheets(bytes, limits)) {
      number += 1;
      if (sheet === undefined) continue;
      yield { number, pageCount, ...fittedSheet(sheet, limits), pxPerPt: undefined };
    }
  } else {
    const image = await decoded(bytes, limits);
    if (image === undefined) return;
    yield { number: 1, pageCount: 1, ...fittedSheet(image, limits), pxPerPt: undefined };
  }
}

async function* pdfPictures(bytes: Uint8Array, limits: ReadingLimits): AsyncGenerator<PagePicture> {
  let number = 0;
  let pageCount = 1;
  // Opened anew for each page: whoever takes the pictures may stop at any of them.
  while (number < Math.min(pageCount, limits.ocrPagesMax)) {
    number += 1;
    yield await withPdf(bytes, (pdf) => {
      ({ pageCount } = pdf);
      const drawn = drawPage(pdf, number, { ...limits, sidePx: limits.ocrSidePxMax });
      return { number, pageCount, ...drawn };
    });
    // The memory of sheets that were given up is freed between turns of the event loop, and nothing else here waits for one.
    await setImmediate();
  }
}

const isTiff = ([first, second]: Uint8Array): boolean =>
  first === second && (first === 0x49 || first === 0x4d);

async function decoded(bytes: Uint8Array, limits: ReadingLimits): Promise<Image | undefined> {
  const dimensions = imageDimensions(bytes);
  if (dimensions === undefined) return undefined;
  if (dimensions.widthPx * dimensions.heightPx > limits.imagePixelsMax) {
    throw pictureTooLarge(dimensions, limits);
  }
  return await loadImage(bytes).catch(() => undefined);
}

/** A picture on white, scaled down to the limit. */
function fittedSheet(
  image: Image | Canvas,
  { ocrSidePxMax }: ReadingLimits,
): Pick<PagePicture, "sheet" | "size"> {
  const { width, height } = image;
  const { widthPx, heightPx } = fitted(
    width,
    height,
    Math.min(ocrSidePxMax, Math.max(width, height)),
  );
  const sheet = whiteSheet(widthPx, heightPx);
  const context = sheet.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, widthPx, heightPx);
  return { sheet, size: { width, height } };
}
