import { DocumentRejected } from "#src/errors.ts";
import type { ReadingLimits } from "#src/domain/reading-limits.ts";

/** Bounds of what one document may take. */
export type LaneLimits = Pick<ReadingLimits, "documentTimeoutMs" | "documentMemoryMbMax">;

export const crashed = (cause: unknown): DocumentRejected =>
  new DocumentRejected(
    "document.damaged",
    "Reading the document failed unexpectedly; it is probably damaged. Ask the sender to send it again.",
    { cause },
  );

export const outOfMemory = (limits: LaneLimits, options?: ErrorOptions): DocumentRejected =>
  new DocumentRejected(
    "document.out_of_memory",
    `The document needs more than the ${limits.documentMemoryMbMax} MB of memory a document may take; it may be made to do harm. Ask the sender what it is.`,
    options,
  );

export const timedOut = (limits: LaneLimits): DocumentRejected =>
  new DocumentRejected(
    "document.timeout",
    `The document could not be read within ${limits.documentTimeoutMs / 1000} seconds; ask the sender for a simpler one.`,
  );
