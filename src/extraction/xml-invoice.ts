import type { DocumentType } from "#src/domain/document.ts";
import type { EvidenceByPath } from "#src/domain/evidence.ts";
import { type Invoice, invoiceLinesMax } from "#src/domain/invoice.ts";
import type { ReadingWarning } from "#src/domain/reading.ts";
import { DocumentRejected } from "#src/errors.ts";

/** What was read from an e-invoice. */
export type XmlInvoice = {
  readonly documentType: DocumentType;
  readonly invoice: Invoice;
  readonly evidence: EvidenceByPath;
  readonly warnings: readonly ReadingWarning[];
};

/** @throws {DocumentRejected} Above `invoiceLinesMax`: lines are never left out in silence. */
export function assertLineCount(count: number): void {
  if (count <= invoiceLinesMax) return;
  throw new DocumentRejected(
    "document.xml_too_large",
    `The invoice has ${count} lines, more than the ${invoiceLinesMax} allowed; ask the sender to split it.`,
  );
}
