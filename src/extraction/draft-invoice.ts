import type { Draft } from "#src/domain/draft.ts";
import type { Page, Reading } from "#src/domain/reading.ts";
import { DocumentRejected } from "#src/errors.ts";
import { ciiInvoice } from "./cii-invoice.ts";
import { differencesFromPage } from "./compare-with-page.ts";
import { withConfidence } from "./confidence.ts";
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
  const { source, eInvoice, pages } = reading;
  if (eInvoice === undefined) return draftFromPages(source, pages, reading.warnings);
  const read = eInvoice.syntax === "ubl" ? ublInvoice : ciiInvoice;
  const { documentType, invoice, evidence, warnings } = read(eInvoice.root);
  if (Object.keys(evidence).length === 0) throw nothingFound();
  return {
    source,
    documentType,
    invoice,
    evidence,
    warnings: [...reading.warnings, ...warnings, ...differencesFromPage(invoice, pages)],
  };
}

function draftFromPages(
  source: Draft["source"],
  pages: readonly Page[],
  warnings: Reading["warnings"],
): Draft {
  const { documentType, invoice, evidence } = withConfidence(scoredInvoice(pages, source), source);
  if (documentType === "other") {
    throw new DocumentRejected(
      "document.not_an_invoice",
      "The text does not read like an invoice: too little of what an invoice must say is in it; check what the file is.",
    );
  }
  if (Object.keys(evidence).length === 0) throw nothingFound();
  const several = severalInvoices(pages);
  return {
    source,
    documentType,
    invoice,
    evidence: placedOnSheets(evidence, pages),
    warnings: [...warnings, ...(several ? [several] : [])],
  };
}

const nothingFound = (): DocumentRejected =>
  new DocumentRejected(
    "document.nothing_found",
    "Not one field of an invoice could be read from the file; check what it is or enter it by hand.",
  );
