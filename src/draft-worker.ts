import { createHash } from "node:crypto";
import { readBytes } from "#src/adapters/file-system/read-bytes.ts";
import type { ReadingAnswer, ReadingTask } from "#src/adapters/piscina/reading-task.ts";
import type { Draft } from "#src/domain/draft.ts";
import type { PlaceView } from "#src/domain/place-view.ts";
import type { DocumentContent, Reading } from "#src/domain/reading.ts";
import { AppError, DocumentRejected } from "#src/errors.ts";
import { draftInvoice } from "#src/extraction/draft-invoice.ts";
import { languageOfPages } from "#src/extraction/layout/layout.ts";
import { isInPart, partOfContent, partOfReading } from "#src/reading/part-of-reading.ts";
import { readContent } from "#src/reading/read-content.ts";
import { readDocument } from "#src/reading/read-document.ts";

/*
 * Entry of a document reader's thread, or of its process for text recognition, and the composition root there, as app.ts is the
 * main process's: here a file's bytes meet reading and extraction, so that the limits of the one that reads hold for all of it and
 * only what was asked for crosses.
 */

/** Drafts one document. Bugs are thrown, named errors are the answer. */
export const draftInThread = async (task: ReadingTask): Promise<ReadingAnswer<Draft>> =>
  await answered(async () => {
    const reading = await readDocument(bytesOf(task), task);
    return draftOfText(partOfReading(reading, task.document.part));
  });

/** What text does not tell, pages that are pictures may. */
function draftOfText(reading: Reading): Draft {
  try {
    return draftInvoice(reading);
  } catch (error) {
    const hasPictures = reading.pages.some(({ isPicture }) => isPicture === true);
    if (!hasPictures || !(error instanceof DocumentRejected)) throw error;
    throw new DocumentRejected(
      "document.needs_ocr",
      "The text of the PDF is no invoice, and pages of it are pictures without text. They need text recognition (OCR), or ask the sender for the original.",
    );
  }
}

/** Drafts one document whose pages are pictures; answers as `draftInThread`. */
export const recognizedDraftInThread = async (task: ReadingTask): Promise<ReadingAnswer<Draft>> =>
  await answered(async () => {
    // Loaded on demand: readers of text do without the engine and what draws.
    const { recognizeDocument } = await import("#src/reading/ocr/recognize-document.ts");
    const bytes = bytesOf(task);
    const { part } = task.document;
    const options = { limits: task.limits, languageOf: languageOfPages };
    const read = await readText(bytes, task);
    if (read !== undefined) return await mixedDraft(bytes, partOfReading(read, part), options);
    const isWanted = (page: number): boolean => isInPart(part, page);
    return draftInvoice(await recognizeDocument(bytes, { ...options, isWanted }));
  });

/** What of a document has text of its own; nothing of a scan. */
async function readText(bytes: Uint8Array, task: ReadingTask): Promise<Reading | undefined> {
  try {
    return await readDocument(bytes, task);
  } catch (error) {
    if (error instanceof DocumentRejected && error.code === "document.needs_ocr") return undefined;
    throw error;
  }
}

/** The draft of pages with text and pictures: as of a scan, if a value was read from a picture. */
async function mixedDraft(
  bytes: Uint8Array,
  text: Reading,
  options: { readonly limits: ReadingTask["limits"]; readonly languageOf: typeof languageOfPages },
): Promise<Draft> {
  const { recognizeUnread } = await import("#src/reading/ocr/recognize-unread.ts");
  const { reading, recognized } = await recognizeUnread(bytes, text, options);
  if (recognized.length === 0) return draftInvoice(reading);
  const pageCount = reading.pages.length;
  const mixed = draftInvoice({ ...reading, source: "ocr", pageCount });
  const isUsed = Object.values(mixed.evidence).some(
    ({ page }) => page !== undefined && recognized.includes(page),
  );
  const draft = isUsed || mixed.parts !== undefined ? mixed : draftInvoice(reading);
  return { ...draft, recognized: [...recognized] };
}

/** Gives what a model is shown of one document; answers as `draftInThread`. */
export const contentInThread = async (task: ReadingTask): Promise<ReadingAnswer<DocumentContent>> =>
  await answered(async () =>
    partOfContent(await readContent(bytesOf(task), task), task.document.part),
  );

/** Shows places of one document; answers as `draftInThread`. */
export const placesInThread = async (
  task: ReadingTask,
): Promise<ReadingAnswer<readonly (PlaceView | undefined)[]>> =>
  await answered(async () => {
    const { viewPlaces } = await import("#src/reading/places/view-places.ts");
    return await viewPlaces(bytesOf(task), task.places ?? [], task.limits);
  });

async function answered<Result>(ask: () => Promise<Result>): Promise<ReadingAnswer<Result>> {
  try {
    return { result: await ask() };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, message, isTransient } = error;
    return { error: { code, message, isTransient } };
  }
}

function bytesOf({ document, limits }: ReadingTask): Uint8Array {
  // Read once: the bytes that are hashed are the bytes that are judged.
  const bytes = readBytes(document.path, limits);
  const documentId = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  if (documentId !== (document.part?.fileId ?? document.documentId)) {
    throw new DocumentRejected(
      "document.changed",
      "The file was changed while it was processed; process it again.",
    );
  }
  return bytes;
}
