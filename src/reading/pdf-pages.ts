import type { PDFDocumentProxy, PDFPageProxy } from "pdfjs-dist";
import type { TextItem, TextMarkedContent } from "pdfjs-dist/types/src/display/api.js";
import type { Page, Row } from "#src/domain/reading.ts";
import { DocumentRejected } from "#src/errors.ts";
import { hiddenTextOf } from "./hidden-text.ts";
import { type PlacedWord, rowsOf } from "./page-rows.ts";
import { lettersIn } from "./page-text-amount.ts";
import { type Matrix, type PlacedItem, multiply, placeItem, wordsOf } from "./page-words.ts";

/** Text items of one page; a dense page has about 3,000. */
const itemsPerPageMax = 50_000;

/**
 * The words of every page with their places: points from the top left corner of the page as it is shown, turned pages
 * upright. Text that nobody sees is left out: too small, off the page, and invisible ink where `hidesText` asks for it.
 *
 * @throws {DocumentRejected} `document.too_many_pages` above `limits.pagesMax`, `document.text_too_large` for a page
 *   with more than `itemsPerPageMax` pieces of text.
 */
export async function pdfPages(pdf: PDFDocumentProxy, limits: PageLimits): Promise<Page[]> {
  if (pdf.numPages > limits.pagesMax) {
    const message = `The PDF has ${pdf.numPages} pages, more than the ${limits.pagesMax} allowed: split it`;
    throw new DocumentRejected("document.too_many_pages", message);
  }
  return await firstPdfPages(pdf, limits);
}

type PageLimits = {
  readonly pagesMax: number;
  /** The file prints text that nobody sees, or may; it is left out. */
  readonly hidesText: boolean;
};

/** The same of the first pages only. */
export async function firstPdfPages(
  pdf: PDFDocumentProxy,
  { pagesMax, ...options }: PageLimits,
): Promise<Page[]> {
  const pages: Page[] = [];
  for (let number = 1; number <= Math.min(pdf.numPages, pagesMax); number += 1) {
    const page = await pdf.getPage(number);
    pages.push(await readPage(page, number, options));
    page.cleanup();
  }
  return pages;
}

async function readPage(
  page: PDFPageProxy,
  number: number,
  { hidesText }: Pick<PageLimits, "hidesText">,
): Promise<Page> {
  const viewport = page.getViewport({ scale: 1 });
  const toPage = viewport.transform as unknown as Matrix;
  const all = await textItems(page, number);
  const isHidden = hidesText && all.length > 0 ? await hiddenTextOf(page) : () => false;
  const items = all.filter(({ str }) => str.trim() === "" || !isHidden(str));
  const placed = items.map((item) => placeItem(item, toPage));
  const turns = mainDirection(placed);
  const upright = uprightMatrix(turns, viewport.width, viewport.height);
  const isSideways = turns % 2 === 1;
  const widthPt = isSideways ? viewport.height : viewport.width;
  const heightPt = isSideways ? viewport.width : viewport.height;
  const rows = rowsFrom(placed, turns, upright, [widthPt, heightPt]);
  const hiddenCharacters =
    items.length === all.length ? 0 : charactersOf(all) - charactersOf(items);
  return {
    number,
    widthPt,
    heightPt,
    rows,
    ...(hiddenCharacters > 0 && { hiddenCharacters }),
  };
}

const charactersOf = (items: readonly TextItem[]): number =>
  items.reduce((sum, { str }) => sum + lettersIn(str), 0);

/** Reads page text piece by piece, so that a page that never ends is given up early. */
async function textItems(page: PDFPageProxy, number: number): Promise<TextItem[]> {
  const reader = page.streamTextContent({}).getReader();
  const items: TextItem[] = [];
  for (;;) {
    const { done, value } = (await reader.read()) as {
      done: boolean;
      value: { items: (TextItem | TextMarkedContent)[] };
    };
    if (done) return items;
    for (const item of value.items) if ("str" in item) items.push(item);
    if (items.length > itemsPerPageMax) {
      await reader.cancel(new Error("too much text"));
      const message = `Page ${number} has more than ${itemsPerPageMax} pieces of text: it is no invoice page`;
      throw new DocumentRejected("document.text_too_large", message);
    }
  }
}

/** The direction most characters of the page are written in. */
function mainDirection(placed: readonly (PlacedItem | undefined)[]): 0 | 1 | 2 | 3 {
  const characters: [number, number, number, number] = [0, 0, 0, 0];
  for (const item of placed) {
    if (item !== undefined) characters[item.quarterTurns] += item.item.str.length;
  }
  const most = Math.max(...characters);
  return characters[0] === most ? 0 : (characters.indexOf(most) as 1 | 2 | 3);
}

/** Turns a page whose text runs downwards, backwards or upwards so that it runs to the right. */
function uprightMatrix(turns: 0 | 1 | 2 | 3, width: number, height: number): Matrix {
  const byTurns: readonly [Matrix, Matrix, Matrix, Matrix] = [
    [1, 0, 0, 1, 0, 0],
    [0, -1, 1, 0, 0, width],
    [-1, 0, 0, -1, width, height],
    [0, 1, -1, 0, height, 0],
  ];
  return byTurns[turns];
}

/** Words along the main direction, grouped into rows. Text across it (margin notes, stamps) is no part of any row. */
function rowsFrom(
  placed: readonly (PlacedItem | undefined)[],
  turns: number,
  upright: Matrix,
  [width, height]: readonly [number, number],
): Row[] {
  const words: PlacedWord[] = [];
  let isGlued = false;
  for (const item of placed) {
    if (item === undefined) continue;
    const { str, hasEOL } = item.item;
    if (item.quarterTurns === turns && str.trim() !== "") {
      const turned = { ...item, matrix: multiply(upright, item.matrix) };
      for (const word of wordsOf(turned, isGlued)) {
        const [x0, y0, x1, y1] = word.box;
        if (x1 > 0 && y1 > 0 && x0 < width && y0 < height) words.push(word);
      }
    }
    isGlued = !hasEOL && str !== "" && !/\s$/.test(str);
  }
  return rowsOf(words);
}
