import { createHash } from "node:crypto";
import { readBytes } from "#src/adapters/file-system/read-bytes.ts";
import type { DraftAnswer, DraftTask } from "#src/adapters/piscina/draft-task.ts";
import type { Draft } from "#src/domain/draft.ts";
import { AppError, DocumentRejected } from "#src/errors.ts";
import { draftInvoice } from "#src/extraction/draft-invoice.ts";
import { readDocument } from "#src/reading/read-document.ts";

/*
 * Entry of a document reader's thread and its composition root, as app.ts is the process's: here a file's bytes meet reading
 * and extraction, so that the thread's limits hold for all of it and only the draft crosses.
 */

/** Drafts one document. Bugs are thrown, named errors are the answer. */
export async function draftInThread(task: DraftTask): Promise<DraftAnswer> {
  try {
    return { draft: await draft(task) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, message, isTransient } = error;
    return { error: { code, message, isTransient } };
  }
}

async function draft({ document, ignoreEmbeddedXml, limits }: DraftTask): Promise<Draft> {
  // Read once: the bytes that are hashed are the bytes that are judged.
  const bytes = await readBytes(document.path, limits);
  const documentId = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  if (documentId !== document.documentId) {
    throw new DocumentRejected(
      "document.changed",
      "The file was changed while it was processed; process it again.",
    );
  }
  return draftInvoice(await readDocument(bytes, { ignoreEmbeddedXml, limits }));
}
