import type { Reading } from "#src/domain/reading.ts";
import type { ReadingLimits } from "#src/domain/reading-limits.ts";
import { DocumentRejected } from "#src/errors.ts";
import { decodeText } from "./decode-text.ts";
import { documentKind, type UnreadableKind } from "./document-kind.ts";
import { acceptRoot, eInvoiceOf, versionWarnings } from "./e-invoice-root.ts";
import { parseXml } from "./parse-xml.ts";
import { readPdf } from "./read-pdf.ts";
import { assertWordCount } from "./page-text-amount.ts";
import { textPages } from "./text-pages.ts";

export type ReadDocumentOptions = {
  /** Read the page of a Factur-X / ZUGFeRD PDF instead of its XML. */
  readonly ignoreEmbeddedXml: boolean;
  readonly limits: ReadingLimits;
};

/**
 * Reads a document: its kind by content, then e-invoice XML or words with positions.
 *
 * @throws {DocumentRejected} If these bytes cannot be processed.
 */
export async function readDocument(
  bytes: Uint8Array,
  options: ReadDocumentOptions,
): Promise<Reading> {
  const { limits } = options;
  if (bytes.length === 0) {
    throw new DocumentRejected(
      "document.empty",
      "The file is empty; ask the sender to send it again.",
    );
  }
  const found = documentKind(bytes);
  if (found.kind === "pdf") return readPdf(bytes, options);
  if (found.kind === "text") return readText(bytes, limits);
  if (found.kind === "xml") {
    const eInvoice = eInvoiceOf(parseXml(bytes, { limits, acceptRoot }));
    return { source: eInvoice.syntax, eInvoice, pages: [], warnings: versionWarnings(eInvoice) };
  }
  throw refused(found);
}

function refused(found: UnreadableKind): DocumentRejected {
  switch (found.kind) {
    case "image":
      return new DocumentRejected(
        "document.needs_ocr",
        `The file is ${found.what} and has no text of its own; it needs text recognition (OCR), or ask the sender for the original.`,
      );
    case "html":
      return new DocumentRejected(
        "document.unsupported",
        "The file is a web page (HTML); print it to PDF or ask the sender for the invoice as PDF or XML.",
      );
    case "blank":
      return new DocumentRejected(
        "document.empty",
        "The file has nothing in it but blanks; ask the sender to send it again.",
      );
    case "other":
      return new DocumentRejected(
        "document.unsupported",
        `The file is ${found.what}, which cannot be read; take the invoice out of it or ask the sender for PDF or XML.`,
      );
    default:
      throw new Error(found satisfies never);
  }
}

function readText(bytes: Uint8Array, limits: ReadingLimits): Reading {
  if (bytes.length > limits.textSizeBytesMax) {
    throw new DocumentRejected(
      "document.text_too_large",
      `The text file has ${bytes.length} bytes, more than the ${limits.textSizeBytesMax} allowed, far more than an invoice; check what it is.`,
    );
  }
  const pages = textPages(decodeText(bytes));
  assertWordCount(pages, limits);
  return { source: "text", pages, warnings: [] };
}
