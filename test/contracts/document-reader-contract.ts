import { describe, expect, it } from "vitest";
import type { InputDocument } from "#src/domain/document.ts";
import { DocumentRejected, FileUnreadable } from "#src/errors.ts";
import type { DocumentReader } from "#src/ports/document-reader.ts";

/** What a reader under test must be able to read. */
export type DocumentReaderSubject = {
  readonly reader: DocumentReader;
  /** A text file that says "Invoice 17". */
  readonly text: InputDocument;
  /** A PDF with a page and an e-invoice attached. */
  readonly hybrid: InputDocument;
  /** A file that can be opened but not processed. */
  readonly image: InputDocument;
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
    it("gives the words of a text with their places", async () => {
      const { reader, text } = await open();

      const { source, pages } = await reader.read(text, embedded);

      expect(source).toBe("text");
      expect(pages[0]?.rows[0]?.words.map((word) => word.text)).toEqual(["Invoice", "17"]);
      expect(pages[0]?.rows[0]?.words[0]?.box).toHaveLength(4);
    });

    it("gives the e-invoice of a hybrid PDF, or its page where XML is to be ignored", async () => {
      const { reader, hybrid } = await open();

      const xml = await reader.read(hybrid, embedded);
      const page = await reader.read(hybrid, { ignoreEmbeddedXml: true });

      expect(xml).toMatchObject({ source: "facturx", eInvoice: { syntax: "cii" }, pages: [] });
      expect(page).toMatchObject({ source: "pdf-text", pages: [{ number: 1 }] });
      expect(page.eInvoice).toBeUndefined();
    });

    it("gives the same reading each time it is asked", async () => {
      const { reader, text } = await open();

      expect(await reader.read(text, embedded)).toEqual(await reader.read(text, embedded));
    });

    it("rejects a document that cannot be processed, with its code", async () => {
      const { reader, image } = await open();

      const reading = reader.read(image, embedded);

      await expect(reading).rejects.toBeInstanceOf(DocumentRejected);
      await expect(reading).rejects.toMatchObject({
        code: "document.needs_ocr",
        isTransient: false,
      });
    });

    it("tells a file that cannot be opened from one that cannot be processed", async () => {
      const { reader, missing } = await open();

      const reading = reader.read(missing, embedded);

      await expect(reading).rejects.toBeInstanceOf(FileUnreadable);
      await expect(reading).rejects.toMatchObject({ code: "file.unreadable", isTransient: false });
    });

    it("fails with the caller's reason once the caller has given up", async () => {
      const { reader, text } = await open();
      const reason = new Error("given up");

      await expect(reader.read(text, embedded, AbortSignal.abort(reason))).rejects.toBe(reason);
    });
  });
}
