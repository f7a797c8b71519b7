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
  /** A PDF of two pages that are pictures, without text. */
  readonly scan: InputDocument;
  /** A file that can be opened but neither read nor shown. */
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

    it("shows the words of a text, where they stand", async () => {
      const { reader, text } = await open();

      const content = await reader.content(text, embedded);

      const words =
        content.kind === "text" ? content.pages[0]?.rows.flatMap((row) => row.words) : [];
      const { evidence } = await reader.draft(text, embedded);
      expect(words).toContainEqual(
        expect.objectContaining({ text: "17", box: evidence["invoiceNumber"]?.box }),
      );
    });

    it("shows the pages of a scan as pictures, though it drafts nothing from it", async () => {
      const { reader, scan } = await open();

      const content = await reader.content(scan, embedded);

      const images = content.kind === "image" ? content.images : [];
      expect(images.map(({ number }) => number)).toEqual([1, 2]);
      for (const { pngBase64, widthPx, heightPx } of images) {
        expect(dimensionsOf(pngBase64)).toEqual([widthPx, heightPx]);
      }
      await expect(reader.draft(scan, embedded)).rejects.toMatchObject({
        code: "document.needs_ocr",
      });
    });

    it("shows no e-invoice, but the page of a hybrid PDF where XML is to be ignored", async () => {
      const { reader, hybrid } = await open();

      await expect(reader.content(hybrid, embedded)).rejects.toMatchObject({
        code: "document.unsupported",
        isTransient: false,
      });
      expect(await reader.content(hybrid, { ignoreEmbeddedXml: true })).toMatchObject({
        kind: "text",
        pages: [{ number: 1 }],
      });
    });

    it("gives the same draft each time it is asked", async () => {
      const { reader, text } = await open();

      expect(await reader.draft(text, embedded)).toEqual(await reader.draft(text, embedded));
    });

    describe.each(["draft", "content"] as const)("asked for a %s", (question) => {
      it("rejects a document that cannot be processed, with its code", async () => {
        const { reader, image } = await open();

        const answer = reader[question](image, embedded);

        await expect(answer).rejects.toBeInstanceOf(DocumentRejected);
        await expect(answer).rejects.toMatchObject({
          code: "document.needs_ocr",
          isTransient: false,
        });
      });

      it("does not take other bytes for the document it is asked about", async () => {
        const { reader, changed } = await open();

        await expect(reader[question](changed, embedded)).rejects.toMatchObject({
          code: "document.changed",
          isTransient: false,
        });
      });

      it("tells a file that cannot be opened from one that cannot be processed", async () => {
        const { reader, missing } = await open();

        const answer = reader[question](missing, embedded);

        await expect(answer).rejects.toBeInstanceOf(FileUnreadable);
        await expect(answer).rejects.toMatchObject({ code: "file.unreadable", isTransient: false });
      });

      it("fails with the caller's reason once the caller has given up", async () => {
        const { reader, text } = await open();
        const reason = new Error("given up");
        const answer = reader[question](text, embedded, AbortSignal.abort(reason));

        await expect(answer).rejects.toBe(reason);
      });
    });
  });
}

/** Width and height in the header of a PNG. */
function dimensionsOf(pngBase64: string): [number, number] {
  const png = Buffer.from(pngBase64, "base64");
  expect(png.subarray(0, 8)).toEqual(Buffer.from("\x89PNG\r\n\x1a\n", "latin1"));
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}
