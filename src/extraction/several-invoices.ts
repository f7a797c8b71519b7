import type { PageRange } from "#src/domain/document.ts";
import type { Appendix, Draft } from "#src/domain/draft.ts";
import type { Reading, ReadingWarning } from "#src/domain/reading.ts";
import { type InvoicePart, splitConfidenceMin, splitInvoices } from "./split-invoices.ts";

type SeveralInvoices = {
  /** Pages that say once more what the invoice before them says. */
  readonly copies: readonly number[];
  /** What is read of the whole would mix them: it goes to a person. Absent for one invoice. */
  readonly warning?: ReadingWarning;
  /** Where that is sure; a batch goes on with each by itself. */
  readonly parts?: Draft["parts"];
};

/** The invoices of a file of pages, as far as they are several, and the copies among its pages. */
export function severalInvoices(
  reading: Reading,
  appendices: readonly Appendix[] = [],
): SeveralInvoices {
  const { pages, source } = reading;
  if (pages.length < 2) return { copies: [] };
  const pageCount = source === "ocr" ? reading.pageCount : pages.length;
  const split = splitInvoices(pages, { source, pageCount, appendices });
  const { parts, copies, confidence, reasons } = split;
  if (parts.length < 2) return { copies };
  // Pages of plain text are a way to lay it out: no other program could find them.
  const isSure = confidence >= splitConfidenceMin && source !== "text";
  return {
    copies,
    warning: warningOf(parts, reasons),
    ...(isSure && { parts: parts.map(({ first, last }) => ({ first, last })) }),
  };
}

/** Invoices a warning names. */
const partsNamedMax = 20;

function warningOf(parts: readonly InvoicePart[], reasons: readonly string[]): ReadingWarning {
  const found = parts
    .slice(0, partsNamedMax)
    .map((part) => `${part.invoiceNumber ?? "one without a number"} on page ${pagesText(part)}`);
  if (parts.length > partsNamedMax) found.push(`and ${parts.length - partsNamedMax} more`);
  const doubts = reasons.length === 0 ? "" : ` It was not split: ${reasons.join("; ")}.`;
  return {
    rule: "DOCUMENT-SEVERAL-INVOICES",
    message: `The file seems to hold ${parts.length} invoices (${found.join("; ")}).${doubts} Split it and process each by itself.`,
    path: "invoiceNumber",
  };
}

const pagesText = ({ first, last }: PageRange): string =>
  first === last ? `${first}` : `${first}-${last}`;
