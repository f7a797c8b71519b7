import type { Reading } from "#src/domain/reading.ts";
import { recognizePages, type RecognizeOptions } from "./recognize-document.ts";

/**
 * Reads the pages of a PDF that are pictures among others with text, and puts them in their places. What is illegible, or further back
 * than `limits.ocrPagesMax`, stays a picture.
 *
 * @returns Also which pages were recognised: none where the pictures have no text.
 * @throws {DocumentRejected} As `recognizePages`.
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
  const pictures = await recognizePages(bytes, {
    ...options,
    isWanted: (page) => unread.has(page),
  });
  const found = new Map(pictures.pages.map((page) => [page.number, page]));
  const codes = [...(reading.codes ?? []), ...pictures.codes];
  const pages = reading.pages.map((page) => {
    const { isPicture: _isPicture, ...looked } = page;
    const isRead = unread.has(page.number) && !pictures.unread.includes(page.number);
    return found.get(page.number) ?? (isRead ? looked : page);
  });
  return {
    reading: { ...reading, pages, ...(codes.length > 0 && { codes }) },
    recognized: [...found.keys()],
  };
}
