import type { DocumentSource } from "#src/domain/document.ts";
import type { EvidenceByPath } from "#src/domain/evidence.ts";
import type { Page } from "#src/domain/reading.ts";
import { invoiceFromPages, type PageInvoice } from "./layout/invoice-from-pages.ts";
import { withWordConfidence } from "./layout/recognized-text.ts";

/**
 * What layout rules read from pages. Its evidence has scores in place of confidences: `withConfidence` turns them into those. Pages of a
 * part of a file are read as those of a file of their own, whose first page is page 1; evidence names the pages of the file.
 */
export function scoredInvoice(pages: readonly Page[], source: DocumentSource): PageInvoice {
  const numbered = pages.map((page, index) => ({ ...page, number: index + 1 }));
  const read = invoiceFromPages(numbered);
  const scored = source === "ocr" ? withWordConfidence(read, numbered) : read;
  return { ...scored, evidence: inFile(scored.evidence, pages) };
}

const inFile = (evidence: EvidenceByPath, pages: readonly Page[]): EvidenceByPath =>
  Object.fromEntries(
    Object.entries(evidence).map(([path, given]) => {
      const page = given.page === undefined ? undefined : pages[given.page - 1]?.number;
      return [path, page === undefined ? given : { ...given, page }];
    }),
  );
