import { fileURLToPath } from "node:url";
import {
  getDocument,
  InvalidPDFException,
  PasswordException,
  VerbosityLevel,
  type PDFDocumentProxy,
} from "pdfjs-dist/legacy/build/pdf.mjs";
import { DocumentRejected } from "#src/errors.ts";

type OpenPdfOptions = {
  /** Pictures inside the PDF with more pixels are left out when a page is drawn. Unbounded if absent: no page is drawn. */
  readonly imagePixelsMax?: number;
};

/**
 * Opens a PDF; whoever opens it destroys its `loadingTask`.
 *
 * @throws {DocumentRejected} `document.encrypted` or `document.damaged`.
 */
export async function openPdf(
  bytes: Uint8Array,
  { imagePixelsMax }: OpenPdfOptions = {},
): Promise<PDFDocumentProxy> {
  const task = getDocument({
    // pdf.js takes the buffer over; the copy keeps ours intact and may be detached.
    data: new Uint8Array(bytes),
    verbosity: VerbosityLevel.ERRORS,
    ...pdfAssets,
    ...(imagePixelsMax === undefined ? {} : { maxImageSize: imagePixelsMax }),
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
    throw damagedPdf(cause);
  }
}

/** Character maps, standard fonts and decoders come from the package, never from the network. */
const pdfAssets = {
  cMapUrl: assetFolder("cmaps"),
  standardFontDataUrl: assetFolder("standard_fonts"),
  wasmUrl: assetFolder("wasm"),
  iccUrl: assetFolder("iccs"),
};

function assetFolder(name: string): string {
  const pdfModule = import.meta.resolve("pdfjs-dist/legacy/build/pdf.mjs");
  return fileURLToPath(new URL(`../../${name}/`, pdfModule));
}

export function damagedPdf(cause: unknown): DocumentRejected {
  const detail =
    cause instanceof InvalidPDFException ? "its structure cannot be followed" : "a part is broken";
  return new DocumentRejected(
    "document.damaged",
    `The PDF is damaged or incomplete (${detail}); ask the sender to send it again.`,
    { cause },
  );
}
