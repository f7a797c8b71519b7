import { describe, expect, it } from "vitest";
import { invoiceFromPages } from "#src/extraction/layout/invoice-from-pages.ts";
import { aPage } from "./a-page.ts";

const readInvoice = (text: string) =>
  invoiceFromPages(aPage(`${text.replace(/^\n/, "")}\nInvoice No: A-17\nTotal: 12.00 EUR`));

describe("seller and buyer", () => {
  it("are told apart by the sender's line above the address", () => {
    const { invoice } = readInvoice(`
Kupferberg Metallbau GmbH • Werkstr. 3 • 57072 Siegen

Brunnen & Partner KG
Gartenweg 8
50667 Köln

Rechnung
`);

    expect(invoice).toMatchObject({
      seller: {
        name: "Kupferberg Metallbau GmbH",
        address: { line1: "Werkstr. 3", postCode: "57072", city: "Siegen" },
      },
      buyer: {
        name: "Brunnen & Partner KG",
        address: { line1: "Gartenweg 8", postCode: "50667", city: "Köln" },
      },
    });
  });

  it("are told apart by a letterhead whose lines are centred", () => {
    const { invoice } = readInvoice(`
                         Quill & Lantern
                    Chartered Accountants
               11 Bridge Street, Hereford HR4 9DG
                 Tel 01432 555 010

Redfern Joinery Ltd
The Sawmill
4 Mill Lane
Leominster HR6 8PQ

`);

    expect(invoice.seller?.name).toBe("Quill & Lantern");
    expect(invoice.buyer?.name).toBe("Redfern Joinery Ltd");
  });

  it.each(["»", "+", "*", "« »"])(
    "are told apart by a sender's line with %s for bullets",
    (mark) => {
      const { invoice } = readInvoice(`
Kupferberg + Sohn GmbH ${mark} Werkstr. 3 ${mark} 57072 Siegen ${mark} Deutschland

Brunnen & Partner KG
Gartenweg 8
50667 Köln

Rechnung
`);

      expect(invoice).toMatchObject({
        seller: {
          name: "Kupferberg + Sohn GmbH",
          address: { line1: "Werkstr. 3", postCode: "57072", city: "Siegen" },
        },
        buyer: { name: "Brunnen & Partner KG" },
      });
    },
  );

  it("are found in an address whose city has no post code, but a country below", () => {
    const { invoice } = readInvoice(`
Kestrel Bay Ltd.
93B Sai Lung Road
Yuen Long, N.T.
Hong Kong

Rechnung

Verkäufer: Kupferberg Metallbau GmbH
`);

    expect(invoice).toMatchObject({
      seller: { name: "Kupferberg Metallbau GmbH" },
      buyer: { name: "Kestrel Bay Ltd." },
    });
  });

  it("have the place of their words alone", () => {
    const { evidence } = readInvoice(`
Kupferberg Metallbau GmbH • Werkstr. 3 • 57072 Siegen

Brunnen & Partner KG
Gartenweg 8
50667 Köln

Rechnung
`);

    expect(evidence["seller.name"]?.text).toBe("Kupferberg Metallbau GmbH");
  });

  it("are not announced by a short word in the foot of the page", () => {
    const { invoice } = readInvoice(`
Kupferberg Metallbau GmbH • Werkstr. 3 • 57072 Siegen

Brunnen & Partner KG
Gartenweg 8
50667 Köln

Rechnung
${"\n".repeat(30)}
www.kupferberg.example
de
Anna Kern
`);

    expect(invoice.seller?.name).toBe("Kupferberg Metallbau GmbH");
  });

  it("are not announced by a letter recognition saw beside a logo", () => {
    const { invoice } = readInvoice(`
                                     Kupferberg Metallbau GmbH
        a                            Werkstr 3
                                     57072 Siegen

Brunnen & Partner KG
Gartenweg 8
50667 Köln

Rechnung
`);

    expect(invoice.buyer?.name).not.toBe("Werkstr 3");
  });

  it("are told apart by labels side by side", () => {
    const { invoice } = readInvoice(`
INVOICE
From:                       To:
Blue Kettle Ltd             Mary Fisher
1 Dock Street               9 Hill Road
Bristol BS1 4DJ             Leeds LS1 5AB
`);

    expect(invoice).toMatchObject({
      seller: { name: "Blue Kettle Ltd" },
      buyer: { name: "Mary Fisher" },
    });
  });

  it("name the company rather than the person above it", () => {
    const { invoice } = readInvoice(`
INVOICE
Bill To:
Thomas Reed
Reed Analytics GmbH
Torstr. 1
10119 Berlin
`);

    expect(invoice.buyer?.name).toBe("Reed Analytics GmbH");
  });

  it("do not take the delivery address for the buyer", () => {
    const { invoice } = readInvoice(`
INVOICE
Ship To:                    Bill To:
Warehouse North             Orchard Foods Ltd
5 Canal Road                2 High Street
Leeds LS1 5AB               York YO1 7HH
`);

    expect(invoice.buyer?.name).toBe("Orchard Foods Ltd");
  });

  it("give the VAT identifier in the buyer's block to the buyer", () => {
    const { invoice } = readInvoice(`
INVOICE
Bill To:                              Sold by:
Reed Analytics GmbH                   Tidepool Software Ltd
Torstr. 1                             4 Quay Street
10119 Berlin                          Bristol BS1 4DJ
VAT number: DE999000111               VAT number: GB123456782
`);

    expect(invoice.buyer?.vatId).toBe("DE999000111");
    expect(invoice.seller?.vatId).toBe("GB123456782");
  });

  it("give the VAT identifier under the lines of a short invoice to the seller, whose foot that is", () => {
    const { invoice } = readInvoice(`
Beispiel Werke GmbH                              Rechnung
Hauptweg 1
D-10115 Berlin

Muster Handel AG
Nebenweg 2
20095 Hamburg

Beschreibung            Menge     Einzelpreis      Betrag
Beratung im Haus            2        500,00    1.000,00

USt-IdNr.: DE 136 695 976
`);

    expect(invoice.seller?.vatId).toBe("DE136695976");
    expect(invoice.buyer).not.toHaveProperty("vatId");
  });

  it("give the VAT identifier addressed to the reader to the buyer", () => {
    const { invoice } = readInvoice(`
Rechnung
Ihre USt-IdNr.: DE999000111
USt-IdNr.: DE811907980
`);

    expect(invoice).toMatchObject({
      seller: { vatId: "DE811907980" },
      buyer: { vatId: "DE999000111" },
    });
  });

  it.each([
    ["Btw verlegd naar BE0478193667 (intracommunautaire dienst).", "NL123456782B90", "Btw-nummer"],
    ["Köparens momsreg.nr SE556714820901.", "SE556931274601", "Momsreg.nr"],
    ["USt-IdNr. des Leistungsempfängers: ATU61840271", "DE811907980", "USt-IdNr."],
    ["N° TVA du preneur : BE0478193667", "FR40303265045", "N° TVA"],
  ])("give the VAT identifier of who owes the tax to the buyer: %s", (note, vatId, label) => {
    const { invoice } = readInvoice(`Total 100,00\n${note}\n\n${label} ${vatId}\n`);

    expect(invoice.seller?.vatId).toBe(vatId);
    expect(note).toContain(invoice.buyer?.vatId ?? "none");
  });

  it("give the company that owes the tax as the buyer, not as the seller", () => {
    const { invoice } = readInvoice(`
FACTUUR 2026-047
Factuurdatum 8 mei 2026

Voor:
Berkelbouw Projecten B.V.
Industrieweg 5
7251 JT Vorden

Totaal                                          € 3.822,00

Btw verlegd naar Berkelbouw Projecten B.V., btw-nummer NL123456782B90.

Groenlust Hoveniers V.O.F.
Veldweg 18, 7231 DN Warnsveld
KvK 08194427
`);

    expect(invoice.buyer?.name).toBe("Berkelbouw Projecten B.V.");
    expect(invoice.seller?.name).not.toBe("Berkelbouw Projecten B.V.");
  });

  it("take who is billed for the buyer rather than the guest of a hotel", () => {
    const folio = (address: string) =>
      readInvoice(`
                          HARBOUR COURT HOTEL LTD
                 21 Quay Street, Falmouth TR11 3LF

TAX INVOICE / GUEST FOLIO                     Folio No.    HC-118377
${address}

Guest: Ada Quill

Total                                                     1,152.60
`).invoice.buyer?.name;

    expect(folio("Cornwall Credit Union\n9 River Street\nTruro TR1 2SQ")).toBe(
      "Cornwall Credit Union",
    );
    expect(folio("")).toBe("Ada Quill");
  });

  it("take a VAT identifier printed in groups", () => {
    expect(readInvoice("Rechnung\nUSt-IdNr. DE 811 907 980").invoice.seller?.vatId).toBe(
      "DE811907980",
    );
  });

  it("take no VAT identifier that has the shape of no country", () => {
    expect(readInvoice("INVOICE\nVAT No: DE12345").invoice.seller).toBeUndefined();
  });

  it("stay absent where no name is printed", () => {
    const { invoice } = readInvoice("INVOICE");

    expect(invoice).not.toHaveProperty("seller");
    expect(invoice).not.toHaveProperty("buyer");
  });
});
