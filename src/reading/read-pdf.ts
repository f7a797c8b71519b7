import { fileURLToPath } from "node:url";
import {
  getDocument,
  InvalidPDFException,
  PasswordException,
  VerbosityLevel,
  type PDFDocumentProxy,
} from "pdfjs-dist/legacy/build/pdf.mjs";
import type { Reading, ReadingWarning } from "#src/domain/reading.ts";
import type { ReadingLimits } from "#src/domain/reading-limits.ts";
import { DocumentRejected } from "#src/errors.ts";
import { byteCharacters } from "./decode-text.ts";
import { embeddedInvoice } from "./embedded-invoice.ts";
import { assertWordCount, hasUsableText } from "./page-text-amount.ts";
import { pdfPages } from "./pdf-pages.ts";

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
  const pdf = await openPdf(bytes);
  try {
    return await readOpenPdf(pdf, options, warnings);
  } catch (cause) {
    throw cause instanceof DocumentRejected ? cause : damaged(cause);
  } finally {
    await pdf.loadingTask.destroy();
  }
}

async function readOpenPdf(
  pdf: PDFDocumentProxy,
  { ignoreEmbeddedXml, limits }: ReadPdfOptions,
  warnings: readonly ReadingWarning[],
): Promise<Reading> {
  const embedded = ignoreEmbeddedXml ? { warnings: [] } : await embeddedInvoice(pdf, limits);
  const allWarnings = [...warnings, ...embedded.warnings];
  if (embedded.eInvoice !== undefined) {
    return {
      source: "facturx",
      eInvoice: embedded.eInvoice,
      pages: [],
      warnings: allWarnings,
    };
  }
  if (pdf.numPages > limits.pagesMax) {
    throw new DocumentRejected(
      "document.too_many_pages",
      `The PDF has ${pdf.numPages} pages, more than the ${limits.pagesMax} allowed; ask the sender for the invoice alone.`,
    );
  }
  const pages = await pdfPages(pdf, { pagesMax: limits.pagesMax });
  if (pages.length === 0) throw damaged(new Error("no pages"));
  assertWordCount(pages, limits);
  if (!hasUsableText(pages)) {
    if (warnings.includes(cutOff)) throw damaged(new Error("no text, and no end mark"));
    throw new DocumentRejected(
      "document.needs_ocr",
      "The PDF is a scan: its pages are pictures without text. It needs text recognition (OCR), or ask the sender for the original.",
    );
  }
  return { source: "pdf-text", pages, warnings: allWarnings };
}

async function openPdf(bytes: Uint8Array): Promise<PDFDocumentProxy> {
  const task = getDocument({
    // pdf.js takes the buffer over; the copy keeps ours intact and may be detached.
    data: new Uint8Array(bytes),
    verbosity: VerbosityLevel.ERRORS,
    ...pdfAssets(),
    useSystemFonts: false,
    disableFontFace: true,
    isOffscreenCanvasSupported: false,
    isImageDecoderSupported: false,
    enableXfa: false,
    stopAtErrors: false,
  });
  try {
    return await task.promise;
  } catch (cause) {
    await task.destroy();
    if (cause instanceof PasswordException) {
      throw new DocumentRejected(
        "document.encrypted",
        "The PDF is protected by a password; ask the sender for it without protection.",
        { cause },
      );
    }
    throw damaged(cause);
  }
}

/** Character maps, standard fonts and decoders come from the package, never from the network. */
function pdfAssets() {
  const folder = (name: string): string =>
    fileURLToPath(
      new URL(`../../${name}/`, import.meta.resolve("pdfjs-dist/legacy/build/pdf.mjs")),
    );
  return {
    cMapUrl: folder("cmaps"),
    standardFontDataUrl: folder("standard_fonts"),
    wasmUrl: folder("wasm"),
    iccUrl: folder("iccs"),
  };
}

function damaged(cause: unknown): DocumentRejected {
  const detail =
    cause instanceof InvalidPDFException ? "its structure cannot be followed" : "a part is broken";
  return new DocumentRejected(
    "document.damaged",
    `The PDF is damaged or incomplete (${detail}); ask the sender to send it again.`,
    { cause },
  );
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
