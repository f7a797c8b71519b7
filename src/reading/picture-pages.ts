import type { PDFDocumentProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import type { Page, Row } from "#src/domain/reading.ts";
import { lettersIn } from "./page-text-amount.ts";
import { pictureCover } from "./picture-cover.ts";

/** Letters and digits that a stamp, a scanner or an archive prints over a scan at most. */
const stampCharactersMax = 80;
/** A picture this large, as part of the page, is what the page shows; a smaller one is a logo beside the text. */
const scanCoverMin = 0.5;

/** Pages with so little text that are looked at, which takes up to a second each; further ones of a file with pictures count as such. */
const lookedAtMax = 10;

/**
 * Tells which pages are pictures: those without text that show any, and those whose text is no more than a stamp on one.
 *
 * @param options.hasPictures - Such pages may show one.
 * @param options.missesPictures - Pictures were left out for their size: a page without text may show one.
 */
export async function withPicturePages(
  pdf: PDFDocumentProxy,
  pages: readonly Page[],
  {
    hasPictures,
    missesPictures,
  }: { readonly hasPictures: boolean; readonly missesPictures: boolean },
): Promise<Page[]> {
  const sparse = pages.filter(({ rows }) => charactersIn(rows) <= stampCharactersMax);
  const pictures = new Set(hasPictures ? sparse.slice(lookedAtMax) : []);
  const isAllStamped = sparse.length === pages.length && pages.every(({ rows }) => rows.length > 0);
  for (const page of sparse.slice(0, lookedAtMax)) {
    const mayBe = page.rows.length === 0 && missesPictures;
    if (mayBe || (await isScan(pdf, page))) pictures.add(page);
    // What begins with a stamped scan and has nothing but stamps is one scan.
    if (isAllStamped && page === pages[0] && pictures.has(page)) return pages.map(asPicture);
  }
  return pages.map((page) => (pictures.has(page) ? asPicture(page) : page));
}

const asPicture = (page: Page): Page => ({ ...page, isPicture: true });

async function isScan(pdf: PDFDocumentProxy, { number, rows }: Page): Promise<boolean> {
  const page = await pdf.getPage(number);
  const cover = await pictureCover(page);
  page.cleanup();
  return cover !== undefined && (rows.length === 0 || cover >= scanCoverMin);
}

const charactersIn = (rows: readonly Row[]): number =>
  rows.flatMap(({ words }) => words).reduce((sum, { text }) => sum + lettersIn(text), 0);
