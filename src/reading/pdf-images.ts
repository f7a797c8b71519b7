import type { PDFDocumentProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import type { PageImage } from "#src/domain/reading.ts";
import type { ReadingLimits } from "#src/domain/reading-limits.ts";
import { DocumentRejected } from "#src/errors.ts";
import { damagedPdf, openPdf } from "./open-pdf.ts";
import { fitted, pageImage, whiteSheet } from "./page-image.ts";

/**
 * Draws the pages of a PDF, upright and with the longer side as long as the limit says. Of more than `limits.contentPagesMax` the
 * first ones and the last are drawn, where totals stand. Pages that show nothing are left out.
 *
 * @throws {DocumentRejected} `document.encrypted` or `document.damaged`.
 */
export async function pdfImages(
  bytes: Uint8Array,
  limits: ReadingLimits,
): Promise<{ readonly images: PageImage[]; readonly pagesLeftOut: number }> {
  const pdf = await openPdf(bytes, { imagePixelsMax: limits.imagePixelsMax });
  try {
    const images: PageImage[] = [];
    const numbers = pagesShown(pdf.numPages, limits.contentPagesMax);
    for (const number of numbers) {
      const image = await drawnPage(pdf, number, limits);
      if (image !== undefined) images.push(image);
    }
    return { images, pagesLeftOut: pdf.numPages - numbers.length };
  } catch (cause) {
    throw cause instanceof DocumentRejected ? cause : damagedPdf(cause);
  } finally {
    await pdf.loadingTask.destroy();
  }
}

/** Page numbers, from 1. */
function pagesShown(pages: number, pagesMax: number): number[] {
  const first = Array.from({ length: Math.min(pages, pagesMax) }, (_, index) => index + 1);
  return pages <= pagesMax ? first : [...first.slice(0, -1), pages];
}

async function drawnPage(pdf: PDFDocumentProxy, number: number, limits: ReadingLimits) {
  const page = await pdf.getPage(number);
  const { width, height } = page.getViewport({ scale: 1 });
  const { scale, widthPx, heightPx } = fitted(width, height, limits.contentSidePxMax);
  const sheet = whiteSheet(widthPx, heightPx);
  const viewport = page.getViewport({ scale });
  // pdf.js names the browser's type; it asks of it what this one has.
  const canvas = sheet as never;
  await page.render({ canvas, viewport, background: "white" }).promise;
  page.cleanup();
  return pageImage(sheet, number);
}
