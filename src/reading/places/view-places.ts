import type { PlaceView, WantedPlace } from "#src/domain/place-view.ts";
import type { Page } from "#src/domain/reading.ts";
import type { ReadingLimits } from "#src/domain/reading-limits.ts";
import { DocumentRejected } from "#src/errors.ts";
import { documentKind } from "../document-kind.ts";
import { pagePictures } from "../ocr/page-pictures.ts";
import { readDocument } from "../read-document.ts";
import { cropPicture } from "./crop-picture.ts";
import { findPrinted } from "./find-printed.ts";

/** Lines of plain text above and below the one that is shown, and of a page of which none is. */
const linesAround = 2;
const linesOfPage = 12;
/** Characters of one line shown. */
const lineCharactersMax = 120;

/**
 * Views of places of a document: of a PDF or an image parts of its pages as pictures, of plain text its lines. A value without a
 * box is looked for among the words; a picture has none, so its whole page is shown.
 *
 * @returns As `PlaceViewer.viewPlaces`.
 * @throws {DocumentRejected} As `readDocument` and `pagePictures`, but for `document.needs_ocr`.
 */
export async function viewPlaces(
  bytes: Uint8Array,
  places: readonly WantedPlace[],
  limits: ReadingLimits,
): Promise<readonly (PlaceView | undefined)[]> {
  const pages = await wordsOf(bytes, limits);
  const located = places.map((place) => locate(place, pages));
  if (documentKind(bytes).kind === "text") return located.map((place) => viewLines(place, pages));
  const views: (PlaceView | undefined)[] = places.map(() => undefined);
  const last = Math.max(0, ...located.map(({ page }) => page));
  const size = { ...limits, ocrSidePxMax: limits.contentSidePxMax };
  for await (const picture of pagePictures(bytes, size)) {
    for (const [index, { page, box }] of located.entries()) {
      if (page === picture.number) views[index] = cropPicture(picture, box);
    }
    if (picture.number >= last) break;
  }
  return views;
}

/** None of a document that is pictures. */
async function wordsOf(bytes: Uint8Array, limits: ReadingLimits): Promise<readonly Page[]> {
  try {
    return (await readDocument(bytes, { ignoreEmbeddedXml: true, limits })).pages;
  } catch (error) {
    if (error instanceof DocumentRejected && error.code === "document.needs_ocr") return [];
    throw error;
  }
}

type Located = { readonly page: number; readonly box: WantedPlace["box"] };

function locate({ page = 1, box, text }: WantedPlace, pages: readonly Page[]): Located {
  const found = box === undefined && text !== undefined ? findPrinted(pages, text) : undefined;
  return found ?? { page, box };
}

function viewLines({ page: number, box }: Located, pages: readonly Page[]): PlaceView | undefined {
  const page = pages.find((candidate) => candidate.number === number);
  if (page === undefined) return undefined;
  const lines = page.rows.map(({ words }) => words.map(({ text }) => text).join(" "));
  const at = page.rows.findIndex(({ words }) => words.some((word) => word.box[1] === box?.[1]));
  const shown =
    at < 0
      ? lines.slice(0, linesOfPage)
      : lines.slice(Math.max(0, at - linesAround), at + linesAround + 1);
  return { kind: "lines", lines: shown.map((line) => line.slice(0, lineCharactersMax)) };
}
