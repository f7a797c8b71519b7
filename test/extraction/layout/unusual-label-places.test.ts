import { describeReadCases } from "./read-cases.ts";

describeReadCases("an invoice is read with its labels in an unusual place:", [
  [
    "with the labels right of their values",
    `
Larkfield Tiles Ltd                                            Invoice

                                   LT-2231 : Invoice number
                             3rd of March 2026 : Invoice date

Bill to:
Moor View Hotel Ltd

Net total         400.00 GBP
VAT 20 %           80.00 GBP
Total             480.00 GBP
`,
    {
      seller: { name: "Larkfield Tiles Ltd" },
      buyer: { name: "Moor View Hotel Ltd" },
      totalWithTax: "480.00",
    },
  ],
  [
    "with its totals at the left and a date as 03-MAR-26",
    `
INVOICE NB-77                            Date: 03-MAR-26

Seller: Norbeck Bearings Ltd             Buyer: Quarry Lane plc

Item                    Qty       Price       Amount
Bearing                   4       25.00       100.00

Subtotal   USD100.00
Tax 10%     USD10.00
Total      USD110.00

Thank you for your business
`,
    {
      invoiceNumber: "NB-77",
      issueDate: "2026-03-03",
      currencyCode: "USD",
      seller: { name: "Norbeck Bearings Ltd" },
      buyer: { name: "Quarry Lane plc" },
      totalWithoutTax: "100.00",
      totalTax: "10.00",
      totalWithTax: "110.00",
    },
  ],
  [
    "with a head of two columns of labels",
    `
Vidrios del Duero S.L.                                   FACTURA

Nº de factura:   VD-301          Fecha de emisión:   5 de marzo de 2026
Nº de pedido:    P-9             Fecha de vencimiento:  4 de abril de 2026

Cliente
Bodegas Tres Robles S.A.
Calle Mayor 5
47001 Valladolid

Base imponible            1.000,00 €
IVA 21 %                    210,00 €
Total factura             1.210,00 €
`,
    {
      invoiceNumber: "VD-301",
      issueDate: "2026-03-05",
      paymentDueDate: "2026-04-04",
      purchaseOrder: "P-9",
      seller: { name: "Vidrios del Duero S.L." },
      buyer: { name: "Bodegas Tres Robles S.A." },
      totalWithTax: "1210.00",
    },
  ],
  [
    "bilingual, each label behind its translation",
    `
                Faktura / Invoice FV/17/03/2026

Sprzedawca / Seller:                     Nabywca / Buyer:
Warsztat Dębowy Sp. z o.o.               Karczma Stary Młyn S.A.
ul. Polna 4                              ul. Rynek 9
31-001 Kraków                            00-950 Warszawa

Data wystawienia / Issue date: 02.03.2026
Termin płatności / Due date: 16.03.2026

Razem netto / Net                        1 000,00 zł
VAT 23 %                                   230,00 zł
Razem brutto / Total                     1 230,00 zł
`,
    {
      invoiceNumber: "FV/17/03/2026",
      issueDate: "2026-03-02",
      paymentDueDate: "2026-03-16",
      seller: { name: "Warsztat Dębowy Sp. z o.o." },
      buyer: { name: "Karczma Stary Młyn S.A." },
      totalWithTax: "1230.00",
    },
  ],
  [
    "Norwegian, number below its label, the seller's post code beside the title",
    `
FAKTURA                 Fakturadato          Havbris Seil AS
                        05.02.2026           Bryggegata 21
                        Fakturanummer        6770 Nordvika
v/ Nina Berg            2026586
Sjøhuset Kurs SA
Elvebakken 7            Forfallsdato
6783 Sandvika           19.02.2026

Sum eks. mva            827,00 NOK
MVA 25 %                206,75 NOK
Sum inkl. mva         1 033,75 NOK
`,
    {
      invoiceNumber: "2026586",
      issueDate: "2026-02-05",
      buyer: { name: "Sjøhuset Kurs SA" },
      totalWithTax: "1033.75",
    },
  ],
  [
    "Spanish, its totals side by side in boxes, the currency behind the last label",
    `
Factura 2026/118
Fecha de expedición: 04/03/2026

Base imponible     IVA 21 %     Total factura     Total a pagar EUR
100,00             21,00        121,00            90,00
`,
    { totalWithoutTax: "100.00", totalTax: "21.00", totalWithTax: "121.00", amountDue: "90.00" },
  ],
]);
