import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { DocumentRejected } from "#src/errors.ts";
import { asUnreadable, readingFlags, sizeOfFile } from "./open-file.ts";

/**
 * Reads a whole file, as long as it was when it was opened. It blocks its thread, for one that has nothing else to do: waiting for
 * others to open, look, read and close takes longer than they do.
 *
 * @throws {DocumentRejected} `document.too_large`, before anything is read.
 * @throws {FileUnreadable} If it cannot be opened or read.
 */
export function readBytes(
  file: string,
  { fileSizeBytesMax }: { readonly fileSizeBytesMax: number },
): Uint8Array {
  let opened: number | undefined;
  let sizeBytes: number;
  try {
    opened = openSync(file, readingFlags);
    sizeBytes = sizeOfFile(file, fstatSync(opened));
    if (sizeBytes <= fileSizeBytesMax) return readAtMost(opened, sizeBytes);
  } catch (error) {
    throw asUnreadable(file, error);
  } finally {
    if (opened !== undefined) closeSync(opened);
  }
  throw new DocumentRejected(
    "document.too_large",
    `The file has ${sizeBytes} bytes, more than the ${fileSizeBytesMax} allowed; ask the sender for a smaller one.`,
  );
}

/** A file that grows while it is read must not grow past what was checked. */
function readAtMost(file: number, sizeBytes: number): Uint8Array {
  const bytes = new Uint8Array(sizeBytes);
  let filled = 0;
  while (filled < sizeBytes) {
    const bytesRead = readSync(file, bytes, filled, sizeBytes - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
