import type { Page, Reading, ReadingWarning } from "#src/domain/reading.ts";
import type { ReadingLimits } from "#src/domain/reading-limits.ts";
import { DocumentRejected } from "#src/errors.ts";
import { byteCharacters } from "./decode-text.ts";
import { mayShowCodes } from "./codes/code-places.ts";
import { assertWordCount, hasUsableText } from "./page-text-amount.ts";
import { embeddedInvoice } from "./pdf/embedded-invoice.ts";
import { damagedPdf, type Pdf, withPdf } from "./pdf/open-pdf.ts";
import { type ReadPage, readPages } from "./pdf/pdf-pages.ts";
import { dropPdfium } from "./pdf/pdfium.ts";
import { withPicturePages } from "./pdf/picture-pages.ts";

type ReadPdfOptions = {
  readonly ignoreEmbeddedXml: boolean;
  readonly limits: ReadingLimits;
};

/**
 * Reads the e-invoice embedded in a PDF (Factur-X, ZUGFeRD, XRechnung) or, without one, its pages.
 *
 * @throws {DocumentRejected} `document.encrypted`, `.damaged`, `.needs_ocr`, `.too_many_pages`, `.not_an_invoice`.
 */
export async function readPdf(bytes: Uint8Array, options: ReadPdfOptions): Promise<Reading> {
  return await withPdf(bytes, async (pdf) => await readOpenPdf(pdf, bytes, options));
}

async function readOpenPdf(
  pdf: Pdf,
  bytes: Uint8Array,
  { ignoreEmbeddedXml, limits }: ReadPdfOptions,
): Promise<Reading> {
  const warnings = isCutOff(bytes) ? [cutOff] : [];
  const embedded = ignoreEmbeddedXml ? { warnings: [] } : embeddedInvoice(pdf, limits);
  const allWarnings = [...warnings, ...embedded.warnings];
  if (embedded.eInvoice !== undefined) {
    const read = pagesToCompare(pdf);
    return {
      source: "facturx",
      eInvoice: embedded.eInvoice,
      pages: read.map(({ page }) => page),
      ...(await codesOn(pdf, read, limits)),
      warnings: allWarnings,
    };
  }
  if (pdf.pageCount > limits.pagesMax) {
    throw new DocumentRejected(
      "document.too_many_pages",
      `The PDF has ${pdf.pageCount} pages, more than the ${limits.pagesMax} allowed; ask the sender for the invoice alone.`,
    );
  }
  const read = readPages(pdf, limits.pagesMax);
  if (read.length === 0) throw damagedPdf(new Error("no pages"));
  const pages = withPicturePages(read);
  assertWordCount(pages, limits);
  if (!hasUsableText(pages)) {
    if (warnings.includes(cutOff)) throw damagedPdf(new Error("no text, and no end mark"));
    throw new DocumentRejected(
      "document.needs_ocr",
      "The PDF is a scan: its pages are pictures without text. It needs text recognition (OCR), or ask the sender for the original.",
    );
  }
  return {
    source: "pdf-text",
    pages,
    ...(await codesOn(pdf, read, limits)),
    warnings: [...allWarnings, ...hiddenText(pages)],
  };
}

/** What reads codes is loaded on demand: most files show none. */
async function codesOn(
  pdf: Pdf,
  read: readonly ReadPage[],
  limits: ReadingLimits,
): Promise<Pick<Reading, "codes">> {
  const pages = mayShowCodes(read);
  if (pages.length === 0) return {};
  const { pdfCodes } = await import("./codes/pdf-codes.ts");
  const codes = await pdfCodes(pdf, pages, limits);
  return codes.length === 0 ? {} : { codes };
}

/** Letters and digits nobody sees that may be a mark of the program that wrote the file; more could be a message. */
const hiddenCharactersMax = 30;

/** Whoever prints what only a program reads may want to tell it something: a person should look. */
function hiddenText(pages: readonly Page[]): ReadingWarning[] {
  const hidden = pages.reduce((sum, { hiddenCharacters = 0 }) => sum + hiddenCharacters, 0);
  if (hidden <= hiddenCharactersMax) return [];
  const message = `The PDF prints ${hidden} letters and digits that nobody sees (white or transparent ink); they were left out.`;
  return [{ rule: "DOCUMENT-HIDDEN-TEXT", message }];
}

/** Pages of a PDF with embedded XML that are read; what is printed further back is terms and appendices. */
const comparedPagesMax = 10;

/** The page beside the XML; nothing where it has no usable text, or cannot be read: the XML is the invoice. */
function pagesToCompare(pdf: Pdf): readonly ReadPage[] {
  try {
    const read = readPages(pdf, comparedPagesMax);
    return hasUsableText(read.map(({ page }) => page)) ? read : [];
  } catch {
    dropPdfium();
    return [];
  }
}

const cutOff: ReadingWarning = {
  rule: "DOCUMENT-TRUNCATED",
  message: "The PDF has no end mark: it was cut off, and parts of it may be missing.",
};

/** Bytes at the end among which the end mark must be; some writers pad generously. */
const tailBytesMax = 4096;

function isCutOff(bytes: Uint8Array): boolean {
  const tail = byteCharacters(bytes.subarray(-tailBytesMax));
  return !tail.includes("%%EOF");
}
