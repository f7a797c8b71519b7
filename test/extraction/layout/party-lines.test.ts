import { describe, expect, it } from "vitest";
import { invoiceFromPages } from "#src/extraction/layout/invoice-from-pages.ts";
import { nameIn } from "#src/extraction/layout/names.ts";
import { aPage } from "./a-page.ts";

const partiesOf = (text: string) => {
  const { invoice } = invoiceFromPages(
    aPage(`${text.replace(/^\n/, "")}\nInvoice No: A-17\nTotal: 12.00 EUR`),
  );
  return { seller: invoice.seller?.name, buyer: invoice.buyer?.name };
};

describe("a line that hands the bill to a person", () => {
  it.each(["Ms Ada Winter", "Frau Ada Winter", "MRS A WINTER"])(
    "begins the buyer's address below the seller's: %s",
    (person) => {
      const parties = partiesOf(`
Quillbrook Energy Pty Ltd   ABN 62 114 889 203
www.quillbrook.example

${person}
5 Jacaranda Close
Tamworth NSW 2340
`);

      expect(parties).toEqual({ seller: "Quillbrook Energy Pty Ltd", buyer: person });
    },
  );

  it("is the buyer though a line without a number stands between it and the city", () => {
    const { buyer } = partiesOf(`
Quillbrook Water Limited

Mrs A Winter
The Cottage, Beck Lane
Otley LS21 9ZZ
`);

    expect(buyer).toBe("Mrs A Winter");
  });
});

it("a house without a number does not take the place of the person who lives in it", () => {
  const buyerIn = (line: string) =>
    partiesOf(`
Quillbrook Vets Ltd

Mr T Lamb
Hill Farm
${line}
Builth Wells
LD2 3SZ
`).buyer;

  expect(buyerIn("Erwood")).toBe("Mr T Lamb");
  expect(buyerIn("2 Mart Lane")).toBe("Hill Farm");
});

describe("the label of the buyer", () => {
  it("may say twice who stands below", () => {
    expect(partiesOf("Buyer (Bill to)\nRohan Traders\nShop 6, Laxmi Road").buyer).toBe(
      "Rohan Traders",
    );
    expect(partiesOf("Buyer (at last)\nRohan Traders\nShop 6, Laxmi Road").buyer).toBeUndefined();
  });

  it("may have the number of who stands beside it", () => {
    expect(partiesOf("SOLD TO: 40021   ADA'S GARAGE").buyer).toBe("ADA'S GARAGE");
    expect(partiesOf("Customer: 40021\nYour order A-3").buyer).toBeUndefined();
  });

  it("is a short word of the document's language only", () => {
    const buyerTill = (lines: string) => partiesOf(`${lines}\nTill: Kupferberg`).buyer;

    expect(
      buyerTill("Invoice date: 3 May 2026\nPayment terms: 14 days\nBalance due: 12.00"),
    ).toBeUndefined();
    expect(buyerTill("Fakturadatum: 2026-05-03\nBetalningsvillkor: 14 dagar")).toBe("Kupferberg");
  });

  it("is no column of a timetable", () => {
    const { seller, buyer } = partiesOf(`
Flight     From            To              Date      Class
KA1472     London LHR      Glasgow GLA     02FEB24   Y
`);

    expect({ seller, buyer }).toEqual({ seller: undefined, buyer: undefined });
  });
});

describe("a name is not", () => {
  it("the number or the payment above it", () => {
    const { seller } = partiesOf(`
Receipt
Invoice number D2B4F1E9-0017
Date paid August 1, 2024
Payment method Mastercard - 7710

Quillbrook Labs, Inc.
548 Tanner Street
Boise, ID 83702
billing@quillbrook.example

Bill to
Harrow Dental Group
`);

    expect(seller).toBe("Quillbrook Labs, Inc.");
  });

  it.each(["Singel 18a, 3512 AB Utrecht", "Louisville, KY 40202", "Avda. de Galicia 7, bajo"])(
    "an address whose letters are a legal form elsewhere: %s",
    (address) => {
      expect(nameIn(address)).toBeUndefined();
    },
  );

  it.each(["Station Road", "FC Road", "Lange Gasse", "Mühlstraße"])("a street: %s", (street) => {
    expect(nameIn(street)).toBeUndefined();
  });

  it("a family that keeps a house", () => {
    const { seller } = partiesOf(`
Gasthof Alpenrose
Fam. Kogler · Dorfstraße 12 · 6290 Mayrhofen
`);

    expect(seller).not.toBe("Fam. Kogler");
  });
});
