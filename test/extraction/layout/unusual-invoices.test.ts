import { describe, expect, it } from "vitest";
import { invoiceFromPages } from "#src/extraction/layout/invoice-from-pages.ts";
import { aPage } from "./a-page.ts";

type Case = readonly [what: string, text: string, expected: object];

const cases: readonly Case[] = [
  [
    "Czech, its numbers grouped by spaces",
    `
FAKTURA - DAŇOVÝ DOKLAD č. 2026-0147

Dodavatel:                               Odběratel:
Lesní Pila s.r.o.                        Kovárna Modrý Kámen a.s.
Na Potoce 12                             Dlouhá 7
602 00 Brno                              110 00 Praha 1
DIČ: CZ12345678

Datum vystavení:  3. března 2026
Datum splatnosti: 17. března 2026

Popis                     Množství     Cena za MJ       Cena celkem
Dubová deska                    10         800,00          8 000,00
Doprava                          1       2 204,67          2 204,67

Celkem bez DPH                                       10 204,67 Kč
DPH 21 %                                              2 142,98 Kč
Celkem s DPH                                         12 347,65 Kč
`,
    {
      invoiceNumber: "2026-0147",
      issueDate: "2026-03-03",
      paymentDueDate: "2026-03-17",
      currencyCode: "CZK",
      seller: { name: "Lesní Pila s.r.o.", vatId: "CZ12345678" },
      buyer: { name: "Kovárna Modrý Kámen a.s." },
      totalWithoutTax: "10204.67",
      totalTax: "2142.98",
      totalWithTax: "12347.65",
    },
  ],
  [
    "Romanian",
    `
FACTURĂ FISCALĂ

Furnizor: Brutăria Cireșul SRL            Cumpărător: Hanul Verde SRL
CIF: RO12345674                           CIF: RO87654321
Nr. factură: BC-0091                      Data facturii: 12.02.2026
                                          Data scadenței: 26.02.2026

Denumire produs      Cantitate     Preț unitar     Valoare
Pâine de secară           20          9,50          190,00
Cozonac                    4         27,50          110,00

Total fără TVA                 300,00 RON
TVA 11%                         33,00 RON
Total de plată                 333,00 RON
`,
    {
      invoiceNumber: "BC-0091",
      issueDate: "2026-02-12",
      paymentDueDate: "2026-02-26",
      currencyCode: "RON",
      seller: { name: "Brutăria Cireșul SRL" },
      buyer: { name: "Hanul Verde SRL" },
      totalWithoutTax: "300.00",
      totalTax: "33.00",
      amountDue: "333.00",
    },
  ],
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
  [
    "Polish, with a dotted date and 1.234,50",
    `
Faktura VAT nr FV/12/2026
Data wystawienia: 07.03.2026
Termin płatności: 21.03.2026

Sprzedawca                          Nabywca
Młyn Zielony Sp. z o.o.             Piekarnia Rynek S.A.
ul. Wodna 3                         ul. Rynek 5
30-001 Kraków                       00-001 Warszawa
NIP: PL5260001246

Razem netto                 1.234,50 PLN
VAT 23%                       283,94 PLN
Razem brutto                1.518,44 PLN
`,
    {
      invoiceNumber: "FV/12/2026",
      issueDate: "2026-03-07",
      paymentDueDate: "2026-03-21",
      currencyCode: "PLN",
      seller: { name: "Młyn Zielony Sp. z o.o." },
      buyer: { name: "Piekarnia Rynek S.A." },
      totalWithoutTax: "1234.50",
      totalTax: "283.94",
      totalWithTax: "1518.44",
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
    "Romanian, sums in lei, a mail address below the buyer's",
    `
Factură fiscală                               Brutăria Lunca Mare SRL
                                              Str. Morii 5
                                              550001 Sibiu
                                              CUI: RO18547290

Hanul Poiana SA                               Nr. facturii: BV 941
Bd. Unirii 40                                 Data emiterii: 02.03.2026
400001 Cluj-Napoca
receptie@example.org

Total fără TVA        1.000,00 lei
TVA 19 %                190,00 lei
Total cu TVA          1.190,00 lei
`,
    { buyer: { name: "Hanul Poiana SA" }, currencyCode: "RON", totalWithTax: "1190.00" },
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
  [
    "Czech, two rates below the tax base",
    `
Faktura 20260137
Datum vystavení: 20.02.2026

Základ daně         300,00 Kč
DPH 21 %             42,00 Kč
DPH 12 %             12,00 Kč
Celkem s DPH        354,00 Kč
`,
    { totalWithoutTax: "300.00", totalTax: "54.00", totalWithTax: "354.00" },
  ],
];

describe("an invoice of an unusual kind is read:", () => {
  it.each(cases)("%s", (_, text, expected) => {
    const { documentType, invoice } = invoiceFromPages(aPage(text));

    expect(documentType).toBe("invoice");
    expect(invoice).toMatchObject(expected);
  });
});

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
