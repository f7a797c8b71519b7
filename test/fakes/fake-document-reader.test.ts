import type { DocumentSource } from "#src/domain/document.ts";
import type { Draft } from "#src/domain/draft.ts";
import { DocumentRejected } from "#src/errors.ts";
import { describeDocumentReader } from "#test/contracts/document-reader-contract.ts";
import { anInputDocument } from "#test/support/an-input-document.ts";
import { createFakeDocumentReader } from "./fake-document-reader.ts";

const aDraft = (source: DocumentSource, invoiceNumber: string): Draft => ({
  source,
  documentType: "invoice",
  invoice: { invoiceNumber },
  evidence: { invoiceNumber: { text: invoiceNumber, page: 1, confidence: 1, by: ["rules"] } },
});

describeDocumentReader("The fake document reader", async () => ({
  reader: createFakeDocumentReader({
    "invoice.txt": aDraft("text", "17"),
    "hybrid.pdf": ({ ignoreEmbeddedXml }) =>
      ignoreEmbeddedXml ? aDraft("pdf-text", "R-2026-19") : aDraft("facturx", "R-2026-18"),
    "scan.png": new DocumentRejected("document.needs_ocr", "The file is an image"),
    "changed.txt": new DocumentRejected("document.changed", "The file was changed"),
  }),
  text: anInputDocument({ file: "invoice.txt" }),
  hybrid: anInputDocument({ file: "hybrid.pdf" }),
  image: anInputDocument({ file: "scan.png" }),
  changed: anInputDocument({ file: "changed.txt" }),
  missing: anInputDocument({ file: "missing.pdf" }),
}));
