import type { DocumentContent, Reading } from "#src/domain/reading.ts";
import type { ReadingLimits } from "#src/domain/reading-limits.ts";
import { DocumentRejected } from "#src/errors.ts";
import { documentKind } from "./document-kind.ts";
import { assertWordCount } from "./page-text-amount.ts";
import { readDocument, type ReadDocumentOptions } from "./read-document.ts";

/**
 * What a model is shown of a document: the words it is drafted from or, where it needs text recognition, its pages as
 * pictures.
 *
 * @throws {DocumentRejected} As `readDocument`; `document.unsupported` for an e-invoice, `document.text_too_large` above
 *   `limits.contentWordsMax`, `document.too_large` for a picture above `limits.imagePixelsMax`, and `document.needs_ocr`
 *   for a picture that cannot be drawn or shows nothing.
 */
export async function readContent(
  bytes: Uint8Array,
  options: ReadDocumentOptions,
): Promise<DocumentContent> {
  try {
    return textContent(await readDocument(bytes, options), options.limits);
  } catch (error) {
    if (!(error instanceof DocumentRejected) || error.code !== "document.needs_ocr") throw error;
    const { images, pagesLeftOut } = await imagesOf(bytes, options.limits);
    if (images.length === 0) throw error;
    return { kind: "image", images, ...(pagesLeftOut > 0 && { pagesLeftOut }) };
  }
}

function textContent({ eInvoice, pages }: Reading, limits: ReadingLimits): DocumentContent {
  if (eInvoice !== undefined) {
    throw new DocumentRejected(
      "document.unsupported",
      "The document is an e-invoice: its values are read exactly from XML, and no model is shown it.",
    );
  }
  assertWordCount(pages, { wordsMax: limits.contentWordsMax });
  return { kind: "text", pages };
}

/** What draws is loaded here, on demand: drafting does without it. */
async function imagesOf(bytes: Uint8Array, limits: ReadingLimits) {
  if (documentKind(bytes).kind === "pdf") {
    const { pdfImages } = await import("./pdf/pdf-images.ts");
    return await pdfImages(bytes, limits);
  }
  const { imagePage } = await import("./image-page.ts");
  const image = await imagePage(bytes, limits);
  return { images: image === undefined ? [] : [image], pagesLeftOut: 0 };
}
