import { describe, expect, it } from "vitest";
import type { DocumentSource } from "#src/domain/document.ts";
import type { Page } from "#src/domain/reading.ts";
import { draftInvoice } from "#src/extraction/draft-invoice.ts";
import { severalInvoices } from "#src/extraction/several-invoices.ts";
import { aPage } from "./layout/a-page.ts";

const anInvoicePage = (number: string, total: string): string => `
Beispiel Werke GmbH
Rechnung
Rechnungsnummer: ${number}
Rechnungsdatum: 01.03.2026
Gesamtbetrag          ${total} EUR
`;

const pagesOf = (...pages: readonly string[]) => aPage(pages.join("\n\f\n"));

const readingOf = (source: DocumentSource, pages: readonly Page[]) => ({
  source,
  pages,
  warnings: [],
});

describe("several invoices in one file", () => {
  it("are noticed by their numbers and totals, with their pages", () => {
    const pages = pagesOf(
      anInvoicePage("RE-17", "119,00"),
      anInvoicePage("RE-18", "238,00"),
      anInvoicePage("RE-18", "238,00"),
    );
    const found = severalInvoices(readingOf("text", pages));
    expect(found.warning?.message).toContain("RE-17 on page 1; RE-18 on page 2-3");
    const { warnings, parts } = draftInvoice(readingOf("text", pages));
    expect(warnings).toMatchObject([{ rule: "DOCUMENT-SEVERAL-INVOICES" }]);
    expect(parts).toBeUndefined();
  });

  it("are not seen in one invoice over several pages", () => {
    const pages = pagesOf(
      `Beispiel Werke GmbH\nRechnung\nRechnungsnummer: RE-17\nRechnungsdatum: 01.03.2026\n`,
      anInvoicePage("RE-17", "119,00"),
    );
    expect(severalInvoices(readingOf("pdf-text", pages))).toEqual({ copies: [] });
  });

  it("are not seen where a page only mentions another invoice", () => {
    const pages = pagesOf(
      anInvoicePage("RE-17", "119,00"),
      "Allgemeine Geschäftsbedingungen\nDiese gelten auch für die Rechnung Nr. RE-16.\n",
    );
    expect(severalInvoices(readingOf("pdf-text", pages))).toEqual({ copies: [] });
  });
});
