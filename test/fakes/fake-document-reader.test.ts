import type { Page, Reading } from "#src/domain/reading.ts";
import { DocumentRejected } from "#src/errors.ts";
import { describeDocumentReader } from "#test/contracts/document-reader-contract.ts";
import { anInputDocument } from "#test/support/an-input-document.ts";
import { createFakeDocumentReader } from "./fake-document-reader.ts";

const page: Page = {
  number: 1,
  widthPt: 595,
  heightPt: 842,
  rows: [
    {
      words: [
        { text: "Invoice", box: [0, 0, 42, 12] },
        { text: "17", box: [48, 0, 60, 12] },
      ],
    },
  ],
};
const xml: Reading = {
  source: "facturx",
  eInvoice: {
    syntax: "cii",
    root: { name: "CrossIndustryInvoice", namespace: "", attributes: {}, children: [], text: "" },
  },
  pages: [],
  warnings: [],
};

describeDocumentReader("The fake document reader", async () => ({
  reader: createFakeDocumentReader({
    "invoice.txt": { source: "text", pages: [page], warnings: [] },
    "hybrid.pdf": ({ ignoreEmbeddedXml }) =>
      ignoreEmbeddedXml ? { source: "pdf-text", pages: [page], warnings: [] } : xml,
    "scan.png": new DocumentRejected("document.needs_ocr", "The file is an image"),
  }),
  text: anInputDocument({ file: "invoice.txt" }),
  hybrid: anInputDocument({ file: "hybrid.pdf" }),
  image: anInputDocument({ file: "scan.png" }),
  missing: anInputDocument({ file: "missing.pdf" }),
}));
