import type { Draft } from "#src/domain/draft.ts";
import type { Code, Page, Reading } from "#src/domain/reading.ts";
import { DocumentRejected } from "#src/errors.ts";
import { findAppendices } from "./appendix-pages.ts";
import { ciiInvoice } from "./cii-invoice.ts";
import { codeValues } from "./codes/code-values.ts";
import { differencesFromCodes } from "./codes/compare-with-codes.ts";
import { withCodes } from "./codes/with-codes.ts";
import { differencesFromPage } from "./compare-with-page.ts";
import { withConfidence } from "./confidence.ts";
import type { PageInvoice } from "./layout/invoice-from-pages.ts";
import { notFinalWarnings } from "./not-final.ts";
import { printedOn } from "./printed.ts";
import { scoredInvoice } from "./scored-invoice.ts";
import { severalInvoices } from "./several-invoices.ts";
import { placedOnSheets } from "./sheet-places.ts";
import { ublInvoice } from "./ubl-invoice.ts";

/**
 * Makes the first version of the invoice: exactly from e-invoice XML, else by layout rules from the pages.
 *
 * @throws {DocumentRejected} `document.not_an_invoice` for text that is something else, `document.nothing_found` if no
 *   field could be read, `document.xml_too_large` for more lines than an invoice may have.
 */
export function draftInvoice(reading: Reading): Draft {
  const { source, eInvoice, pages, codes = [] } = reading;
  if (eInvoice === undefined) return draftFromPages(reading);
  const read = eInvoice.syntax === "ubl" ? ublInvoice : ciiInvoice;
  const { documentType, invoice, evidence, warnings } = read(eInvoice.root);
  if (Object.keys(evidence).length === 0) throw nothingFound();
  return {
    source,
    documentType,
    invoice,
    evidence,
    warnings: [
      ...reading.warnings,
      ...warnings,
      ...differencesFromPage(invoice, pages),
      ...differencesOf(codes, { documentType, invoice, evidence }, pages),
    ],
  };
}

function draftFromPages(reading: Reading): Draft {
  const { source, warnings, codes = [] } = reading;
  const { appendices, warning, parts } = leftOutOf(reading);
  const leftOut = new Set(appendices.map(({ page }) => page));
  const pages = reading.pages.filter(({ number }) => !leftOut.has(number));
  const found = withConfidence(scoredInvoice(pages, source), source);
  const read = { ...found, evidence: placedOnSheets(found.evidence, pages) };
  const { documentType, invoice, evidence } = withCodes(read, codeValues(codes, read));
  if (documentType === "other") {
    throw new DocumentRejected(
      "document.not_an_invoice",
      "The text does not read like an invoice: too little of what an invoice must say is in it; check what the file is.",
    );
  }
  if (Object.keys(read.evidence).length === 0) throw nothingFound();
  return {
    source,
    documentType,
    invoice,
    evidence,
    ...(parts && { parts }),
    ...(appendices.length > 0 && { appendices }),
    warnings: [
      ...warnings,
      ...unreadPages(pages),
      ...notFinalWarnings(pages),
      ...(warning ? [warning] : []),
      ...differencesOf(codes, read, pages),
    ],
  };
}

/** Pages that are no part of the invoice or say it once more, and what tells of several. */
function leftOutOf(reading: Reading) {
  const found = findAppendices(reading.pages);
  const { copies, warning, parts } = severalInvoices(reading, found);
  const appendices = [...found, ...copies.map((page) => ({ page, kind: "copy" as const }))];
  return { appendices: appendices.toSorted((a, b) => a.page - b.page), warning, parts };
}

function differencesOf(
  codes: readonly Code[],
  read: PageInvoice,
  pages: readonly Page[],
): Reading["warnings"] {
  const values = codeValues(codes, read);
  return values.length === 0 ? [] : differencesFromCodes(values, read, printedOn(pages));
}

/** What a picture among pages of text says is not in the draft; it may be a second invoice. */
function unreadPages(pages: readonly Page[]): Reading["warnings"] {
  const unread = pages.filter(({ isPicture }) => isPicture === true);
  if (unread.length === 0) return [];
  const numbers = unread.map(({ number }) => number).join(", ");
  const message = `Page ${numbers} is a picture and was not read: look at it.`;
  return [{ rule: "DOCUMENT-PAGES-UNREAD", message }];
}

const nothingFound = (): DocumentRejected =>
  new DocumentRejected(
    "document.nothing_found",
    "Not one field of an invoice could be read from the file; check what it is or enter it by hand.",
  );
