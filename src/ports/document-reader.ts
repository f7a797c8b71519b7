import type { InputDocument } from "#src/domain/document.ts";
import type { Draft } from "#src/domain/draft.ts";
import type { DocumentContent } from "#src/domain/reading.ts";

export type ReadOptions = {
  /** Read the page of a Factur-X / ZUGFeRD PDF instead of its XML. */
  readonly ignoreEmbeddedXml: boolean;
};

/**
 * Makes the first version of an invoice from a document's bytes: its kind by content, then words with positions or
 * e-invoice XML, then the values. What was read on the way stays inside; only the draft comes out.
 */
export interface DocumentReader {
  /**
   * @throws {DocumentRejected} If these bytes cannot be processed, now or later; `document.changed` if the file's bytes are
   *   not those of `documentId`.
   * @throws {FileUnreadable} If the file cannot be opened or read.
   */
  draft(document: InputDocument, options: ReadOptions, signal?: AbortSignal): Promise<Draft>;
  /**
   * What a model is shown of the document: words with positions; for a scan or an image its pages as PNG.
   *
   * @throws As `draft`; `document.unsupported` for an e-invoice, which is read exactly and shown to no model.
   */
  content(
    document: InputDocument,
    options: ReadOptions,
    signal?: AbortSignal,
  ): Promise<DocumentContent>;
}
