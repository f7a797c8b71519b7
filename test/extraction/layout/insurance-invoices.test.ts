import { describe, expect, it } from "vitest";
import { invoiceFromPages } from "#src/extraction/layout/invoice-from-pages.ts";
import { aPage } from "./a-page.ts";

const read = (title: string, sums: string) =>
  invoiceFromPages(aPage(`${title}\nOakline SA\n\n${sums}\n\nIBAN DE89 3704 0044 0532 0130 00`))
    .invoice;

describe("an invoice for insurance", () => {
  it.each([
    [
      "Beitragsrechnung Nr. 4711",
      "Nettobeitrag",
      "19 % Versicherungsteuer",
      "Zu zahlender Beitrag",
    ],
    ["Invoice no. 4711", "Net premium", "Insurance premium tax 19 %", "Total premium due"],
    ["Facture n° 4711", "Prime nette", "Taxe sur les conventions d'assurance 19 %", "Prime TTC"],
    ["Factuur nr. 4711", "Nettopremie", "Assurantiebelasting 19 %", "Te betalen premie"],
    ["Factura nº 4711", "Prima neta", "Impuesto sobre primas de seguros 19 %", "Prima a pagar"],
    ["Fattura n. 4711", "Premio netto", "Imposte sulle assicurazioni 19 %", "Premio lordo"],
    ["Faktura nr 4711", "Nettopremie", "Premieskatt 19 %", "Premie att betala"],
    ["Faktura nr. 4711", "Nettopræmie", "Skadeforsikringsafgift 19 %", "Bruttopræmie"],
    ["Laskun numero 4711", "Maksu ilman veroa", "Vakuutusmaksuvero 19 %", "Yhteensä"],
  ])("has the tax on premiums as its tax: %s", (title, net, tax, gross) => {
    const sums = `${net}   200,00 EUR\n${tax}   38,00 EUR\n${gross}   238,00 EUR`;

    expect(read(title, sums)).toMatchObject({
      totalWithoutTax: "200.00",
      totalTax: "38.00",
      totalWithTax: "238.00",
    });
  });

  it("may print each cover with its premium, tax and total and nothing else", () => {
    const invoice = read(
      "LASKU\nLaskun numero 4711",
      `
Vakuutus                 Kausi        Maksu ilman veroa   Vakuutusvero   Yhteensä
Omaisuusvakuutus         2026                    400,00         100,00     500,00
Vastuuvakuutus           2026                    200,00          50,00     250,00
Yhteensä                                         600,00         150,00   750,00 €
`,
    );

    expect(invoice).toMatchObject({
      totalWithoutTax: "600.00",
      totalTax: "150.00",
      totalWithTax: "750.00",
      invoiceLines: [{ lineNetAmount: "400.00" }, { lineNetAmount: "200.00" }],
    });
  });

  it("has the totals in the last row of a table whose first column has an unknown name", () => {
    const invoice = read(
      "LASKU\nLaskun numero 4711",
      `
Turva                    Kausi        Maksu ilman veroa   Vakuutusvero   Yhteensä
Omaisuus                 2026                    400,00         100,00     500,00
Vastuu                   2026                    200,00          50,00     250,00
Yhteensä                                         600,00         150,00   750,00 €
`,
    );

    expect(invoice).toMatchObject({ totalWithoutTax: "600.00", totalTax: "150.00" });
    expect(invoice.totalWithTax).toBe("750.00");
  });
});
