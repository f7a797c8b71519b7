import type { Code, Page, Reading } from "#src/domain/reading.ts";
import type { ReadingLimits } from "#src/domain/reading-limits.ts";
import { DocumentRejected } from "#src/errors.ts";
import { readCodes } from "../codes/read-codes.ts";
import { assertWordCount } from "../page-text-amount.ts";
import { type PagePicture, pagePictures } from "./page-pictures.ts";
import { readPicture } from "./read-picture.ts";
import { type OcrLanguage, openTextRecognizer, type TextRecognizer } from "./text-recognizer.ts";

export type RecognizeOptions = {
  readonly limits: ReadingLimits;
  /** Tells the language of pages by their words; undefined if it cannot. */
  readonly languageOf: (pages: readonly Page[]) => string | undefined;
  /** Pages that are wanted, by their number; absent: all. */
  readonly isWanted?: (page: number) => boolean;
};

/** Kept for the next document of the process; ends with it. */
let recognizer: TextRecognizer | undefined;

/**
 * Reads a scan or a photograph by text recognition: its pages as pictures, upright, in the language its first words are in.
 *
 * @throws {DocumentRejected} `document.illegible` if no page has text that can be read, `document.too_large` for a picture above
 *   `limits.imagePixelsMax`, and what opening a PDF throws.
 */
export async function recognizeDocument(
  bytes: Uint8Array,
  { limits, languageOf, isWanted = () => true }: RecognizeOptions,
): Promise<Reading> {
  recognizer ??= openTextRecognizer();
  const pages: Page[] = [];
  const codes: Code[] = [];
  let looked = 0;
  let language: OcrLanguage | undefined;
  for await (const picture of pagePictures(bytes, limits)) {
    looked = picture.number;
    if (!isWanted(looked)) continue;
    codes.push(...(await codesOn(picture)));
    const read = await readPicture(picture, {
      recognizer,
      sidePxMax: limits.ocrSidePxMax,
      language,
      languageOf,
    });
    if (read === undefined) continue;
    language ??= read.language;
    pages.push(read.page);
  }
  if (pages.length === 0) throw illegible();
  assertWordCount(pages, limits);
  return {
    source: "ocr",
    pages,
    ...(looked < limits.ocrPagesMax && { pageCount: looked }),
    ...(codes.length > 0 && { codes }),
    warnings: [],
  };
}

async function codesOn({ number, sheet, pxPerPt }: PagePicture): Promise<Code[]> {
  const codes = await readCodes(sheet);
  return codes.map(({ text, area: [x0, y0, x1, y1] }) => ({
    page: number,
    text,
    ...(pxPerPt !== undefined && {
      box: [x0 / pxPerPt, y0 / pxPerPt, x1 / pxPerPt, y1 / pxPerPt],
    }),
  }));
}

const illegible = (): DocumentRejected =>
  new DocumentRejected(
    "document.illegible",
    "No text could be read in the picture (handwriting, a photograph of something else, too small, blurred, or a bent sheet); ask the sender for the original, or enter it by hand.",
  );
