import type { Page, ReadingWarning } from "#src/domain/reading.ts";
import { invoiceFromPages } from "./layout/invoice-from-pages.ts";
import { findInvoiceNumber } from "./layout/invoice-number.ts";
import { layoutOf } from "./layout/layout.ts";

/** A number and a total this sure make a page an invoice of its own; a page that merely mentions another has neither. */
const confidenceMin = 0.6;

/** Pages that are looked at by themselves; a file of more is no bundle of a few invoices. */
const pagesMax = 50;

/**
 * A warning where pages are invoices of their own, each with its number and its total: what is read of the whole would mix them.
 *
 * @returns Nothing for a single page, and where no two numbers differ.
 */
export function severalInvoices(pages: readonly Page[]): ReadingWarning | undefined {
  if (pages.length < 2) return undefined;
  const looked = pages.slice(0, pagesMax);
  // Numbers are soon found; most files have one, and need no second look.
  const mentioned = new Set(looked.map((page) => findInvoiceNumber(layoutOf([page]))?.value));
  mentioned.delete(undefined);
  if (mentioned.size < 2) return undefined;
  const pagesByNumber = new Map<string, number[]>();
  for (const page of looked) {
    const number = ownNumber(page);
    if (number === undefined) continue;
    pagesByNumber.set(number, [...(pagesByNumber.get(number) ?? []), page.number]);
  }
  if (pagesByNumber.size < 2) return undefined;
  const found = [...pagesByNumber].map(([number, at]) => `${number} on page ${at.join(", ")}`);
  return {
    rule: "DOCUMENT-SEVERAL-INVOICES",
    message: `The file seems to hold ${pagesByNumber.size} invoices (${found.join("; ")}): split it and process each by itself.`,
    path: "invoiceNumber",
  };
}

function ownNumber(page: Page): string | undefined {
  const { documentType, invoice, evidence } = invoiceFromPages([page]);
  const isSure = ["invoiceNumber", "totalWithTax"].every(
    (path) => (evidence[path]?.confidence ?? 0) >= confidenceMin,
  );
  return documentType !== "other" && isSure ? invoice.invoiceNumber : undefined;
}
