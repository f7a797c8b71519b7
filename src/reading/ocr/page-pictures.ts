import { loadImage, type Canvas } from "@napi-rs/canvas";
import type { ReadingLimits } from "#src/domain/reading-limits.ts";
import { DocumentRejected } from "#src/errors.ts";
import { documentKind } from "../document-kind.ts";
import { imageDimensions } from "../image-dimensions.ts";
import { openPdf } from "../open-pdf.ts";
import { fitted, whiteSheet } from "../page-image.ts";

/** A page as it was scanned or photographed. */
export type PagePicture = {
  /** From 1. */
  readonly number: number;
  readonly sheet: Canvas;
  /** Pixels a point of the page; absent where the file does not say how large the page is (a photograph). */
  readonly pxPerPt: number | undefined;
};

export async function* pagePictures(
  bytes: Uint8Array,
  limits: ReadingLimits,
): AsyncGenerator<PagePicture> {
  if (documentKind(bytes).kind === "pdf") yield* pdfPictures(bytes, limits);
  else yield* imagePictures(bytes, limits);
}

async function* pdfPictures(bytes: Uint8Array, limits: ReadingLimits): AsyncGenerator<PagePicture> {
  const pdf = await openPdf(bytes, { imagePixelsMax: limits.imagePixelsMax });
  try {
    for (let number = 1; number <= Math.min(pdf.numPages, limits.ocrPagesMax); number += 1) {
      const page = await pdf.getPage(number);
      const { width, height } = page.getViewport({ scale: 1 });
      const { scale, widthPx, heightPx } = fitted(width, height, limits.ocrSidePxMax);
      const sheet = whiteSheet(widthPx, heightPx);
      await page.render({
        canvas: sheet as never,
        viewport: page.getViewport({ scale }),
        background: "white",
      }).promise;
      page.cleanup();
      yield { number, sheet, pxPerPt: scale };
    }
  } finally {
    await pdf.loadingTask.destroy();
  }
}

async function* imagePictures(
  bytes: Uint8Array,
  limits: ReadingLimits,
): AsyncGenerator<PagePicture> {
  const dimensions = imageDimensions(bytes);
  if (dimensions === undefined) return;
  const { widthPx, heightPx } = dimensions;
  if (widthPx * heightPx > limits.imagePixelsMax) {
    throw new DocumentRejected(
      "document.too_large",
      `The image has ${widthPx} x ${heightPx} pixels, more than the ${limits.imagePixelsMax} allowed; scale it down or ask the sender for a smaller one.`,
    );
  }
  const image = await loadImage(bytes).catch(() => undefined);
  if (image === undefined) return;
  const { width, height } = image;
  const size = fitted(width, height, Math.min(limits.ocrSidePxMax, Math.max(width, height)));
  const sheet = whiteSheet(size.widthPx, size.heightPx);
  const context = sheet.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, size.widthPx, size.heightPx);
  yield { number: 1, sheet, pxPerPt: undefined };
}
