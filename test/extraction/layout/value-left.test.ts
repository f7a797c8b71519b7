import { expect, it } from "vitest";
import { invoiceFromPages } from "#src/extraction/layout/invoice-from-pages.ts";
import { aPage } from "./a-page.ts";

const readInvoice = (text: string) => invoiceFromPages(aPage(text)).invoice;

it("reads values printed before their labels", () => {
  const invoice = readInvoice(`
RE-2026-17      Rechnungsnummer
17.03.2026      Rechnungsdatum
31.03.2026      Fällig am

652,18 EUR      Nettobetrag
130,44 EUR      USt 20 %
782,62 EUR      Bruttobetrag
`);

  expect(invoice).toMatchObject({
    invoiceNumber: "RE-2026-17",
    issueDate: "2026-03-17",
    paymentDueDate: "2026-03-31",
    totalWithoutTax: "652.18",
    totalTax: "130.44",
    totalWithTax: "782.62",
  });
});

it("takes the lines of an address before a list of labels for no values", () => {
  const invoice = readInvoice(`
Gartenweg 8     Rechnungsnummer
50667 Köln      Rechnungsdatum

Bruttobetrag: 782,62 EUR
`);

  expect(invoice).not.toHaveProperty("invoiceNumber");
});

it("takes a number before a single label for no value", () => {
  const invoice = readInvoice(`
Rechnung

A-4711          Rechnungsnummer

Bruttobetrag: 782,62 EUR
`);

  expect(invoice).not.toHaveProperty("invoiceNumber");
});
