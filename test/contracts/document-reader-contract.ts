import { describe, expect, it } from "vitest";
import type { InputDocument } from "#src/domain/document.ts";
import { DocumentRejected, FileUnreadable } from "#src/errors.ts";
import type { DocumentReader } from "#src/ports/document-reader.ts";

/** What a reader under test must be able to draft. */
export type DocumentReaderSubject = {
  readonly reader: DocumentReader;
  /** A text file: invoice number 17. */
  readonly text: InputDocument;
  /** A PDF whose page is invoice R-2026-19 and whose attached e-invoice is R-2026-18. */
  readonly hybrid: InputDocument;
  /** A file that can be opened but not processed. */
  readonly image: InputDocument;
  /** A file whose bytes are not those of its `documentId`. */
  readonly changed: InputDocument;
  /** A file that is not there. */
  readonly missing: InputDocument;
};

/** What every document reader does. */
export function describeDocumentReader(
  name: string,
  open: () => Promise<DocumentReaderSubject>,
): void {
  const embedded = { ignoreEmbeddedXml: false };

  describe(`${name} as a document reader`, () => {
    it("gives the values of a text, each with its place on the page", async () => {
      const { reader, text } = await open();

      const { source, documentType, invoice, evidence } = await reader.draft(text, embedded);

      expect({ source, documentType }).toEqual({ source: "text", documentType: "invoice" });
      expect(invoice.invoiceNumber).toBe("17");
      expect(evidence["invoiceNumber"]).toMatchObject({ page: 1 });
    });

    it("takes the e-invoice of a hybrid PDF, or its page where XML is to be ignored", async () => {
      const { reader, hybrid } = await open();

      const xml = await reader.draft(hybrid, embedded);
      const page = await reader.draft(hybrid, { ignoreEmbeddedXml: true });

      expect(xml).toMatchObject({ source: "facturx", invoice: { invoiceNumber: "R-2026-18" } });
      expect(page).toMatchObject({ source: "pdf-text", invoice: { invoiceNumber: "R-2026-19" } });
    });

    it("gives the same draft each time it is asked", async () => {
      const { reader, text } = await open();

      expect(await reader.draft(text, embedded)).toEqual(await reader.draft(text, embedded));
    });

    it("rejects a document that cannot be processed, with its code", async () => {
      const { reader, image } = await open();

      const draft = reader.draft(image, embedded);

      await expect(draft).rejects.toBeInstanceOf(DocumentRejected);
      await expect(draft).rejects.toMatchObject({
        code: "document.needs_ocr",
        isTransient: false,
      });
    });

    it("does not take other bytes for the document it is asked for", async () => {
      const { reader, changed } = await open();

      await expect(reader.draft(changed, embedded)).rejects.toMatchObject({
        code: "document.changed",
        isTransient: false,
      });
    });

    it("tells a file that cannot be opened from one that cannot be processed", async () => {
      const { reader, missing } = await open();

      const draft = reader.draft(missing, embedded);

      await expect(draft).rejects.toBeInstanceOf(FileUnreadable);
      await expect(draft).rejects.toMatchObject({ code: "file.unreadable", isTransient: false });
    });

    it("fails with the caller's reason once the caller has given up", async () => {
      const { reader, text } = await open();
      const reason = new Error("given up");

      await expect(reader.draft(text, embedded, AbortSignal.abort(reason))).rejects.toBe(reason);
    });
  });
}
