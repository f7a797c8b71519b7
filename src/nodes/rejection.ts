import type { OutcomeError } from "#src/domain/outcome.ts";
import { DocumentRejected } from "#src/errors.ts";

/**
 * The state's form of a document's own fault.
 *
 * @throws The error itself if it is anything else.
 */
export function rejection(error: unknown): Omit<OutcomeError, "attempts"> {
  if (error instanceof DocumentRejected) return { code: error.code, message: error.message };
  throw error;
}
