import { describeReadCases } from "./read-cases.ts";

describeReadCases("an eastern invoice is read:", [
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
]);
