import { describe, expect, it } from "vitest";
import type { Page, Word } from "#src/domain/reading.ts";
import { invoiceFromPages } from "#src/extraction/layout/invoice-from-pages.ts";

const heightPt = 10;

/** Words 120 points apart from left to right, in rows at the given places from the top. */
function aPageOfColumns(rows: readonly (readonly [topPt: number, ...columns: string[]])[]): Page {
  return {
    number: 1,
    widthPt: 595,
    heightPt: 842,
    rows: rows.map(([top, ...columns]) => ({
      words: columns.map((text, column): Word => {
        const left = 40 + column * 120;
        return { text, box: [left, top, left + 50, top + heightPt], fontSize: heightPt };
      }),
    })),
  };
}

const invoiceOf = (...rows: Parameters<typeof aPageOfColumns>[0]) =>
  invoiceFromPages([aPageOfColumns([[50, "Rechnung"], ...rows, [400, "Gesamtbetrag", "119,00"]])])
    .invoice;

describe("the values below a row of labels", () => {
  it("are found in a box of their own", () => {
    const invoice = invoiceOf(
      [100, "Rechnungsdatum", "Rechnungsnummer", "Fälligkeitsdatum"],
      [133, "04.11.2025", "FA-17", "24.11.2025"],
    );

    expect(invoice).toMatchObject({
      issueDate: "2025-11-04",
      invoiceNumber: "FA-17",
      paymentDueDate: "2025-11-24",
    });
  });

  it("are not looked for as far below a single label", () => {
    const invoice = invoiceOf([100, "Rechnungsnummer"], [133, "FA-17"]);

    expect(invoice.invoiceNumber).toBeUndefined();
  });

  it("are not looked for in another part of the page", () => {
    const invoice = invoiceOf(
      [100, "Rechnungsdatum", "Rechnungsnummer", "Fälligkeitsdatum"],
      [170, "04.11.2025", "FA-17", "24.11.2025"],
    );

    expect(invoice.invoiceNumber).toBeUndefined();
  });
});
