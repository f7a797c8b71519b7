import type { PageImage } from "#src/domain/reading.ts";
import type { ReadingLimits } from "#src/domain/reading-limits.ts";
import { pageImage } from "../page-image.ts";
import { drawPage } from "./draw-page.ts";
import { withPdf } from "./open-pdf.ts";

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
  return await withPdf(bytes, (pdf) => {
    const numbers = pagesShown(pdf.pageCount, limits.contentPagesMax);
    const images = numbers.flatMap((number) => {
      const { sheet } = drawPage(pdf, number, { ...limits, sidePx: limits.contentSidePxMax });
      return pageImage(sheet, number) ?? [];
    });
    return { images, pagesLeftOut: pdf.pageCount - numbers.length };
  });
}

/** Page numbers, from 1. */
function pagesShown(pages: number, pagesMax: number): number[] {
  const first = Array.from({ length: Math.min(pages, pagesMax) }, (_, index) => index + 1);
  return pages <= pagesMax ? first : [...first.slice(0, -1), pages];
}
