import { describe, expect, it } from "vitest";
import { invoiceFromPages } from "#src/extraction/layout/invoice-from-pages.ts";
import { aPage } from "./a-page.ts";

const read = (lines: string) =>
  invoiceFromPages(aPage(`${lines}\nTotal excl. VAT   10.00\nVAT 20 %   2.00\nTotal   12.00 EUR`));
const numberOf = (lines: string) => read(lines).invoice.invoiceNumber;

describe("the number of an invoice", () => {
  it("stands beside a whole word for it below the bare title", () => {
    expect(numberOf("FACTUUR\n\nNummer       V24/00612")).toBe("V24/00612");
    expect(numberOf("Nummer       V24/00612")).toBeUndefined();
    expect(numberOf("FACTUUR\n\nNummer       7")).toBeUndefined();
  });

  it("stands right below the bare title, as a series and a year", () => {
    const below = (number: string) => numberOf(`INVOICE\n${number}\n\nBill to`);

    expect(below("LM-2026-00481")).toBe("LM-2026-00481");
    expect(below("PO-2026-00481")).toBeUndefined();
    expect(below("LT-01234")).toBeUndefined();
    expect(numberOf("INVOICE\n\n      LM-2026-00481")).toBeUndefined();
  });

  it("stands in the title of a note of fees or of an adjustment", () => {
    expect(numberOf("FACTURA DE HONORARIOS Nº 24/118")).toBe("24/118");
    expect(numberOf("NOTA DE HONORÁRIOS Nº 24/118")).toBe("24/118");
    expect(numberOf("FEE NOTE No. 24/118")).toBe("24/118");
    expect(numberOf("ADJUSTMENT NOTE\nAdj. Note #   A118")).toBe("A118");
  });

  it("stands beside a short word for it in a list of details under the bare title", () => {
    const list = (number: string, below: string) =>
      numberOf(`Mill House          INVOICE\n\nAlport              No.      ${number}\n${below}`);

    expect(list("3318", "Bakewell            Date     01/08/2024")).toBe("3318");
    expect(list("3318", "Bakewell            Job      01/08/2024")).toBeUndefined();
    expect(list("3318", "Date: 01/08/2024")).toBeUndefined();
    expect(list("2024", "Bakewell            Date     01/08/2024")).toBeUndefined();
  });

  it("stands below the title that heads a column beside that of the date", () => {
    const below = (heads: string, values: string) => numberOf(`${heads}\n${values}\n`);

    expect(
      below("FACTURA        FECHA          COD. CLIENTE", "F24-01833      20/04/2024     00318"),
    ).toBe("F24-01833");
    expect(
      below("RECHNUNG       DATUM          KUNDENNR.", "104-2291       20.04.2024     00318"),
    ).toBe("104-2291");
    expect(
      below("FACTURA        FECHA          COD. CLIENTE", "41007 Sevilla  20/04/2024     00318"),
    ).toBeUndefined();
    expect(below("FACTURA        COD. CLIENTE", "F24-01833      00318")).toBeUndefined();
  });

  it("stands between a short word for it and the date below the bare title", () => {
    const below = (text: string) => numberOf(`Brenta S.p.A.       FATTURA\n${text}`);

    expect(below("Via Roma 61         N. 2281/FI DEL 14/04/2024")).toBe("2281/FI");
    expect(below("Via Roma 61         N. 2281/FI DEL CLIENTE")).toBeUndefined();
    expect(below("N. 2281/FI DEL 14/04/2024")).toBeUndefined();
  });

  it("has a name of its own on credit notes", () => {
    expect(numberOf("CREDITFACTUUR\nCreditnummer: C24-00037")).toBe("C24-00037");
    expect(numberOf("FAKTURA KORYGUJĄCA\nNr faktury korygującej: KF/18/2024")).toBe("KF/18/2024");
  });

  it("is not the end of the title it stands behind", () => {
    expect(numberOf("FACTURA A/2024/0118")).toBe("A/2024/0118");
  });

  it("is not the unit of an address", () => {
    expect(numberOf("Lim Wei Jie\n#11-402\nSingapore 570218")).toBeUndefined();
    expect(numberOf("Lim Wei Jie\n#11402\nSingapore 570218")).toBe("11402");
  });

  it("is that of a folio or a sale where nothing else is numbered", () => {
    expect(numberOf("GUEST FOLIO\nFolio No.: 884213")).toBe("884213");
    expect(numberOf("Sale No. 338-2210")).toBe("338-2210");
    expect(numberOf("Invoice no. 17-A\nSale No. 338-2210")).toBe("17-A");
  });
});

describe("the date payment is due", () => {
  it.each([
    ["Factuurdatum: 1-7-2024\nWij ontvangen uw betaling graag voor 31 juli 2024.", "2024-07-31"],
    ["Factuurdatum: 1-7-2024\nHet bedrag wordt op 28 juli 2024 afgeschreven.", "2024-07-28"],
    ["Invoice date: 1 July 2024\nWe expect your payment by 31 July 2024.", "2024-07-31"],
    ["Rechnungsdatum: 1.7.2024\nWir erwarten Ihre Zahlung bis zum 31.07.2024.", "2024-07-31"],
    [
      "Rechnungsdatum: 1.7.2024\nBitte überweisen Sie den Gesamtbetrag bis zum 31.07.2024 auf unser Konto.",
      "2024-07-31",
    ],
    [
      "Date de facture : 01/07/2024\nRèglement à effectuer avant le 31 juillet 2024 par virement.",
      "2024-07-31",
    ],
  ])("stands in a sentence: %s", (lines, due) => {
    expect(read(`INVOICE 4711\n${lines}`).invoice.paymentDueDate).toBe(due);
  });

  it("is not the day a discount ends", () => {
    const due = (sentence: string) =>
      read(`RECHNUNG 4711\nRechnungsdatum: 1.7.2024\n${sentence}`).invoice.paymentDueDate;
    const pay = "Bitte überweisen Sie den Rechnungsbetrag bis zum";

    expect(due(`${pay} 10.07.2024 abzüglich 2,5 % Skonto.`)).toBeUndefined();
    expect(due(`${pay} 31.07.2024 ohne Skonto.`)).toBe("2024-07-31");
    expect(due(`${pay} 31.07.2024, bis 10.07.2024 mit 2 % Skonto.`)).toBe("2024-07-31");
    expect(due("Fällig am 31.07.2024, 2 % Skonto in 10 Tagen")).toBe("2024-07-31");
  });
});

describe("the date of an invoice", () => {
  it("may be written without signs where a label says that it is one", () => {
    expect(read("INVOICE\nDate of issue: 22JAN24").invoice.issueDate).toBe("2024-01-22");
    expect(read("INVOICE\nDate of issue: 22XYZ24").invoice.issueDate).toBeUndefined();
  });

  it("stands behind a number that ends in a letter", () => {
    const issued = (text: string) => read(`Ditta Rossi\n${text}`).invoice.issueDate;

    expect(
      issued("Fattura n. 1192/A del 31/05/2024\nViaggio 12/05/2024\nScadenza 30/06/2024"),
    ).toBe("2024-05-31");
  });

  it("is the tax point if no other is printed", () => {
    const dated = (lines: string) =>
      read(`INVOICE\nTax Point   31/03/2024\n${lines}`).invoice.issueDate;

    expect(dated("")).toBe("2024-03-31");
    expect(dated("Invoice date   28/03/2024")).toBe("2024-03-28");
  });
});
