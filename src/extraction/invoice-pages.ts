import type { PageInvoice } from "./layout/invoice-from-pages.ts";
import { isSurelyRead, type PageFacts, readPages } from "./page-facts.ts";

/** The pages of one invoice, and what they say together. */
export type InvoicePages = {
  readonly facts: readonly PageFacts[];
  /** Pages behind them that say the same once more. */
  readonly copies: readonly PageFacts[];
  readonly number: string | undefined;
  readonly total: string | undefined;
  readonly read: PageInvoice;
  /** It has the number and a total. */
  readonly isComplete: boolean;
};

/** Reads pages as those of one invoice. */
export function readInvoice(facts: readonly PageFacts[]): InvoicePages {
  const number = facts.find((fact) => fact.number !== undefined)?.number;
  const read = readPages(facts.map(({ page }) => page));
  const total = isSurelyRead(read, "totalWithTax") ? read.invoice.totalWithTax : undefined;
  const isComplete =
    total !== undefined && number !== undefined && read.invoice.invoiceNumber === number;
  return { facts, copies: [], number, total, read, isComplete };
}
