import { expect, it } from "vitest";
import { invoiceFromPages } from "#src/extraction/layout/invoice-from-pages.ts";
import { aPage } from "./a-page.ts";
import { describeReadCases } from "./read-cases.ts";

describeReadCases("an invoice is read with its parties in an unusual place:", [
  [
    "German, a person above a company without legal form",
    `
Rechnung 2026-0815
Rechnungsdatum: 03.03.2026

Rechnungsempfänger:
Frau Jule Winter
Kanzlei Winter & Partner
Lessingstraße 40
04109 Leipzig

Nettobetrag           100,00 EUR
USt. 19 %              19,00 EUR
Rechnungsbetrag       119,00 EUR
`,
    { invoiceNumber: "2026-0815", buyer: { name: "Kanzlei Winter & Partner" } },
  ],
  [
    "Finnish, to a housing company named behind its legal form",
    `
Lasku 2026-311
Laskun päivä: 03.03.2026

Laskutusosoite:
As Oy Rantakallio
Kuusitie 14
70200 Kuopio

Veroton yhteensä        100,00 €
ALV 25,5 %               25,50 €
Verollinen yhteensä     125,50 €
`,
    { issueDate: "2026-03-03", buyer: { name: "As Oy Rantakallio" } },
  ],
  [
    "Swedish, the company under its address in the next column, sums in bare kronor",
    `
                                             Sågverksgatan 11
                                             831 34 Norrby
Granudden Bygg AB                            Sverige

Faktureringsadress      Fakturadato      Fakturanr
Vikens Samfällighet     2026-03-02       2026117
Storgatan 2
837 52 Söderby

Summa exkl. moms        827,00 kr
Moms 25 %               206,75 kr
Summa inkl. moms      1 033,75 kr

Betalningsvillkor: 30 dagar netto


Tack för förtroendet


Välkommen åter


Sida 1
`,
    {
      seller: { name: "Granudden Bygg AB" },
      buyer: { name: "Vikens Samfällighet" },
      currencyCode: "SEK",
      totalWithTax: "1033.75",
    },
  ],
  [
    "German, seller and buyer in one unbroken block",
    `
Lindenhof Gartenbau GmbH
Am Mühlgraben 12
99423 Weimar
Herrn
Karl Sommer
Lessingstraße 40
04109 Leipzig

Rechnung 2026-0816 vom 03.03.2026

Nettobetrag           100,00 EUR
USt. 19 %              19,00 EUR
Rechnungsbetrag       119,00 EUR
`,
    {
      seller: { name: "Lindenhof Gartenbau GmbH", address: { city: "Weimar" } },
      buyer: { name: "Karl Sommer", address: { city: "Leipzig" } },
    },
  ],
  [
    "British, post codes below their cities",
    `
Fernhill Joinery Ltd
Unit 7 Mill Lane
Hebden Bridge
HX7 8AD
                                    Oakfield Rooms
                                    22 Castle Street
                                    Shrewsbury
                                    SY1 2BQ
Tax Invoice INV-4120
Invoice Date: 3 Mar 2026

Subtotal            £100.00
VAT 20%              £20.00
Total               £120.00
`,
    { seller: { name: "Fernhill Joinery Ltd" }, buyer: { name: "Oakfield Rooms" } },
  ],
]);

it("says neither who sells nor who buys of two addresses side by side that nothing tells apart", () => {
  const { invoice } = invoiceFromPages(
    aPage(`
Oakfield Rooms Limited                    Fernhill Joinery Ltd
22 Castle Street                          7 Mill Lane
Shrewsbury SY1 2BQ                        Leeds LS1 4AP

Tax Invoice INV-4121
Invoice Date: 3 Mar 2026

Subtotal            £100.00
VAT 20%              £20.00
Total               £120.00
`),
  );

  expect(invoice.seller?.name).toBeUndefined();
  expect(invoice.buyer?.name).toBeUndefined();
});
