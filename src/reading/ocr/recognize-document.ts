import type { Code, Page, Reading, ReadingWarning } from "#src/domain/reading.ts";
import type { ReadingLimits } from "#src/domain/reading-limits.ts";
import { DocumentRejected } from "#src/errors.ts";
import { readCodes } from "../codes/read-codes.ts";
import type { ImageDimensions } from "../image-dimensions.ts";
import { assertWordCount } from "../page-text-amount.ts";
import { pictureTooLarge } from "../picture-too-large.ts";
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

/** What text recognition made of pages. */
export type RecognizedPages = {
  readonly pages: readonly Page[];
  readonly codes: readonly Code[];
  /** Pages that were wanted and say something that was not read, by their number: illegible or incomplete ones, and those too far back. */
  readonly unread: readonly number[];
  /** A picture on one of them that has too many pixels, and was not looked at. */
  readonly leftOut: ImageDimensions | undefined;
  /** Pages of the file. */
  readonly pageCount: number;
};

/** Kept for the next document of the process; ends with it. */
let recognizer: TextRecognizer | undefined;

/**
 * Reads a scan or a photograph by text recognition.
 *
 * @throws {DocumentRejected} `document.illegible` if no page has text that can be read, `document.too_large` if that is for a picture
 *   above `limits.imagePixelsMax`, and as `recognizePages`.
 */
export async function recognizeDocument(
  bytes: Uint8Array,
  options: RecognizeOptions,
): Promise<Reading> {
  const { pages, codes, unread, leftOut, pageCount } = await recognizePages(bytes, options);
  if (pages.length === 0) throw leftOut ? pictureTooLarge(leftOut, options.limits) : illegible();
  return {
    source: "ocr",
    pages,
    ...(pageCount <= options.limits.ocrPagesMax && { pageCount }),
    ...(codes.length > 0 && { codes }),
    warnings: unread.length === 0 ? [] : [unreadWarning(unread)],
  };
}

/**
 * Reads pages as pictures, upright, in the language the first words are in, the first `limits.ocrPagesMax` of a file.
 *
 * @throws {DocumentRejected} `document.too_large` for a picture above `limits.imagePixelsMax`, `document.text_too_large`, and what
 *   opening a PDF throws.
 */
export async function recognizePages(
  bytes: Uint8Array,
  { limits, languageOf, isWanted = () => true }: RecognizeOptions,
): Promise<RecognizedPages> {
  recognizer ??= openTextRecognizer();
  const pages: Page[] = [];
  const codes: Code[] = [];
  const looked = new Set<number>();
  let pageCount = 0;
  let leftOut: ImageDimensions | undefined;
  let language: OcrLanguage | undefined;
  for await (const picture of pagePictures(bytes, limits)) {
    ({ pageCount } = picture);
    if (!isWanted(picture.number)) continue;
    leftOut ??= picture.leftOut;
    codes.push(...(await codesOn(picture)));
    const read = await readPicture(picture, {
      recognizer,
      sidePxMax: limits.ocrSidePxMax,
      language,
      languageOf,
    });
    if (read === "illegible") continue;
    if (picture.leftOut === undefined) looked.add(picture.number);
    if (read === "blank") continue;
    language ??= read.language;
    pages.push(read.page);
  }
  assertWordCount(pages, limits);
  const numbers = Array.from({ length: pageCount }, (_, index) => index + 1);
  const unread = numbers.filter((number) => isWanted(number) && !looked.has(number));
  return { pages, codes, unread, leftOut, pageCount };
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

/** Pages named in a warning; of more the first ones. */
const pagesNamedMax = 10;

/** What such a page says is not in the draft; it may be a second invoice. */
function unreadWarning(pages: readonly number[]): ReadingWarning {
  const named = pages.slice(0, pagesNamedMax).join(", ");
  const others = pages.length > pagesNamedMax ? ` and ${pages.length - pagesNamedMax} more` : "";
  const message = `Page ${named}${others} was not read, because it is illegible or further back than is recognised: look at it.`;
  return { rule: "DOCUMENT-PAGES-UNREAD", message };
}

const illegible = (): DocumentRejected =>
  new DocumentRejected(
    "document.illegible",
    "No text could be read in the picture (handwriting, a photograph of something else, too small, blurred, or a bent sheet); ask the sender for the original, or enter it by hand.",
  );
