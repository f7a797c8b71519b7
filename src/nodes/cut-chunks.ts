import { compareFiles, type InputDocument } from "#src/domain/document.ts";
import { expectedMs } from "./expected-work.ts";

/** `Send`s in one superstep; the engine's own cost grows with their square. */
export const sendsMax = 200;

/**
 * Cuts documents into chunks of at most `chunkSize`, or larger ones where more than `sendsMax` would be needed.
 *
 * Longest expected work first: what takes longest must not begin last. Every document is in exactly one chunk.
 */
export function cutChunks(
  documents: readonly InputDocument[],
  chunkSize: number,
): InputDocument[][] {
  const size = Math.max(chunkSize, Math.ceil(documents.length / sendsMax));
  const ordered = documents.toSorted(
    (a, b) =>
      expectedMs(b) - expectedMs(a) || b.sizeBytes - a.sizeBytes || compareFiles(a.file, b.file),
  );
  const chunks: InputDocument[][] = [];
  for (let start = 0; start < ordered.length; start += size) {
    chunks.push(ordered.slice(start, start + size));
  }
  return chunks;
}
