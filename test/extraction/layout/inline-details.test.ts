import { describe, expect, it } from "vitest";
import { invoiceFromPages } from "#src/extraction/layout/invoice-from-pages.ts";
import { layoutOf } from "#src/extraction/layout/layout.ts";
import { aPage } from "./a-page.ts";

const segmentsOf = (line: string): string[] =>
  layoutOf(aPage(line)).lines.flatMap(({ segments }) => segments.map(({ text }) => text));

describe("details of an invoice in one line", () => {
  it.each(["·", "|", "•"])("are read apart where %s parts them", (mark) => {
    const { invoice } = invoiceFromPages(
      aPage(`
Invoice No 22027 ${mark} Date 24/06/2024 ${mark} Due 15/07/2024

Total: 12.00 EUR`),
    );

    expect(invoice).toMatchObject({
      invoiceNumber: "22027",
      issueDate: "2024-06-24",
      paymentDueDate: "2024-07-15",
    });
  });

  it("have a date among them that nothing names", () => {
    const { invoice } = invoiceFromPages(
      aPage(`
Rechnung R250242 | 07.01.2025 | Kundennummer 14314 | Ihre Bestellnr. 525262

Summe inkl. USt: 12,00 EUR`),
    );

    expect(invoice).toMatchObject({ invoiceNumber: "R250242", issueDate: "2025-01-07" });
  });

  it.each([
    "Werkstatt Sommer | Gartenweg 8 | 50667 Köln | Rechnung 17 | Datum 3.4.2025",
    "Tel. 0221 5550142 | USt-IdNr. DE136695976 | Kundennummer 17",
    "Werkstatt Sommer | Rechnungen und mehr",
  ])("are not taken for such in: %s", (line) => {
    expect(segmentsOf(line)).toEqual([line]);
  });
});

it("reads a number behind leader dots and a colon", () => {
  const { invoice } = invoiceFromPages(
    aPage("Faktura .......:     10621\nDato ......:     18.01.2025\nSum inkl. mva: 12,00 kr"),
  );

  expect(invoice).toMatchObject({ invoiceNumber: "10621", issueDate: "2025-01-18" });
});
