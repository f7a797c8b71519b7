import { describe, expect, it } from "vitest";
import type { Page } from "#src/domain/reading.ts";
import { findAppendices } from "#src/extraction/appendix-pages.ts";
import { draftInvoice } from "#src/extraction/draft-invoice.ts";
import { aPage } from "./layout/a-page.ts";

const invoice = `
Beispiel Werke GmbH
Rechnung
Rechnungsnummer: RE-17
Rechnungsdatum: 01.03.2026
Gesamtbetrag          119,00 EUR
`;

const sentence =
  "Die Ware bleibt bis zur vollständigen Bezahlung unser Eigentum und ist pfleglich\n";

const pagesOf = (...pages: readonly string[]) => aPage(pages.join("\n\f\n"));

describe("pages that are no part of the invoice", () => {
  it.each([
    { kind: "terms", page: `Allgemeine Geschäftsbedingungen\n${sentence.repeat(12)}` },
    { kind: "terms", page: `Conditions générales de vente\n${sentence.repeat(12)}` },
    { kind: "terms", page: `Všeobecné obchodní podmínky\n${sentence.repeat(12)}` },
    { kind: "delivery_note", page: "Lieferschein\nSchrauben M8   100 Stück\n" },
    { kind: "time_sheet", page: "Timesheet\nMonday   8 h\nTuesday   7 h\n" },
  ])("are known by their heading: $page", ({ kind, page }) => {
    expect(findAppendices(pagesOf(invoice, page))).toEqual([{ page: 2, kind }]);
  });

  it("are left out of what is read, and named", () => {
    const terms = `Allgemeine Geschäftsbedingungen\n${sentence.repeat(12)}`;
    const pages = pagesOf(invoice, terms);
    const draft = draftInvoice({ source: "pdf-text", pages, warnings: [] });
    expect(draft.appendices).toEqual([{ page: 2, kind: "terms" }]);
    expect(draft.invoice.totalWithTax).toBe("119.00");
  });

  it("are not pages that show a picture: those go to a person, named", () => {
    const [first, second] = pagesOf(invoice, "x");
    const pages = [first, { ...second, rows: [], isPicture: true }] as Page[];
    const draft = draftInvoice({ source: "pdf-text", pages, warnings: [] });
    expect(draft.appendices).toBeUndefined();
    expect(draft.warnings).toMatchObject([{ rule: "DOCUMENT-PAGES-UNREAD" }]);
  });

  it("never are the first page, nor one with a sum", () => {
    const terms = `Allgemeine Geschäftsbedingungen\n${sentence.repeat(12)}`;
    expect(findAppendices(pagesOf(terms, invoice))).toEqual([]);
    expect(findAppendices(pagesOf(invoice, `${terms}Gesamtbetrag   119,00 EUR\n`))).toEqual([]);
  });
});
