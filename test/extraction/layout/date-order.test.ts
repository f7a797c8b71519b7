import { describe, expect, it } from "vitest";
import { invoiceFromPages } from "#src/extraction/layout/invoice-from-pages.ts";
import { aPage } from "./a-page.ts";

const readInvoice = (text: string) =>
  invoiceFromPages(aPage(`${text.replace(/^\n/, "")}\nTotal: 12.00 EUR`)).invoice;

describe("the day of a date that could be read both ways", () => {
  it("is the one a term of payment leads from to the day payment is due", () => {
    const dated = (issued: string, due: string) =>
      readInvoice(`
Moulin des Aubes SARL - 3 rue Basse - 84340 Malaucène - France

Invoice No: A-17
Invoice Date:    ${issued}
Payment Terms:   balance at 30 days
Due Date:        ${due}
`);

    expect(dated("11/03/2017", "12/03/2017")).toMatchObject({
      issueDate: "2017-11-03",
      paymentDueDate: "2017-12-03",
    });
    expect(dated("03/11/2017", "03/12/2017")).toMatchObject({
      issueDate: "2017-11-03",
      paymentDueDate: "2017-12-03",
    });
  });

  it("is the country's where a term leads there in neither order", () => {
    const invoice = readInvoice(`
Moulin des Aubes SARL - 3 rue Basse - 84340 Malaucène - France

Invoice No: A-17
Invoice Date:    11/03/2017
Payment Terms:   14 days
Due Date:        12/03/2017
`);

    expect(invoice).toMatchObject({ issueDate: "2017-03-11", paymentDueDate: "2017-03-12" });
  });
});

it("a British post code tells that the day comes first", () => {
  const dated = (line: string) =>
    invoiceFromPages(aPage(`${line}\nInvoice No: A-17\nInvoice date: 03/04/2025\nTotal: 12.00`))
      .invoice.issueDate;

  expect(dated("Newburn Riverside  NE15 8NZ")).toBe("2025-04-03");
  expect(dated("SLT500 5AB  M10 5MM")).toBeUndefined();
});

describe("the date of an order the invoice speaks of", () => {
  it("is not the invoice's own, in one line", () => {
    const invoice = readInvoice(`
Rechnung gemäß Bestellung Nr. 2018-4713 vom 01.03.2018
Rechnungsnummer: A-17
`);

    expect(invoice.issueDate).toBeUndefined();
  });

  it("is not the invoice's own, in the line below", () => {
    const invoice = readInvoice(`
Rechnung gemäß Bestellung vom
01.03.2018

Rechnungsnummer: A-17
`);

    expect(invoice.issueDate).toBeUndefined();
  });
});

it("the end of a discount for early payment is not the day payment is due", () => {
  const invoice = readInvoice(`
Rechnung Nr. A-17 vom 02.03.2026

Bei Zahlung bis 12.03.2026 abzüglich 2 % Skonto
Zahlbar bis 01.04.2026 netto
`);

  expect(invoice.paymentDueDate).toBe("2026-04-01");
});

it("the date of the invoice that a credit note corrects is not its own", () => {
  const invoice = readInvoice(`
Gutschrift

Gutschriftsnummer: G-881        Datum: 01.03.2026
zu Rechnung R-1002 vom 12.02.2026
`);

  expect(invoice.issueDate).toBe("2026-03-01");
});

it("a comma without a space behind it stands in a date all the same", () => {
  expect(readInvoice("Invoice No: A-17\nInvoice date: Oct 31,2023").issueDate).toBe("2023-10-31");
});
