import type { DocumentSource } from "#src/domain/document.ts";
import type { Page } from "#src/domain/reading.ts";
import { invoiceFromPages, type PageInvoice } from "./layout/invoice-from-pages.ts";
import { withWordConfidence } from "./layout/recognized-text.ts";

/** What layout rules read from pages. Its evidence has scores in place of confidences: `withConfidence` turns them into those. */
export function scoredInvoice(pages: readonly Page[], source: DocumentSource): PageInvoice {
  const read = invoiceFromPages(pages);
  return source === "ocr" ? withWordConfidence(read, pages) : read;
}
