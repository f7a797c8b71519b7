import { describe, expect, it } from "vitest";
import { invoiceFromPages } from "#src/extraction/layout/invoice-from-pages.ts";
import { languages } from "#src/extraction/layout/vocabulary/languages.ts";
import { aPage } from "./a-page.ts";

const read = (lines: string) =>
  invoiceFromPages(aPage(`${lines}\nDate of issue: 2026-05-09\nTotal EUR 12.00`));

describe("the invoice that a credit note corrects", () => {
  it.each([
    ["CREDIT NOTE CN-9\nOriginal invoice: R-2026-17", "CN-9"],
    ["GUTSCHRIFT\nGutschrift-Nr. CN-9\nzu Rechnung Nr. R-2026-17 vom 3.4.2026", "CN-9"],
    ["AVOIR N° CN-9\nFacture d'origine : R-2026-17", "CN-9"],
    ["KREDITNOTA\nFakturanr. CN-9\nVedrører faktura R-2026-17", "CN-9"],
  ])("is told from its own number: %s", (lines, invoiceNumber) => {
    expect(read(lines).invoice).toMatchObject({
      invoiceNumber,
      precedingInvoiceNumber: "R-2026-17",
    });
  });

  it("is none where it corrects several", () => {
    const { invoice } = read("CREDIT NOTE CN-9\nOriginal invoice: R-17\nOriginal invoice: R-18");

    expect(invoice).not.toHaveProperty("precedingInvoiceNumber");
  });

  it("is none of an invoice, which may name one it goes on from", () => {
    const { invoice } = read("INVOICE CN-9\nOriginal invoice: R-2026-17");

    expect(invoice).not.toHaveProperty("precedingInvoiceNumber");
  });
});

describe("a credit note", () => {
  const numbers = languages.flatMap(({ labels }) =>
    (labels.invoiceNumber ?? []).filter((number) =>
      labels.creditNoteTitle?.some((title) => number.startsWith(`${title} `)),
    ),
  );

  it.each(["Avoir N°", "Gutschriftsnummer:", "Kreditnotanr.", "Hyvityslaskun numero", ...numbers])(
    "is no invoice where only its number says so: %s",
    (label) => {
      expect(read(`${label} CN-9`)).toMatchObject({
        documentType: "credit_note",
        invoice: { invoiceNumber: "CN-9" },
      });
    },
  );
});

it("a correction of an invoice, as German law calls it, is a credit note", () => {
  expect(read("Rechnungskorrektur RK-9\nzu Rechnung R-2026-17").documentType).toBe("credit_note");
});
