import type { DocumentSource } from "#src/domain/document.ts";
import type { Page, Reading } from "#src/domain/reading.ts";

export type Head = {
  readonly number: string;
  readonly counter?: string;
  readonly total?: string;
  readonly date?: string;
  readonly seller?: string;
  readonly title?: string;
  /** Lines between head and total. */
  readonly body?: string;
};

/** A page of an invoice as plain text; without a total, its first of several. */
export const anInvoicePage = ({ counter = "", total, ...head }: Head): string => `
${head.seller ?? "Beispiel Werke GmbH, Hauptstr. 1, 10115 Berlin"}          ${counter}
${head.title ?? "Rechnung"}
Rechnungsnummer: ${head.number}
Rechnungsdatum: ${head.date ?? "01.03.2026"}
${head.body ?? ""}
${total === undefined ? "" : `Gesamtbetrag          ${total} EUR`}
`;

/** A later page of an invoice, without its number. */
export const aLaterPage = (counter: string, total: string): string => `
Seite ${counter}
Gesamtbetrag          ${total} EUR
`;

export const readingOf = (
  pages: readonly Page[],
  source: DocumentSource = "pdf-text",
): Reading => ({
  source,
  pages,
  warnings: [],
});
