import type { PageRange } from "#src/domain/document.ts";
import type { DocumentContent, Reading } from "#src/domain/reading.ts";

/** The reading of some pages of a file, which keep their numbers; of all where no part is meant. */
export function partOfReading(reading: Reading, part: PageRange | undefined): Reading {
  if (part === undefined) return reading;
  const { pages, codes } = reading;
  return {
    ...reading,
    pages: pages.filter(({ number }) => isIn(part, number)),
    ...(codes && { codes: codes.filter(({ page }) => isIn(part, page)) }),
  };
}

/** What a model is shown of some pages of a file; of all where no part is meant. */
export function partOfContent(
  content: DocumentContent,
  part: PageRange | undefined,
): DocumentContent {
  if (part === undefined) return content;
  return content.kind === "text"
    ? { ...content, pages: content.pages.filter(({ number }) => isIn(part, number)) }
    : { ...content, images: content.images.filter(({ number }) => isIn(part, number)) };
}

/** Whether a page is one of these; all are where no part is meant. */
export const isInPart = (part: PageRange | undefined, page: number): boolean =>
  part === undefined || isIn(part, page);

const isIn = ({ first, last }: PageRange, page: number): boolean => page >= first && page <= last;
