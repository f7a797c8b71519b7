import type { FileHandle } from "node:fs/promises";
import { DocumentRejected } from "#src/errors.ts";
import { asUnreadable, openFile } from "./open-file.ts";

/**
 * Reads a whole file, as long as it was when it was opened.
 *
 * @throws {DocumentRejected} `document.too_large`, before anything is read.
 * @throws {FileUnreadable} If it cannot be opened or read.
 */
export async function readBytes(
  file: string,
  { fileSizeBytesMax }: { readonly fileSizeBytesMax: number },
): Promise<Uint8Array> {
  const { handle, sizeBytes } = await openFile(file);
  try {
    if (sizeBytes <= fileSizeBytesMax) return await readAtMost(handle, sizeBytes);
  } catch (error) {
    throw asUnreadable(file, error);
  } finally {
    await handle.close();
  }
  throw new DocumentRejected(
    "document.too_large",
    `The file has ${sizeBytes} bytes, more than the ${fileSizeBytesMax} allowed; ask the sender for a smaller one.`,
  );
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
