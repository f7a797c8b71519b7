import { describe, expect, it } from "vitest";
import type { Box, Page } from "#src/domain/reading.ts";
import { invoiceFromPages } from "#src/extraction/layout/invoice-from-pages.ts";
import { isMadeOf } from "#src/extraction/layout/web-names.ts";
import { aPage } from "./a-page.ts";

const blank = (lines: number): string => "\n".repeat(lines);

const readInvoice = (text: string, foot = "") =>
  invoiceFromPages(
    aPage(
      `${text}\nInvoice No: A-17\nDate: 3 April 2025\nTotal: 12.00 EUR${foot === "" ? "" : blank(40) + foot}`,
    ),
  ).invoice;

const twoAddresses = (own: string): string => `
Gartenbau Lindner             Werkstatt Sommer${own}
Hauptstr. 3                   Gartenweg 8
57072 Siegen                  50667 Köln
`;

/** A page on which some words are printed half as large again. */
const enlarged = (page: Page, text: string): Page => ({
  ...page,
  rows: page.rows.map((row) => ({
    ...row,
    words: row.words.map((word) => {
      const [left, top, right, bottom] = word.box;
      const box: Box = [left, top - (bottom - top) / 2, right, bottom];
      return text.split(" ").includes(word.text) ? { ...word, box } : word;
    }),
  })),
});

describe("of two addresses side by side, the seller's is the one", () => {
  const parties = { seller: { name: "Werkstatt Sommer" }, buyer: { name: "Gartenbau Lindner" } };

  it("with the only VAT identifier of the document", () => {
    const own = "\n                              DE136695976";
    expect(readInvoice(twoAddresses(own))).toMatchObject(parties);
  });

  it("whose name a mail address is made of", () => {
    const invoice = readInvoice(twoAddresses(""), "Questions? info@werkstatt-sommer.de");
    expect(invoice).toMatchObject(parties);
  });

  it("whose name a web address with nothing but a path to tell it is made of", () => {
    const invoice = readInvoice(twoAddresses(""), "Fragen? werkstatt-sommer.de/hilfe");
    expect(invoice).toMatchObject(parties);
    expect(readInvoice(twoAddresses(""), "Nr. werkstatt-sommer.4/17").seller).toBeUndefined();
  });

  it("with contact details further down in its column", () => {
    const contact = `

                              Tel. 0221 5550142
`;
    expect(readInvoice(twoAddresses("") + contact)).toMatchObject(parties);
  });

  it("whose name is in larger print", () => {
    const pages = aPage(`${twoAddresses("")}\nInvoice No: A-17\nTotal: 12.00 EUR`);
    const { invoice } = invoiceFromPages(pages.map((page) => enlarged(page, "Werkstatt Sommer")));
    expect(invoice).toMatchObject(parties);
  });

  it("but neither if both have a mail address made of their name", () => {
    const invoice = readInvoice(
      twoAddresses(""),
      "info@werkstatt-sommer.de info@gartenbau-lindner.de",
    );
    expect([invoice.seller?.name, invoice.buyer?.name]).toEqual([undefined, undefined]);
  });
});

describe("a seller that only a picture names in the head", () => {
  const foot = `
Werkstatt Sommer              Bank
Gartenweg 8                   IBAN DE02 1203 0000 0000 2020 51
50667 Köln
Tel. 0221 5550142`;

  it("is named by the address with contact details in the foot", () => {
    const invoice = readInvoice("Bill to\nGartenbau Lindner\nHauptstr. 3\n57072 Siegen\n", foot);
    expect(invoice).toMatchObject({
      seller: { name: "Werkstatt Sommer" },
      buyer: { name: "Gartenbau Lindner" },
    });
  });
});

it("has its VAT identifier in the line of the title, below the address of the buyer", () => {
  const { seller, buyer } = readInvoice(`
Bill to
Gartenbau Lindner
Hauptstr. 3
57072 Siegen

Rechnung | Rechnungsnr. 17 | Datum 3.4.2025 | USt-IdNr. DE136695976
`);

  expect([seller?.vatId, buyer?.vatId]).toEqual(["DE136695976", undefined]);
});

it("is not whom the letter is handed to, though nothing else has an address", () => {
  const { seller } = readInvoice(`
Mag. Jule Winter

Frau Ada Quill
Quill Installationen KG
Hauptplatz 8
4020 Linz
`);

  expect(seller?.name).not.toBe("Quill Installationen KG");
});

it("is not who has the mail address of the buyer", () => {
  const invoice = readInvoice(
    `
Gartenbau Lindner             Customer name: Sommer Werkstatt Gesellschaft
Hauptstr. 3                   Email: office@sommer-werkstatt.de
57072 Siegen

Sommer Werkstatt Ges.
Gartenweg 8
50667 Köln
`,
    "Thank you",
  );

  expect(invoice.seller?.name).toBe("Gartenbau Lindner");
});

it.each([
  ["Registered office: Unit 4, Hebden Bridge HX7 6LJ.", "Pennine Fibre Ltd"],
  ["Siège social : 4, rue du Moulin, 69005 Lyon", "Fibre du Rhône SARL"],
])("is named in the foot with its seat: %s", (seat, name) => {
  const bill = (foot: string) =>
    readInvoice(
      `
Your business broadband bill
Ashworth & Lyle Surveyors
Old Station Yard
London
SW1A 1AA
`,
      foot,
    );

  expect(bill(`${name}. ${seat}`)).toMatchObject({
    seller: { name: expect.stringContaining(name) },
    buyer: { name: "Ashworth & Lyle Surveyors" },
  });
});

it("is not called like a web address", () => {
  const { seller } = readInvoice(
    `
                              Werkstatt Sommer AS
                              Gartenweg 8
                              50667 Köln
                              werkstatt-sommer.no
                              info@werkstatt-sommer.no
`,
    "Thank you",
  );

  expect(seller?.name).toBe("Werkstatt Sommer AS");
});

it("is told from a society at the house of which nobody is named by number", () => {
  const { buyer } = readInvoice(
    `
Werkstatt Sommer GmbH
Gartenweg 8
50667 Köln
Tel. 0221 5550142


FAO The Treasurer
Harbour Sailing Club
The Boathouse, Malpas Road
Truro TR1 1SQ
`,
    "Thank you",
  );

  expect(buyer?.name).toBe("Harbour Sailing Club");
});

it("is told from a buyer with the line of a person in its address", () => {
  const invoice = readInvoice(`
                              Werkstatt Sommer GmbH
                              Gartenweg 8
                              50667 Köln

Gartenbau Lindner GmbH
Er referens: Maja Lund
Hauptstr. 3
57072 Siegen
`);

  expect(invoice.buyer).toMatchObject({
    name: "Gartenbau Lindner GmbH",
    address: { city: "Siegen" },
  });
});

it.each([
  ["werkstatt-sommer", "Werkstatt Sommer GmbH", true],
  ["baerenhof", "Bärenhof", true],
  ["sommer-holzbau", "Werkstatt Sommer", false],
  ["hotelwaesche", "Hotel Adler", false],
  ["abc", "ABC Ltd", false],
])("%s is made of the words of %s: %s", (webName, name, isMade) => {
  expect(isMadeOf(webName, name)).toBe(isMade);
});
