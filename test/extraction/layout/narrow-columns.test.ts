import { expect, it } from "vitest";
import { invoiceFromPages } from "#src/extraction/layout/invoice-from-pages.ts";
import { aPage } from "./a-page.ts";

it("reads a number in the column beside the bare title", () => {
  const { invoice } = invoiceFromPages(
    aPage(`
Fernhill Joinery Ltd          Invoice        INV-2024-117
7 Mill Lane                   Date           3 Mar 2026
Leeds LS1 4AP

Total               £120.00
`),
  );

  expect(invoice.invoiceNumber).toBe("INV-2024-117");
});

it("takes no date, account or post code beside the bare title for its number", () => {
  for (const beside of ["03/03/2026", "2026-03-03", "GB29 NWBK 6016 1331 9268 19", "602 00"]) {
    const { invoice } = invoiceFromPages(aPage(`\nInvoice        ${beside}\n\nTotal    £120.00\n`));

    expect(invoice.invoiceNumber).toBeUndefined();
  }
});

it("joins an IBAN wrapped by its column, if the checksum confirms it", () => {
  const ibanOf = (rest: string): string | undefined =>
    invoiceFromPages(
      aPage(`
Invoice INV-4121

Total               £120.00

Terms: 14 days                     IBAN GB29 NWBK 6016
Thank you                          ${rest}
`),
    ).invoice.iban;

  expect(ibanOf("1331 9268 19")).toBe("GB29NWBK60161331926819");
  expect(ibanOf("1331 9268 18")).toBeUndefined();
});

it("takes the company whose address ends the page for the seller, not the one it writes to", () => {
  const { invoice } = invoiceFromPages(
    aPage(`
Facture                                Page 1
Librairie des Quais SAS                Numéro de facture : F-2026-020
8 quai Perrière                        Date : 2 mars 2026
38000 Grenoble

Total TTC                 14 814,72 €

Ateliers du Vallon SARL * 3 rue des Tanneurs * 37000 Tours * N° TVA FR40303265045
`),
  );

  expect(invoice.seller?.name).toBe("Ateliers du Vallon SARL");
  expect(invoice.buyer?.name).toBe("Librairie des Quais SAS");
});
