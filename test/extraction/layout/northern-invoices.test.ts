import { describeReadCases } from "./read-cases.ts";

describeReadCases("a northern invoice is read:", [
  [
    "Finnish, labels above their values",
    `
Suokulman Saha Oy                                  LASKU
Metsätie 4
33100 Tampere

Laskun numero        Laskun päiväys        Eräpäivä
88123                5.1.2026              19.1.2026

Ostaja
Järvenranta Oy
Rantakatu 2
70100 Kuopio

Kuvaus               Määrä      Yksikköhinta       Yhteensä
Lankku                  10             12,00         120,00
Kuljetus                 1             80,00          80,00

Veroton yhteensä                 200,00 €
ALV 25,5 %                        51,00 €
Maksettavaa yhteensä             251,00 €

IBAN: FI21 1234 5600 0007 85
`,
    {
      invoiceNumber: "88123",
      issueDate: "2026-01-05",
      paymentDueDate: "2026-01-19",
      currencyCode: "EUR",
      seller: { name: "Suokulman Saha Oy" },
      buyer: { name: "Järvenranta Oy" },
      totalWithoutTax: "200.00",
      totalTax: "51.00",
      amountDue: "251.00",
      iban: "FI2112345600000785",
    },
  ],
  [
    "Swedish",
    `
Björkvikens Möbler AB                    Faktura

Fakturanummer:    40017                  Fakturaadress
Fakturadatum:     2026-03-02             Ekhagens Hotell AB
Förfallodatum:    2026-04-01             Strandvägen 8
                                         114 56 Stockholm

Benämning            Antal        À-pris         Belopp
Bord                     2      4 500,00       9 000,00

Summa exkl. moms                 9 000,00 SEK
Moms 25 %                        2 250,00 SEK
Att betala                      11 250,00 SEK
`,
    {
      invoiceNumber: "40017",
      issueDate: "2026-03-02",
      paymentDueDate: "2026-04-01",
      currencyCode: "SEK",
      seller: { name: "Björkvikens Möbler AB" },
      buyer: { name: "Ekhagens Hotell AB" },
      totalWithoutTax: "9000.00",
      totalTax: "2250.00",
      amountDue: "11250.00",
    },
  ],
  [
    "Danish",
    `
Fyrtårnets Bageri ApS                    FAKTURA
CVR-nr: DK13585628

Til:                                     Fakturanr:      5512
Havnens Café A/S                         Fakturadato:    04-03-2026
Kajen 3                                  Forfaldsdato:   18-03-2026
8000 Aarhus C

Beskrivelse          Antal        Pris           Beløb
Rugbrød                 40       25,00        1.000,00

Total ekskl. moms                1.000,00 DKK
Moms 25 %                          250,00 DKK
I alt inkl. moms                 1.250,00 DKK
`,
    {
      invoiceNumber: "5512",
      issueDate: "2026-03-04",
      paymentDueDate: "2026-03-18",
      currencyCode: "DKK",
      seller: { name: "Fyrtårnets Bageri ApS", vatId: "DK13585628" },
      buyer: { name: "Havnens Café A/S" },
      totalWithTax: "1250.00",
    },
  ],
  [
    "Norwegian",
    `
Nordlys Verksted AS                      Faktura

Fakturanr:      7001                     Kjøper:
Fakturadato:    02.03.2026               Fjellstuen Hotell AS
Forfallsdato:   16.03.2026               Storgata 1
                                         0155 Oslo

Beskrivelse          Antall      Enhetspris     Beløp
Montering                 4          500,00     2 000,00

Sum eks. mva                     2 000,00 NOK
MVA 25 %                           500,00 NOK
Å betale                         2 500,00 NOK
`,
    {
      invoiceNumber: "7001",
      issueDate: "2026-03-02",
      paymentDueDate: "2026-03-16",
      currencyCode: "NOK",
      seller: { name: "Nordlys Verksted AS" },
      buyer: { name: "Fjellstuen Hotell AS" },
      totalWithoutTax: "2000.00",
      totalTax: "500.00",
      amountDue: "2500.00",
    },
  ],
]);
