import type { Invoice } from "#src/domain/invoice.ts";
import type { InvoicePages } from "./invoice-pages.ts";
import { likeness, type PageFacts } from "./page-facts.ts";

/** Share of its words that each page of a copy has in common with the page it is a copy of; more are a stamp, or were misread. */
const copyLikenessMin = 0.7;

/** Share from which it may be one. */
const likenessMin = 0.6;

/** What a copy says as the original does, if it says it. */
const saidAlike = [
  "issueDate",
  "paymentDueDate",
  "currencyCode",
  "iban",
  "totalWithoutTax",
  "totalTax",
  "amountDue",
] as const satisfies readonly (keyof Invoice)[];

/**
 * True for pages that are the same invoice once more, page by page: number and total are read of both, and nothing that is read of both
 * differs, the amounts of the lines neither.
 */
export function isCopyOf(next: InvoicePages, original: InvoicePages): boolean {
  const [said, saidBefore] = [next.read.invoice, original.read.invoice];
  if (!next.isComplete || !original.isComplete) return false;
  return (
    next.number === original.number &&
    next.total === original.total &&
    saidAlike.every((field) => isAlike(said[field], saidBefore[field])) &&
    isAlike(said.seller?.name, saidBefore.seller?.name) &&
    isAlike(said.seller?.vatId, saidBefore.seller?.vatId) &&
    lineAmountsOf(said) === lineAmountsOf(saidBefore) &&
    isPageByPage(next, original)
  );
}

/** True for pages that begin as the original does: a copy of it, of which not all could be read. */
export const seemsCopyOf = (next: InvoicePages, original: InvoicePages): boolean =>
  likenessOf(next.facts[0], original.facts[0]) >= likenessMin;

const isAlike = (value: string | undefined, other: string | undefined): boolean =>
  value === undefined || other === undefined || value === other;

const lineAmountsOf = ({ invoiceLines = [] }: Invoice): string =>
  invoiceLines.map(({ lineNetAmount = "" }) => lineNetAmount).join(" ");

function isPageByPage(next: InvoicePages, original: InvoicePages): boolean {
  const [pages, others] = [next, original].map(({ facts }) =>
    facts.filter(({ isAppendix }) => !isAppendix),
  );
  return (
    pages?.length === others?.length &&
    (pages ?? []).every((page, index) => likenessOf(page, others?.[index]) >= copyLikenessMin)
  );
}

const likenessOf = (page: PageFacts | undefined, other: PageFacts | undefined): number =>
  page === undefined || other === undefined ? 0 : likeness(page, other);
