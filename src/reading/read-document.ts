import { constants } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import type { Reading } from "#src/domain/reading.ts";
import type { ReadingLimits } from "#src/domain/reading-limits.ts";
import { DocumentRejected, FileUnreadable } from "#src/errors.ts";
import { decodeText } from "./decode-text.ts";
import { documentKind, type UnreadableKind } from "./document-kind.ts";
import { acceptRoot, eInvoiceOf, versionWarnings } from "./e-invoice-root.ts";
import { parseXml } from "./parse-xml.ts";
import { readPdf } from "./read-pdf.ts";
import { assertWordCount } from "./page-text-amount.ts";
import { textPages } from "./text-pages.ts";

type ReadDocumentOptions = {
  /** Read the page of a Factur-X / ZUGFeRD PDF instead of its XML. */
  readonly ignoreEmbeddedXml: boolean;
  readonly limits: ReadingLimits;
};

/**
 * Reads a document: its kind by content, then e-invoice XML or words with positions.
 *
 * @throws {DocumentRejected} If these bytes cannot be processed.
 * @throws {FileUnreadable} If the file cannot be opened or read.
 */
export async function readDocument(path: string, options: ReadDocumentOptions): Promise<Reading> {
  return readBytes(await readFile(path, options.limits), options);
}

async function readBytes(bytes: Uint8Array, options: ReadDocumentOptions): Promise<Reading> {
  const { limits } = options;
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

async function readFile(path: string, limits: ReadingLimits): Promise<Uint8Array> {
  let file: FileHandle | undefined;
  try {
    // Without O_NONBLOCK opening a named pipe would wait for a writer for ever.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = await file.stat();
    if (!stats.isFile()) {
      throw new FileUnreadable(`${path} is not a regular file; name a file`, {
        isTransient: false,
      });
    }
    if (stats.size === 0) {
      throw new DocumentRejected(
        "document.empty",
        "The file is empty; ask the sender to send it again.",
      );
    }
    if (stats.size > limits.fileSizeBytesMax) {
      throw new DocumentRejected(
        "document.too_large",
        `The file has ${stats.size} bytes, more than the ${limits.fileSizeBytesMax} allowed; ask the sender for a smaller one.`,
      );
    }
    return await readAtMost(file, stats.size);
  } catch (cause) {
    if (cause instanceof DocumentRejected || cause instanceof FileUnreadable) throw cause;
    throw unreadable(path, cause);
  } finally {
    await file?.close();
  }
}

/** A file that grows while it is read must not grow past what was checked. */
async function readAtMost(file: FileHandle, sizeBytes: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(sizeBytes);
  let filled = 0;
  while (filled < sizeBytes) {
    const { bytesRead } = await file.read(bytes, filled, sizeBytes - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

/** Conditions of the machine, not of the file: a later attempt may succeed. */
const transientCodes: ReadonlySet<string> = new Set([
  "EMFILE",
  "ENFILE",
  "EBUSY",
  "EAGAIN",
  "EINTR",
  "ENOMEM",
  "EIO",
  "ESTALE",
  "ETIMEDOUT",
]);

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "it does not exist (any more)",
  EACCES: "permission is denied; give read permission",
  EPERM: "permission is denied; give read permission",
  EISDIR: "it is a folder",
};

function unreadable(path: string, cause: unknown): FileUnreadable {
  const code =
    cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : "";
  const reason = reasons[code] ?? `the system reports ${code === "" ? String(cause) : code}`;
  return new FileUnreadable(`${path} cannot be read: ${reason}`, {
    isTransient: transientCodes.has(code),
    cause,
  });
}
