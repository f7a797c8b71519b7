import { describe, expect, it } from "vitest";
import { draftInvoice } from "#src/extraction/draft-invoice.ts";
import { aLaterPage, anInvoicePage, type Head, readingOf } from "#test/support/bundle-pages.ts";
import { aPage } from "./layout/a-page.ts";

const head = (given: Partial<Head> = {}): string => anInvoicePage({ number: "RE-17", ...given });

/** Ten lines of a table without sums, from a position on. */
const linesFrom = (first: number): string =>
  Array.from(
    { length: 10 },
    (_, index) => `${first + index}    Harfensaite ${index}          2      50,00        100,00`,
  ).join("\n");

const sums = `
Nettobetrag                                  3.000,00 EUR
Umsatzsteuer 19 %                              570,00 EUR
Gesamtbetrag                                 3.570,00 EUR`;

const letterhead = "Beispiel Werke GmbH, Hauptstr. 1, 10115 Berlin";

describe("one invoice over many pages is not taken for several", () => {
  it.each<[string, readonly string[]]>([
    [
      "its head on each",
      [1, 11, 21].map((at) => head({ body: linesFrom(at) + (at === 21 ? sums : "") })),
    ],
    [
      "the sum carried over",
      [
        head({ body: `${linesFrom(1)}\nÜbertrag          1.000,00 EUR` }),
        `Übertrag          1.000,00 EUR\n${linesFrom(11)}\nZwischensumme          2.000,00 EUR`,
        `Übertrag          2.000,00 EUR\n${linesFrom(21)}\n${sums}`,
      ],
    ],
    [
      "a summary first and its lines behind, under the head",
      [head({ body: sums }), head({ body: linesFrom(1) }), head({ body: linesFrom(11) })],
    ],
    [
      "a summary first and its lines behind, without a head",
      [head({ body: sums }), linesFrom(1), linesFrom(11)],
    ],
    [
      "the total again on its last page",
      [
        head({ counter: "Seite 1 von 3", body: sums }),
        `Seite 2 von 3\n${linesFrom(1)}`,
        aLaterPage("3 von 3", "3.570,00"),
      ],
    ],
    [
      "all pages called the first of one",
      [
        head({ counter: "Seite 1 von 1", body: linesFrom(1) }),
        head({ counter: "Seite 1 von 1", body: linesFrom(11) + sums }),
      ],
    ],
    [
      "a letter before it",
      [
        `${letterhead}\nDatum: 02.03.2026\n\nSehr geehrte Damen und Herren,\nanbei unsere Rechnung.\n`,
        head({ counter: "Seite 1 von 1", body: sums }),
      ],
    ],
    [
      "a delivery note with its own count behind it",
      [
        head({ counter: "Seite 1 von 1", body: sums }),
        `${letterhead}   Seite 1 von 1\nLieferschein LS-99\nDatum: 01.03.2026\nRechnungsnummer: RE-17\n2 Schrauben`,
      ],
    ],
    [
      "a time sheet with its own count behind it",
      [
        head({ counter: "Seite 1 von 1", body: sums }),
        `${letterhead}   Seite 1 von 2\nTätigkeitsnachweis\nDatum: 28.02.2026\nSumme Stunden: 12,5`,
        "Seite 2 von 2\nSumme Stunden: 40,0",
      ],
    ],
    [
      "the order it confirms behind it",
      [
        head({ counter: "Seite 1 von 1", body: sums }),
        `${letterhead}   Seite 1 von 1\nAuftragsbestätigung AB-5\nDatum: 01.02.2026\n${linesFrom(1)}\n${sums}`,
      ],
    ],
    [
      "a payment slip behind it",
      [
        head({ body: sums }),
        `Zahlteil\nKonto / Zahlbar an\nCH44 3199 9123 0008 8901 2\nBeispiel Werke GmbH\nWährung Betrag\nEUR 3 570.00`,
      ],
    ],
    [
      "a page that names an earlier one",
      [
        head({ body: sums }),
        `${letterhead}\nMahnung vom 01.03.2026\nDie Rechnung Nr. RE-10 vom 01.02.2026 ist offen.`,
      ],
    ],
  ])("with %s", (_, pages) => {
    const {
      invoice,
      warnings,
      parts,
      appendices = [],
    } = draftInvoice(readingOf(aPage(pages.join("\n\f\n"))));
    expect(warnings?.map(({ message }) => message)).toEqual([]);
    expect(parts).toBeUndefined();
    expect(appendices.filter(({ kind }) => kind === "copy")).toEqual([]);
    expect(invoice).toMatchObject({ invoiceNumber: "RE-17", totalWithTax: "3570.00" });
  });
});
