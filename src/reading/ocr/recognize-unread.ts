import type { Reading } from "#src/domain/reading.ts";
import { DocumentRejected } from "#src/errors.ts";
import { recognizeDocument, type RecognizeOptions } from "./recognize-document.ts";

/**
 * Reads the pages of a PDF that are pictures among others with text, and puts them in their places. Pages further back than
 * `limits.ocrPagesMax` stay unread.
 *
 * @returns Also which pages were recognised: none where the pictures have no text.
 * @throws {DocumentRejected} As `recognizeDocument`, but for pictures without text.
 */
export async function recognizeUnread(
  bytes: Uint8Array,
  reading: Reading,
  options: Omit<RecognizeOptions, "isWanted">,
): Promise<{ readonly reading: Reading; readonly recognized: readonly number[] }> {
  const { ocrPagesMax } = options.limits;
  const unread = new Set(
    reading.pages.flatMap(({ isPicture, number }) =>
      isPicture === true && number <= ocrPagesMax ? [number] : [],
    ),
  );
  const isWanted = (page: number): boolean => unread.has(page);
  const pictures = await textOfPictures(bytes, { ...options, isWanted });
  const found = new Map(pictures.pages.map((page) => [page.number, page]));
  const codes = [...(reading.codes ?? []), ...(pictures.codes ?? [])];
  const pages = reading.pages.map((page) => {
    const { isPicture: _isPicture, ...looked } = page;
    return found.get(page.number) ?? (unread.has(page.number) ? looked : page);
  });
  return {
    reading: { ...reading, pages, ...(codes.length > 0 && { codes }) },
    recognized: [...found.keys()],
  };
}

async function textOfPictures(
  bytes: Uint8Array,
  options: RecognizeOptions,
): Promise<Pick<Reading, "pages" | "codes">> {
  try {
    return await recognizeDocument(bytes, options);
  } catch (error) {
    if (error instanceof DocumentRejected && error.code === "document.illegible") {
      return { pages: [] };
    }
    throw error;
  }
}
