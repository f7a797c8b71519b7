import { describe, expect, it } from "vitest";
import { draftInvoice } from "#src/extraction/draft-invoice.ts";
import { aLaterPage, anInvoicePage, type Head, readingOf } from "#test/support/bundle-pages.ts";
import { aPage } from "./layout/a-page.ts";

const draftOf = (...pages: readonly string[]) =>
  draftInvoice(readingOf(aPage(pages.join("\n\f\n"))));

/** Lines of a net amount of 100.00, and what comes behind them. */
const linesWith = (first: string, second: string, net = "100,00", tax = "19,00"): string => `
Pos  Bezeichnung          Menge  Einzelpreis  Gesamt
1    Harfensaite          1      ${first}        ${first}
2    Harfenwachs          1      ${second}        ${second}

Nettobetrag                                   ${net} EUR
Umsatzsteuer 19 %                              ${tax} EUR`;

const account = "IBAN DE02 1203 0000 0000 2020 51";
const body = `${account}\n${linesWith("60,00", "40,00")}`;
const one = anInvoicePage({ number: "RE-17", total: "119,00", body });
const longer = linesWith("150,00", "50,00", "200,00", "38,00");
const twoPages = [
  anInvoicePage({ number: "RE-18", counter: "Seite 1 von 2", body: longer }),
  aLaterPage("2 von 2", "238,00"),
];
const stamped = (page: string): string => `Kopie für Ihre Unterlagen\n${page}`;
const rulesOf = ({ warnings = [] }: ReturnType<typeof draftOf>) => warnings.map(({ rule }) => rule);
const linesOf = ({ invoice }: ReturnType<typeof draftOf>) => invoice.invoiceLines;

describe("the same invoice once more in its file", () => {
  it.each([
    { name: "page for page", pages: [one, one], copies: [2] },
    { name: "with a stamp", pages: [one, stamped(one)], copies: [2] },
    { name: "twice", pages: [one, one, stamped(one)], copies: [2, 3] },
    { name: "over two pages", pages: [...twoPages, ...twoPages], copies: [3, 4] },
  ])("is left out and named: $name", ({ pages, copies }) => {
    const draft = draftOf(...pages);
    expect(draft.appendices).toEqual(copies.map((page) => ({ page, kind: "copy" })));
    expect(rulesOf(draft)).not.toContain("DOCUMENT-SEVERAL-INVOICES");
    const [first = "", second = ""] = pages;
    expect(draft.invoice).toEqual(draftOf(first, ...(copies[0] === 3 ? [second] : [])).invoice);
    expect(linesOf(draft)).toHaveLength(2);
  });

  it("is with its original where a file of several is split", () => {
    const { parts } = draftOf(one, stamped(one), ...twoPages);
    expect(parts).toEqual([
      { first: 1, last: 2 },
      { first: 3, last: 4 },
    ]);
  });

  it("keeps terms that stand behind both as what they are", () => {
    const blank = "\n";
    expect(draftOf(one, blank, one, blank).appendices).toEqual([
      { page: 2, kind: "blank" },
      { page: 3, kind: "copy" },
      { page: 4, kind: "blank" },
    ]);
  });

  it.each<[string, Partial<Head>]>([
    ["another total", { total: "238,00", body: `${account}\n${longer}` }],
    ["another date", { date: "02.03.2026" }],
    ["other lines", { body: `${account}\n${linesWith("50,00", "50,00")}` }],
    ["another seller", { seller: "Andere Werke AG, Ring 2, 80331 München" }],
    ["another account", { body: body.replace(account, "IBAN DE89 3704 0044 0532 0130 00") }],
  ])("is left to a person where it says %s", (_, other) => {
    const draft = draftOf(one, anInvoicePage({ number: "RE-17", total: "119,00", body, ...other }));
    expect(draft.appendices).toBeUndefined();
    expect(draft.parts).toBeUndefined();
    expect(rulesOf(draft)).toContain("DOCUMENT-SEVERAL-INVOICES");
  });
});
