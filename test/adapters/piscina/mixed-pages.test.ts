import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFileSystemDocumentFolder } from "#src/adapters/file-system/document-folder.ts";
import { createPooledDocumentReader } from "#src/adapters/piscina/pooled-document-reader.ts";
import type { Draft } from "#src/domain/draft.ts";
import { defaultReadingLimits } from "#src/domain/reading-limits.ts";
import { aPdf } from "#test/support/a-pdf.ts";
import { aScan } from "#test/support/a-scan.ts";

const unread = "DOCUMENT-PAGES-UNREAD";

/** A PDF of a page that is a picture of an invoice, and one that is text. */
async function aMixedPdf(lines: readonly string[]): Promise<Uint8Array> {
  const scan = aScan().toBuffer("image/png");
  const drawn = [(page: PDFKit.PDFDocument) => void page.image(scan, 0, 0, { width: 595 })];
  return await aPdf({ drawn, pages: [lines] });
}

let folder: string;
let reader: PooledReader;
let recognizing: PooledReader;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "fanfold-mixed-"));
  reader = aReader();
  recognizing = aReader({ threads: 1, timeoutMs: 60_000 });
});
afterAll(async () => {
  await Promise.all([reader.close(), recognizing.close()]);
  await rm(folder, { recursive: true, force: true });
});

type PooledReader = ReturnType<typeof createPooledDocumentReader>;

const aReader = (recognition?: { threads: 1; timeoutMs: number }): PooledReader =>
  createPooledDocumentReader({
    workerFile: new URL("../../../src/draft-worker.ts", import.meta.url),
    threads: 1,
    limits: defaultReadingLimits,
    queueMax: 2,
    recognition,
  });

/** Drafts the PDF with text recognition, or without. */
async function drafted(bytes: Uint8Array, by: PooledReader = reader): Promise<Draft> {
  const file = path.join(folder, "mixed.pdf");
  await writeFile(file, bytes);
  const listed = { file: "mixed.pdf", path: file, sizeBytes: bytes.length };
  const document = await createFileSystemDocumentFolder().identify(listed);
  return await by.draft(document, { ignoreEmbeddedXml: false });
}

const rulesOf = ({ warnings = [] }: Draft): string[] => warnings.map(({ rule }) => rule);

describe("a PDF with pages of text and pages that are pictures", () => {
  const lines = ["Harfenbau Welle GmbH, Saitengasse 4, 34117 Kassel", "Invoice no. R-2026-19"];

  it("is read by text recognition where it has no text, and says which page that was", async () => {
    const draft = await drafted(await aMixedPdf(lines), recognizing);
    expect(draft).toMatchObject({ source: "ocr", recognized: [1] });
    expect(draft.invoice).toMatchObject({ invoiceNumber: "R-2026-19", totalWithTax: "119.00" });
    expect(draft.evidence["totalWithTax"]?.page).toBe(1);
    expect(rulesOf(draft)).not.toContain(unread);
  }, 60_000);

  it("needs text recognition where its text is no invoice", async () => {
    const bytes = await aMixedPdf([
      "Please find our invoice on the first page of this letter. Thank you!",
    ]);
    await expect(drafted(bytes)).rejects.toMatchObject({ code: "document.needs_ocr" });
  });

  it("says what it did not read where text recognition is off", async () => {
    const whole = [...lines, "Date 2026-03-01", "Total 119.00 EUR"];
    const draft = await drafted(await aMixedPdf(whole));
    expect(draft.source).toBe("pdf-text");
    expect(rulesOf(draft)).toContain(unread);
  });
});
