import type { DocumentSource } from "#src/domain/document.ts";
import type { Draft } from "#src/domain/draft.ts";
import type { Box, DocumentContent } from "#src/domain/reading.ts";
import { DocumentRejected } from "#src/errors.ts";
import { describeDocumentReader } from "#test/contracts/document-reader-contract.ts";
import { anInputDocument } from "#test/support/an-input-document.ts";
import { createFakeDocumentReader } from "./fake-document-reader.ts";

/** A PNG of one white pixel. */
const onePixel =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAG7buVgAAAABJRU5ErkJggg==";

const aDraft = (source: DocumentSource, invoiceNumber: string, box?: Box): Draft => ({
  source,
  documentType: "invoice",
  invoice: { invoiceNumber },
  evidence: {
    invoiceNumber: {
      text: invoiceNumber,
      page: 1,
      confidence: 1,
      by: ["rules"],
      ...(box === undefined ? {} : { box: [...box] }),
    },
  },
});

const word = { text: "17", box: [100, 0, 112, 12] } as const;
const aPage = { number: 1, widthPt: 120, heightPt: 12, rows: [{ words: [word] }] };
const aText: DocumentContent = { kind: "text", pages: [aPage] };
const aScan: DocumentContent = {
  kind: "image",
  images: [1, 2].map((number) => ({ number, pngBase64: onePixel, widthPx: 1, heightPx: 1 })),
};

describeDocumentReader("The fake document reader", async () => ({
  reader: createFakeDocumentReader(
    {
      "invoice.txt": aDraft("text", "17", word.box),
      "hybrid.pdf": ({ ignoreEmbeddedXml }) =>
        ignoreEmbeddedXml ? aDraft("pdf-text", "R-2026-19") : aDraft("facturx", "R-2026-18"),
      "scan.pdf": new DocumentRejected("document.needs_ocr", "The PDF is a scan"),
      "broken.png": new DocumentRejected("document.needs_ocr", "The file is an image"),
      "changed.txt": new DocumentRejected("document.changed", "The file was changed"),
    },
    {
      "invoice.txt": aText,
      "scan.pdf": aScan,
      "hybrid.pdf": ({ ignoreEmbeddedXml }) =>
        ignoreEmbeddedXml ? aText : new DocumentRejected("document.unsupported", "An e-invoice"),
    },
  ),
  text: anInputDocument({ file: "invoice.txt" }),
  hybrid: anInputDocument({ file: "hybrid.pdf" }),
  scan: anInputDocument({ file: "scan.pdf" }),
  image: anInputDocument({ file: "broken.png" }),
  changed: anInputDocument({ file: "changed.txt" }),
  missing: anInputDocument({ file: "missing.pdf" }),
}));
