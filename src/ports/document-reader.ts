import type { InputDocument } from "#src/domain/document.ts";
import type { Reading } from "#src/domain/reading.ts";

export type ReadOptions = {
  /** Read the page of a Factur-X / ZUGFeRD PDF instead of its XML. */
  readonly ignoreEmbeddedXml: boolean;
};

/** Reads a document's bytes: its kind by content, then words with positions or e-invoice XML. */
export interface DocumentReader {
  /**
   * @throws {DocumentRejected} If these bytes cannot be processed, now or later.
   * @throws {FileUnreadable} If the file cannot be opened.
   */
  read(document: InputDocument, options: ReadOptions, signal?: AbortSignal): Promise<Reading>;
}
