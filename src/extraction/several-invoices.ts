import type { PageRange } from "#src/domain/document.ts";
import type { Draft } from "#src/domain/draft.ts";
import type { Reading, ReadingWarning } from "#src/domain/reading.ts";
import { type InvoicePart, splitConfidenceMin, splitInvoices } from "./split-invoices.ts";

type SeveralInvoices = {
  /** What is read of the whole would mix them: it goes to a person. */
  readonly warning: ReadingWarning;
  /** Where that is sure; a batch goes on with each by itself. */
  readonly parts?: Draft["parts"];
};

/** The invoices of a file of pages, if they are several. */
export function severalInvoices(reading: Reading): SeveralInvoices | undefined {
  const { pages, source } = reading;
  if (pages.length < 2) return undefined;
  const pageCount = source === "ocr" ? reading.pageCount : pages.length;
  const { parts, confidence, reasons } = splitInvoices(pages, { source, pageCount });
  if (parts.length < 2) return undefined;
  // Pages of plain text are a way to lay it out: no other program could find them.
  const isSure = confidence >= splitConfidenceMin && source !== "text";
  return {
    warning: warningOf(parts, reasons),
    ...(isSure && { parts: parts.map(({ first, last }) => ({ first, last })) }),
  };
}

function warningOf(parts: readonly InvoicePart[], reasons: readonly string[]): ReadingWarning {
  const found = parts.map((part) => `${part.invoiceNumber} on page ${pagesText(part)}`);
  const doubts = reasons.length === 0 ? "" : ` It was not split: ${reasons.join("; ")}.`;
  return {
    rule: "DOCUMENT-SEVERAL-INVOICES",
    message: `The file seems to hold ${parts.length} invoices (${found.join("; ")}).${doubts} Split it and process each by itself.`,
    path: "invoiceNumber",
  };
}

const pagesText = ({ first, last }: PageRange): string =>
  first === last ? `${first}` : `${first}-${last}`;
