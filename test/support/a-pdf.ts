import { buffer } from "node:stream/consumers";
import Pdf from "pdfkit";

export type PdfParts = {
  /** Pages, each with its lines of text. */
  readonly pages?: readonly (readonly string[])[];
  /** Pages drawn by hand, before those of text; A4, without margins. */
  readonly drawn?: readonly ((page: PDFKit.PDFDocument) => void)[];
  readonly attachments?: readonly {
    readonly name: string;
    readonly content: string | Uint8Array;
  }[];
  readonly userPassword?: string;
  readonly ownerPassword?: string;
};

const invoicePage = [
  "Harfenbau Welle GmbH, Saitengasse 4, 34117 Kassel",
  "Invoice no. R-2026-19",
  "Date 2026-03-01",
  "Total 119.00 EUR",
];

/** A small PDF made for the test, with attachments and passwords as asked. */
export async function aPdf({
  drawn = [],
  pages = drawn.length > 0 ? [] : [invoicePage],
  attachments = [],
  ...security
}: PdfParts = {}): Promise<Uint8Array> {
  const document = new Pdf({
    size: "A4",
    pdfVersion: "1.7",
    autoFirstPage: false,
    ...security,
  });
  const bytes = buffer(document);
  for (const draw of drawn) draw(document.addPage({ size: "A4", margin: 0 }));
  for (const lines of pages) {
    document.addPage();
    for (const line of lines) document.text(line);
  }
  for (const { name, content } of attachments) document.file(Buffer.from(content), { name });
  document.end();
  return bytes;
}
