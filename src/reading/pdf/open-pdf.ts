import { DocumentRejected } from "#src/errors.ts";
import type { Matrix } from "./matrix.ts";
import { dropPdfium, type Pdfium, pdfium, floatAt } from "./pdfium.ts";

/** A PDF that is open. */
export type Pdf = {
  readonly engine: Pdfium;
  /** The engine's name of it. */
  readonly handle: number;
  readonly pageCount: number;
};

/** A page that is open. */
export type PdfPage = {
  readonly engine: Pdfium;
  /** The engine's name of it. */
  readonly handle: number;
  /** The engine's name of the PDF it is a page of. */
  readonly document: number;
  /** From 1. */
  readonly number: number;
  /** As it is shown. */
  readonly widthPt: number;
  readonly heightPt: number;
  /** From the space of the file to points from the top left corner of the page as it is shown. */
  readonly toPage: Matrix;
};

/**
 * Opens a PDF for `use` and closes it.
 *
 * @throws {DocumentRejected} `document.encrypted` or `document.damaged`, this also where `use` fails in the engine.
 */
export async function withPdf<Result>(
  bytes: Uint8Array,
  use: (pdf: Pdf) => Result | Promise<Result>,
): Promise<Result> {
  const engine = await pdfium();
  try {
    const { handle, close } = opened(engine, bytes);
    try {
      return await use({ engine, handle, pageCount: engine.FPDF_GetPageCount(handle) });
    } finally {
      close();
    }
  } catch (cause) {
    if (cause instanceof DocumentRejected) throw cause;
    // Whatever state it is in: the next document gets another.
    dropPdfium();
    throw damagedPdf(cause);
  }
}

function opened(engine: Pdfium, bytes: Uint8Array) {
  const { malloc, free } = engine;
  const address = malloc(bytes.length);
  if (address === 0) throw new Error("no memory for the file");
  engine.heap().HEAPU8.set(bytes, address);
  const handle = engine.FPDF_LoadMemDocument64(address, bytes.length, 0);
  if (handle !== 0) {
    const close = (): void => {
      try {
        engine.FPDF_CloseDocument(handle);
        free(address);
      } catch {
        // What was read counts; the next document gets another engine.
        dropPdfium();
      }
    };
    return { handle, close };
  }
  const error = engine.FPDF_GetLastError();
  free(address);
  throw error === passwordError ? encryptedPdf() : damagedPdf(new Error(`PDFium error ${error}`));
}

/** `FPDF_ERR_PASSWORD` */
const passwordError = 4;

/** Loads a page, by its number from 1, for `use` and lets it go. */
export function withPage<Result>(
  { engine, handle: document }: Pdf,
  number: number,
  use: (page: PdfPage) => Result,
): Result {
  const handle = engine.FPDF_LoadPage(document, number - 1);
  if (handle === 0) throw new Error(`page ${number} cannot be loaded`);
  try {
    return use({ engine, handle, document, number, ...shownPage(engine, handle) });
  } finally {
    engine.FPDF_ClosePage(handle);
  }
}

function shownPage(
  engine: Pdfium,
  handle: number,
): Pick<PdfPage, "widthPt" | "heightPt" | "toPage"> {
  if (!engine.FPDF_GetPageBoundingBox(handle, engine.scratch))
    throw new Error("a page has no size");
  const [left, top, right, bottom] = [
    floatAt(engine, 0),
    floatAt(engine, 1),
    floatAt(engine, 2),
    floatAt(engine, 3),
  ];
  const [width, height] = [right - left, top - bottom];
  const byTurns: readonly Matrix[] = [
    [1, 0, 0, -1, -left, top],
    [0, 1, 1, 0, -bottom, -left],
    [-1, 0, 0, 1, right, -bottom],
    [0, -1, -1, 0, top, right],
  ];
  const turns = engine.FPDFPage_GetRotation(handle);
  const toPage = byTurns[turns] ?? byTurns[0];
  if (toPage === undefined) throw new Error("a page is turned by no quarter");
  return turns % 2 === 0
    ? { widthPt: width, heightPt: height, toPage }
    : { widthPt: height, heightPt: width, toPage };
}

const encryptedPdf = (): DocumentRejected =>
  new DocumentRejected(
    "document.encrypted",
    "The PDF is protected by a password; ask the sender for it without protection.",
  );

export const damagedPdf = (cause: unknown): DocumentRejected =>
  new DocumentRejected(
    "document.damaged",
    "The PDF is damaged or incomplete; ask the sender to send it again.",
    { cause },
  );
