import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitConfidenceMin, splitInvoices } from "#src/extraction/split-invoices.ts";
import type { DocumentSource } from "#src/domain/document.ts";
import { aLaterPage, anInvoicePage as anyPage, type Head } from "#test/support/bundle-pages.ts";
import { aPage } from "./layout/a-page.ts";

const anInvoicePage = (head: Head): string => anyPage({ counter: "Seite 1 von 1", ...head });

function split(pages: readonly string[], source: DocumentSource = "pdf-text") {
  const pageCount = pages.length;
  return splitInvoices(aPage(pages.join("\n\f\n")), { source, pageCount });
}

const rangesOf = ({ parts }: ReturnType<typeof split>) =>
  parts.map(({ first, last }) => [first, last]);

describe("the invoices of a file", () => {
  const three = [
    anInvoicePage({ number: "RE-17", total: "119,00" }),
    anInvoicePage({ number: "RE-18", counter: "Seite 1 von 2" }),
    aLaterPage("2 von 2", "238,00"),
    anInvoicePage({ number: "RE-19", total: "400,00" }),
  ];

  it("are told apart by their numbers and page counters, each with its pages", () => {
    const found = split(three);
    expect(found.reasons).toEqual([]);
    expect(found.confidence).toBeGreaterThanOrEqual(splitConfidenceMin);
    expect(rangesOf(found)).toEqual([
      [1, 1],
      [2, 3],
      [4, 4],
    ]);
  });

  it.each([
    {
      by: "their heads, without page counters",
      pages: ["RE-17", "RE-18"].map((number, index) =>
        anyPage({ number, total: ["119,00", "20,00"][index] ?? "" }),
      ),
    },
    {
      by: "the VAT identifiers of their sellers, whose numbers are the same",
      pages: [
        anInvoicePage({ number: "RE-17", total: "119,00", body: "USt-IdNr. DE136695976" }),
        anInvoicePage({
          number: "RE-17",
          total: "20,00",
          seller: "Andere Werke AG, Ring 2, 80331 München",
          body: "USt-IdNr. DE811907980",
        }),
      ],
    },
  ])("are told apart by $by", ({ pages }) => {
    const found = split(pages);
    expect(found.reasons).toEqual([]);
    expect(found.confidence).toBeGreaterThanOrEqual(splitConfidenceMin);
    expect(rangesOf(found)).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  it("are told apart with lines that stand behind the totals of one", () => {
    const pages = [
      anyPage({ number: "RE-17", total: "119,00" }),
      "1    Harfensaite          2      50,00        100,00\n",
      anyPage({ number: "RE-18", total: "20,00" }),
    ];
    expect(split(pages).reasons).toEqual([]);
    expect(rangesOf(split(pages))).toEqual([
      [1, 2],
      [3, 3],
    ]);
  });

  it("are one where one number is carried on", () => {
    const found = split([
      anInvoicePage({ number: "RE-17", counter: "Seite 1 von 2" }),
      anInvoicePage({ number: "RE-17", counter: "Seite 2 von 2", total: "119,00" }),
    ]);
    const parts = [{ first: 1, last: 2 }];
    expect(found).toEqual({ parts, copies: [], confidence: 1, reasons: [] });
  });

  it.each([
    {
      name: "one lists the other, as a collective invoice does",
      pages: [
        `${anInvoicePage({ number: "RE-17", total: "119,00" })}\nenthält RE-18\n`,
        anInvoicePage({ number: "RE-18", total: "119,00" }),
      ],
      reason: /RE-18 is named on pages of another/,
    },
    {
      name: "a number comes again behind another",
      pages: ["RE-17", "RE-18", "RE-17"].map((number) => anInvoicePage({ number, total: "9,00" })),
      reason: /comes again/,
    },
    {
      name: "a page looks like the first of one without a number",
      pages: [
        anInvoicePage({ number: "RE-17", total: "119,00" }),
        anInvoicePage({ number: "", total: "20,00" }),
        anInvoicePage({ number: "RE-18", total: "119,00" }),
      ],
      reason: /what begins on page 2 has no number/,
    },
    {
      name: "one has no number that was read, and nothing counts its pages",
      pages: [
        anyPage({ number: "RE-17", total: "119,00" }),
        anyPage({ number: "", total: "20,00" }),
      ],
      reason: /what begins on page 2 has no number/,
    },
    {
      name: "one corrects the other under its number",
      pages: ["119,00", "120,00"].map((total) => anyPage({ number: "RE-17", total })),
      reason: /comes again/,
    },
    {
      name: "one of them has no total",
      pages: [...three, anInvoicePage({ number: "RE-20" })],
      reason: /RE-20 has no total/,
    },
    {
      name: "a page that says it is a later one has a new number",
      pages: [
        anInvoicePage({ number: "RE-17", total: "119,00" }),
        anInvoicePage({ number: "RE-18", counter: "Seite 2 von 2", total: "119,00" }),
      ],
      reason: /not clear/,
    },
    {
      name: "one spells the number of the other in its own way",
      pages: [
        `${anInvoicePage({ number: "RE-17", total: "119,00" })}\nzu Beleg RE 18/26\n`,
        anInvoicePage({ number: "RE18/26", total: "20,00" }),
      ],
      reason: /RE18\/26 is named on pages of another/,
    },
    {
      name: "one charges what the other comes to, as a folio with its slips does",
      pages: [
        `${anInvoicePage({ number: "F-17", total: "300,00" })}\nRestaurant 1.080,00\n`,
        anInvoicePage({ number: "4711", total: "1080,00" }),
      ],
      reason: /the total of 4711 stands on pages of another/,
    },
    {
      name: "one comes to what the others do, as a collective invoice does",
      pages: [
        anInvoicePage({ number: "S-17", total: "119,00" }),
        anInvoicePage({ number: "RE-1", total: "50,00" }),
        anInvoicePage({ number: "RE-2", total: "69,00" }),
      ],
      reason: /the total of S-17 is that of the others/,
    },
    {
      name: "one is the same in another language or layout",
      pages: ["RE-17", "RE17"].map((number) => anInvoicePage({ number, total: "119,00" })),
      reason: /comes again/,
    },
    {
      name: "one calls itself a copy",
      pages: [
        anInvoicePage({ number: "RE-17", total: "119,00" }),
        `Kopie\n${anInvoicePage({ number: "RE-10", total: "80,00" })}`,
      ],
      reason: /RE-10 may be a copy/,
    },
    {
      name: "a page of one is missing",
      pages: [
        anInvoicePage({ number: "RE-17", counter: "Seite 1 von 2", total: "119,00" }),
        anInvoicePage({ number: "RE-18", total: "20,00" }),
      ],
      reason: /RE-17 has other pages than it counts/,
    },
    {
      name: "a page that counts itself to another invoice was put among them",
      pages: [
        anInvoicePage({ number: "RE-17", total: "119,00" }),
        aLaterPage("2 von 2", "9.000,00"),
        anInvoicePage({ number: "RE-18", total: "20,00" }),
      ],
      reason: /RE-17 has other pages than it counts/,
    },
    {
      name: "a page behind the last asks for more",
      pages: [
        anInvoicePage({ number: "RE-17", total: "119,00" }),
        anInvoicePage({ number: "RE-18", total: "20,00" }),
        "\nAnlage\nBitte zahlen Sie 5.000,00 EUR\n",
      ],
      reason: /RE-18 has no total/,
    },
  ])("are left to a person where $name", ({ pages, reason }) => {
    const { parts, confidence, reasons } = split(pages);
    expect(parts.length).toBeGreaterThan(1);
    expect(confidence).toBeLessThan(splitConfidenceMin);
    expect(reasons.join("; ")).toMatch(reason);
  });

  it.each([
    {
      read: "its title and date alone",
      next: "\nRechnung\nRechnungsdatum: 02.03.2026\nRechnungsempfänger: Kunden AG\n",
    },
    {
      read: "its number and date alone",
      next: "\nRechnungsnummer: RE-18\nRechnungsdatum: 02.03.2026\n",
    },
  ])("are left to a person on a scan of which one has $read", ({ next }) => {
    const { parts, reasons } = split([anyPage({ number: "RE-17", total: "119,00" }), next], "ocr");
    expect(parts).toHaveLength(2);
    expect(reasons).not.toEqual([]);
  });

  it("are left to a person on a scan of which not all pages were read", () => {
    const pages = aPage(three.join("\n\f\n"));
    const { reasons } = splitInvoices(pages, { source: "ocr", pageCount: undefined });
    expect(reasons).toEqual(["not all pages were read"]);
  });

  it("have every page in exactly one part, in order", () => {
    const page = fc.oneof(
      fc.record({
        number: fc.constantFrom("RE-17", "RE-18", "RE-19", ""),
        counter: fc.constantFrom("Seite 1 von 2", "Seite 2 von 2", ""),
        total: fc.constantFrom("119,00", "20,00"),
      }),
      fc.constant(undefined),
    );
    fc.assert(
      fc.property(fc.array(page, { minLength: 1, maxLength: 6 }), (heads) => {
        const pages = heads.map((head) =>
          head === undefined ? "\nHinweise\n" : anInvoicePage(head),
        );
        const covered = split(pages).parts.flatMap(({ first, last }) =>
          Array.from({ length: last - first + 1 }, (_, index) => first + index),
        );
        expect(covered).toEqual(pages.map((_, index) => index + 1));
      }),
      { seed: 6, numRuns: 60 },
    );
  });
});
