import { describeReadCases } from "./read-cases.ts";

describeReadCases("a western invoice is read:", [
  [
    "Dutch, with 250,- for an amount without cents",
    `
Bakkerij De Halm B.V.
BTW NL246813581B01

Factuur

Aan: Restaurant De Linde

Factuurnummer 2026/017
Factuurdatum  3-3-2026
Te betalen vóór 17-3-2026

Subtotaal                € 250,-
BTW 9%                   € 22,50
Totaal                   € 272,50
`,
    {
      invoiceNumber: "2026/017",
      issueDate: "2026-03-03",
      paymentDueDate: "2026-03-17",
      seller: { name: "Bakkerij De Halm B.V.", vatId: "NL246813581B01" },
      buyer: { name: "Restaurant De Linde" },
      totalWithoutTax: "250.00",
      totalTax: "22.50",
      totalWithTax: "272.50",
    },
  ],
  [
    "American, with a balance due",
    `
Cedar Creek Plumbing LLC                                   INVOICE
410 Birch Street
Portland, OR 97201

Bill To                                     Invoice #        10442
Hilltop Diner Inc                           Date             03/14/2026
7 Summit Avenue                             Due Date         04/13/2026
Salem, OR 97301

Description                 Qty        Rate         Amount
Water heater                  1      $900.00       $900.00
Labor                         3      $100.00       $300.00

                            Subtotal             $1,200.00
                            Sales Tax (8%)          $96.00
                            Total                $1,296.00
                            Payments              -$296.00
                            Balance Due          $1,000.00
`,
    {
      invoiceNumber: "10442",
      issueDate: "2026-03-14",
      paymentDueDate: "2026-04-13",
      currencyCode: "USD",
      seller: { name: "Cedar Creek Plumbing LLC" },
      buyer: { name: "Hilltop Diner Inc" },
      totalWithoutTax: "1200.00",
      totalTax: "96.00",
      totalWithTax: "1296.00",
      amountDue: "1000.00",
    },
  ],
  [
    "Swiss, its thousands grouped by apostrophes",
    `
Alpenglas AG · Seeweg 4 · 6003 Luzern             Luzern, 17. März 2026

Hotel Bergblick GmbH
Dorfstrasse 9
7270 Davos

Rechnung Nr. 2026-88

Nettobetrag                     CHF 12'345.50
MwSt. 8.1 %                      CHF 1'000.00
Gesamtbetrag                    CHF 13'345.50
`,
    {
      invoiceNumber: "2026-88",
      issueDate: "2026-03-17",
      currencyCode: "CHF",
      seller: { name: "Alpenglas AG" },
      buyer: { name: "Hotel Bergblick GmbH" },
      totalWithoutTax: "12345.50",
      totalTax: "1000.00",
      totalWithTax: "13345.50",
    },
  ],
  [
    "French, its thousands grouped by spaces",
    `
Ateliers du Vallon SARL
3 rue des Tanneurs
38000 Grenoble

                                        Facturé à :
                                        Librairie des Quais SAS
                                        8 quai Perrière
                                        38000 Grenoble

Facture n° F-2026-019          Date : 2 mars 2026          Échéance : 1 avril 2026

Total HT                  12 345,60 €
TVA 20 %                   2 469,12 €
Total TTC                 14 814,72 €
Net à payer               14 814,72 €
`,
    {
      invoiceNumber: "F-2026-019",
      issueDate: "2026-03-02",
      paymentDueDate: "2026-04-01",
      seller: { name: "Ateliers du Vallon SARL" },
      buyer: { name: "Librairie des Quais SAS" },
      totalWithoutTax: "12345.60",
      totalTax: "2469.12",
      totalWithTax: "14814.72",
      amountDue: "14814.72",
    },
  ],
]);
