import { describe, expect, it } from "vitest";
import { invoiceFromPages } from "#src/extraction/layout/invoice-from-pages.ts";
import { aPage } from "./a-page.ts";

describe("invoiceFromPages reads an invoice in", () => {
  it("English", () => {
    const { documentType, invoice } = invoiceFromPages(
      aPage(`
Harbour Lights Ltd                                             INVOICE
12 Quay Road
Bristol BS1 4DJ
VAT Reg No: GB 123 4567 82

Bill To:                                     Invoice No:      HL-2041
Northwind Traders plc                        Invoice Date:    14 March 2025
8 Mill Lane                                  Due Date:        13 April 2025
Leeds LS1 5AB                                PO Number:       45-7781

Description                        Qty     Unit Price    VAT      Amount
LED lantern, brass                  4          £45.00    20%     £180.00
Installation                        2          £60.00    20%     £120.00

                                            Subtotal             £300.00
                                            VAT 20%               £60.00
                                            Total                £360.00

Please pay to: IBAN GB29 NWBK 6016 1331 9268 19   BIC NWBKGB2L
`),
    );

    expect(documentType).toBe("invoice");
    expect(invoice).toMatchObject({
      invoiceNumber: "HL-2041",
      issueDate: "2025-03-14",
      paymentDueDate: "2025-04-13",
      purchaseOrder: "45-7781",
      currencyCode: "GBP",
      seller: { name: "Harbour Lights Ltd", vatId: "GB123456782" },
      buyer: { name: "Northwind Traders plc" },
      totalWithoutTax: "300.00",
      totalTax: "60.00",
      totalWithTax: "360.00",
      iban: "GB29NWBK60161331926819",
      bic: "NWBKGB2L",
      invoiceLines: [
        {
          name: "LED lantern, brass",
          invoicedQuantity: "4",
          itemNetPrice: "45.00",
          lineNetAmount: "180.00",
          taxRatePercent: "20",
        },
        {
          name: "Installation",
          invoicedQuantity: "2",
          itemNetPrice: "60.00",
          lineNetAmount: "120.00",
        },
      ],
    });
  });

  it("German", () => {
    const { invoice } = invoiceFromPages(
      aPage(`
Holzwerk Birkenau GmbH · Sägeweg 7 · 69488 Birkenau

Stadtwerke Musterstadt AG
Frau Petra Klein                                   Rechnungsdatum:   03.02.2025
Am Markt 1                                         Kundennummer:     10442
35390 Gießen                                       Fällig am:        17.02.2025

Rechnung Nr. 2025-0117

Pos.  Bezeichnung                      Menge   Einzelpreis       Gesamt
1     Eichenbohle 40 mm                   12         48,50       582,00
2     Zuschnitt                            3         35,00       105,00

                              Nettobetrag                        687,00
                              zzgl. 19 % MwSt.                   130,53
                              Rechnungsbetrag               817,53 EUR

Holzwerk Birkenau GmbH        USt-IdNr.: DE811907980        Sparkasse Starkenburg
Geschäftsführer: Jan Holz     Amtsgericht Darmstadt         IBAN DE89 3704 0044 0532 0130 00
`),
    );

    expect(invoice).toMatchObject({
      invoiceNumber: "2025-0117",
      issueDate: "2025-02-03",
      paymentDueDate: "2025-02-17",
      currencyCode: "EUR",
      seller: { name: "Holzwerk Birkenau GmbH", vatId: "DE811907980" },
      buyer: { name: "Stadtwerke Musterstadt AG" },
      totalWithoutTax: "687.00",
      totalTax: "130.53",
      totalWithTax: "817.53",
      iban: "DE89370400440532013000",
      taxBreakdowns: [{ taxRatePercent: "19", taxableAmount: "687.00", taxAmount: "130.53" }],
    });
    expect(invoice.invoiceLines).toHaveLength(2);
  });

  it("French", () => {
    const { invoice } = invoiceFromPages(
      aPage(`
Menuiserie Vasseur SARL                         FACTURE N° F2025-088
4 rue des Tilleuls                              Date : 5 février 2025
59000 Lille                                     Échéance : 07/03/2025
N° TVA intracommunautaire : FR40303265045

                                                Facturé à :
                                                Mairie de Roubaix
                                                17 Grand Place
                                                59100 Roubaix

Désignation                      Qté      P.U. HT     TVA     Montant HT
Porte en chêne                     2     1 250,00     20%       2 500,00
Pose                               1       538,14     20%         538,14

                                         Total HT               3 038,14 €
                                         TVA 20 %                 607,63 €
                                         Total TTC              3 645,77 €
                                         Net à payer            3 645,77 €
`),
    );

    expect(invoice).toMatchObject({
      invoiceNumber: "F2025-088",
      issueDate: "2025-02-05",
      paymentDueDate: "2025-03-07",
      currencyCode: "EUR",
      seller: { name: "Menuiserie Vasseur SARL", vatId: "FR40303265045" },
      buyer: { name: "Mairie de Roubaix" },
      totalWithoutTax: "3038.14",
      totalTax: "607.63",
      totalWithTax: "3645.77",
      amountDue: "3645.77",
      invoiceLines: [{ lineNetAmount: "2500.00" }, { lineNetAmount: "538.14" }],
    });
  });

  it("Dutch", () => {
    const { invoice } = invoiceFromPages(
      aPage(`
Fietsenmaker De Spaak B.V.
Lindelaan 5
3511 AB Utrecht
BTW-nummer: NL004495445B01

Factuur aan:                              Factuurnummer: 20250031
Gemeente Zeist                            Factuurdatum: 11-02-2025
Het Rond 1                                Vervaldatum: 25-02-2025
3701 HS Zeist

Omschrijving                 Aantal      Prijs      Bedrag
Onderhoudsbeurt                   3      75,00      225,00
Binnenband                        6      12,50       75,00

                             Subtotaal          € 300,00
                             BTW 21%             € 63,00
                             Totaal te betalen  € 363,00
Gelieve te betalen op IBAN NL91 ABNA 0417 1643 00
`),
    );

    expect(invoice).toMatchObject({
      invoiceNumber: "20250031",
      issueDate: "2025-02-11",
      paymentDueDate: "2025-02-25",
      currencyCode: "EUR",
      seller: { name: "Fietsenmaker De Spaak B.V.", vatId: "NL004495445B01" },
      buyer: { name: "Gemeente Zeist" },
      totalWithoutTax: "300.00",
      totalTax: "63.00",
      totalWithTax: "363.00",
      amountDue: "363.00",
      iban: "NL91ABNA0417164300",
    });
    expect(invoice.invoiceLines).toHaveLength(2);
  });

  it("Spanish", () => {
    const { invoice } = invoiceFromPages(
      aPage(`
Talleres Hermanos Ruiz S.L.
Calle Mayor 14
28013 Madrid
NIF: ESB12345674

Factura Nº: A-2025/17                     Fecha de emisión: 20/01/2025
                                          Fecha de vencimiento: 19/02/2025
Cliente:
Autobuses del Sur S.A.
Avenida de la Paz 3
41004 Sevilla

Concepto                      Cantidad     Precio      Importe
Cambio de aceite                     4      42,50       170,00
Filtro                               4      20,00        80,00

                              Base imponible           250,00 €
                              IVA 21%                   52,50 €
                              Total factura            302,50 €
`),
    );

    expect(invoice).toMatchObject({
      invoiceNumber: "A-2025/17",
      issueDate: "2025-01-20",
      paymentDueDate: "2025-02-19",
      currencyCode: "EUR",
      seller: { name: "Talleres Hermanos Ruiz S.L.", vatId: "ESB12345674" },
      buyer: { name: "Autobuses del Sur S.A." },
      totalWithoutTax: "250.00",
      totalTax: "52.50",
      totalWithTax: "302.50",
    });
    expect(invoice.invoiceLines).toHaveLength(2);
  });

  it("Italian", () => {
    const { invoice } = invoiceFromPages(
      aPage(`
Oleificio Costa Verde S.r.l.                         Spett.le
Via Garibaldi 22                                     Ristorante Da Piero S.n.c.
16100 Genova                                         Piazza Dante 4
P. IVA IT00743110157                                 20121 Milano

Fattura n. 118/2025 del 28/02/2025

Descrizione                  Quantità     Prezzo     IVA      Importo
Olio extravergine 5 l              10      62,00     10%       620,00
Olive taggiasche                   20       4,50     10%        90,00

Imponibile                                 710,00
IVA 10%                                     71,00
Totale documento                      EUR  781,00
Scadenza: 30/03/2025    IBAN: IT60X0542811101000000123456
`),
    );

    expect(invoice).toMatchObject({
      invoiceNumber: "118/2025",
      issueDate: "2025-02-28",
      paymentDueDate: "2025-03-30",
      currencyCode: "EUR",
      seller: { name: "Oleificio Costa Verde S.r.l.", vatId: "IT00743110157" },
      buyer: { name: "Ristorante Da Piero S.n.c." },
      totalWithoutTax: "710.00",
      totalTax: "71.00",
      totalWithTax: "781.00",
      iban: "IT60X0542811101000000123456",
    });
    expect(invoice.invoiceLines).toHaveLength(2);
  });

  it("Portuguese", () => {
    const { invoice } = invoiceFromPages(
      aPage(`
Cerâmica Ria Azul, Lda                     Exmo.(s) Sr.(s)
Rua do Cais 9                              Hotel Farol Branco S.A.
3800-200 Aveiro                            Avenida da Liberdade 88
NIF: PT501442600                           1250-096 Lisboa

Fatura N.º: FT 2025/311
Data de emissão: 2025-01-31                Data de vencimento: 2025-03-02

Descrição                    Qtd.       Preço      IVA        Total
Azulejo azul                  200        3,25     23%        650,00
Transporte                      1       50,00     23%         50,00

                             Total ilíquido                  700,00 €
                             Total IVA                       161,00 €
                             Total a pagar                   861,00 €
`),
    );

    expect(invoice).toMatchObject({
      invoiceNumber: "FT 2025/311",
      issueDate: "2025-01-31",
      paymentDueDate: "2025-03-02",
      currencyCode: "EUR",
      seller: { name: "Cerâmica Ria Azul, Lda", vatId: "PT501442600" },
      buyer: { name: "Hotel Farol Branco S.A." },
      totalWithoutTax: "700.00",
      totalTax: "161.00",
      totalWithTax: "861.00",
      amountDue: "861.00",
    });
    expect(invoice.invoiceLines).toHaveLength(2);
  });

  it("Polish", () => {
    const { invoice } = invoiceFromPages(
      aPage(`
Faktura VAT nr FV/12/2025                       Data wystawienia: 15.01.2025
                                                Termin płatności: 29.01.2025
Sprzedawca:                                     Nabywca:
Stolarnia Dębowa Sp. z o.o.                     Szkoła Podstawowa nr 4
ul. Leśna 12                                    ul. Szkolna 1
30-001 Kraków                                   31-100 Kraków
NIP: PL5260250274                               NIP: 6770065406

Lp.  Nazwa towaru lub usługi     Ilość   Cena netto   Wartość netto    VAT %   Kwota VAT   Wartość brutto
1    Ławka szkolna                  10       120,00        1 200,00       23      276,00         1 476,00
2    Montaż                          1       300,00          300,00       23       69,00           369,00

                                         Razem             1 500,00               345,00         1 845,00
Do zapłaty: 1 845,00 PLN
Nr konta IBAN: PL61 1090 1014 0000 0712 1981 2874
`),
    );

    expect(invoice).toMatchObject({
      invoiceNumber: "FV/12/2025",
      issueDate: "2025-01-15",
      paymentDueDate: "2025-01-29",
      currencyCode: "PLN",
      seller: { name: "Stolarnia Dębowa Sp. z o.o.", vatId: "PL5260250274" },
      buyer: { name: "Szkoła Podstawowa nr 4" },
      totalWithoutTax: "1500.00",
      totalTax: "345.00",
      totalWithTax: "1845.00",
      amountDue: "1845.00",
      iban: "PL61109010140000071219812874",
      invoiceLines: [
        { name: "Ławka szkolna", lineNetAmount: "1200.00", taxRatePercent: "23" },
        { name: "Montaż", lineNetAmount: "300.00" },
      ],
    });
  });
});
