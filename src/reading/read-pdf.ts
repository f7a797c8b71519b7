import type { PDFDocumentProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import type { Page, Reading, ReadingWarning } from "#src/domain/reading.ts";
import type { ReadingLimits } from "#src/domain/reading-limits.ts";
import { DocumentRejected } from "#src/errors.ts";
import { byteCharacters } from "./decode-text.ts";
import { embeddedInvoice } from "./embedded-invoice.ts";
import { codePixelsMax } from "./codes/may-show-code.ts";
import { damagedPdf, openPdf } from "./open-pdf.ts";
import { assertWordCount, hasUsableText } from "./page-text-amount.ts";
import { type PdfOutlook, pdfOutlook } from "./pdf-outlook.ts";
import { firstPdfPages, pdfPages } from "./pdf-pages.ts";
import { withPicturePages } from "./picture-pages.ts";

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
  const warnings = isCutOff(bytes) ? [cutOff] : [];
  const outlook = pdfOutlook(bytes);
  // Text on a large picture is seen, and a page without text may be one: where that matters no picture is left out.
  const needsPictures = outlook.mayHideText || outlook.picturePixelsMax > codePixelsMax;
  const imagePixelsMax = needsPictures ? options.limits.imagePixelsMax : codePixelsMax;
  const pdf = await openPdf(bytes, { imagePixelsMax });
  try {
    return await readOpenPdf(pdf, { ...options, outlook }, warnings);
  } catch (cause) {
    throw cause instanceof DocumentRejected ? cause : damagedPdf(cause);
  } finally {
    await pdf.loadingTask.destroy();
  }
}

async function readOpenPdf(
  pdf: PDFDocumentProxy,
  { ignoreEmbeddedXml, limits, outlook }: ReadPdfOptions & { readonly outlook: PdfOutlook },
  warnings: readonly ReadingWarning[],
): Promise<Reading> {
  const hidesText = outlook.mayHideText;
  const missesPictures = outlook.picturePixelsMax > limits.imagePixelsMax;
  const embedded = ignoreEmbeddedXml ? { warnings: [] } : await embeddedInvoice(pdf, limits);
  const allWarnings = [...warnings, ...embedded.warnings];
  if (embedded.eInvoice !== undefined) {
    return {
      source: "facturx",
      eInvoice: embedded.eInvoice,
      pages: await pagesToCompare(pdf, hidesText),
      ...(await codesOn(pdf, outlook)),
      warnings: allWarnings,
    };
  }
  if (pdf.numPages > limits.pagesMax) {
    throw new DocumentRejected(
      "document.too_many_pages",
      `The PDF has ${pdf.numPages} pages, more than the ${limits.pagesMax} allowed; ask the sender for the invoice alone.`,
    );
  }
  const text = await pdfPages(pdf, { pagesMax: limits.pagesMax, hidesText });
  if (text.length === 0) throw damagedPdf(new Error("no pages"));
  assertWordCount(text, limits);
  // Looking for pictures decodes them: of a scan that is known without.
  const pages = hasUsableText(text)
    ? await withPicturePages(pdf, text, {
        hasPictures: outlook.picturePixelsMax > 0,
        missesPictures,
      })
    : text;
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
    ...(await codesOn(pdf, outlook)),
    warnings: [...allWarnings, ...hiddenText(pages)],
  };
}

/** What reads codes is loaded on demand: most files show none. */
async function codesOn(
  pdf: PDFDocumentProxy,
  { mayShowCodes, squareJpegs }: PdfOutlook,
): Promise<Pick<Reading, "codes">> {
  if (!mayShowCodes && squareJpegs.length === 0) return {};
  const { jpegsMayShowCode, pdfCodes } = await import("./codes/pdf-codes.ts");
  if (!mayShowCodes && !(await jpegsMayShowCode(squareJpegs))) return {};
  const codes = await pdfCodes(pdf);
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
async function pagesToCompare(pdf: PDFDocumentProxy, hidesText: boolean): Promise<readonly Page[]> {
  try {
    const pages = await firstPdfPages(pdf, { pagesMax: comparedPagesMax, hidesText });
    return hasUsableText(pages) ? pages : [];
  } catch {
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
