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
