import type { Pdf } from "./open-pdf.ts";
import { type Pdfium, integerAt } from "./pdfium.ts";

/** Attached files of one PDF that are listed. */
const attachmentsMax = 1_000;
/** Bytes of a name, and of one attached file. */
const nameBytesMax = 4_096;
const contentBytesMax = 64 * 1024 * 1024;

/** A file attached to a PDF. */
export type Attachment = {
  readonly name: string;
  /** Its bytes; undefined if they cannot be unpacked, or are too many. */
  readonly content: () => Uint8Array | undefined;
};

export function attachmentsOf({ engine, handle }: Pdf): readonly Attachment[] {
  const count = Math.min(engine.FPDFDoc_GetAttachmentCount(handle), attachmentsMax);
  return Array.from({ length: count }, (_, index): Attachment => {
    const attachment = engine.FPDFDoc_GetAttachment(handle, index);
    return { name: nameOf(engine, attachment), content: () => contentOf(engine, attachment) };
  });
}

function nameOf(engine: Pdfium, attachment: number): string {
  const length = engine.FPDFAttachment_GetName(attachment, 0, 0);
  const bytes = filled(engine, Math.min(length, nameBytesMax), (address, room) => {
    engine.FPDFAttachment_GetName(attachment, address, room);
  });
  return new TextDecoder("utf-16le").decode(bytes).replace(/\0.*$/s, "");
}

function contentOf(engine: Pdfium, attachment: number): Uint8Array | undefined {
  const { scratch } = engine;
  if (!engine.FPDFAttachment_GetFile(attachment, 0, 0, scratch)) return undefined;
  const length = integerAt(engine, 0);
  if (length > contentBytesMax) return undefined;
  return filled(engine, length, (address) => {
    engine.FPDFAttachment_GetFile(attachment, address, length, scratch);
  });
}

/** What a function writes into room of a length. */
function filled(
  engine: Pdfium,
  length: number,
  fill: (address: number, length: number) => void,
): Uint8Array {
  const address = engine.malloc(length);
  if (address === 0) throw new Error("no memory for an attachment");
  try {
    fill(address, length);
    return engine.heap().HEAPU8.slice(address, address + length);
  } finally {
    engine.free(address);
  }
}
