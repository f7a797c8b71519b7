import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { datesIn, orderAmong, readDate } from "#src/extraction/layout/dates.ts";
import { languages } from "#src/extraction/layout/vocabulary/languages.ts";
import { invoiceFromPages } from "#src/extraction/layout/invoice-from-pages.ts";
import { aPage } from "./a-page.ts";

const read = (text: string) => datesIn(text).map((date) => readDate(date, undefined));

describe("datesIn", () => {
  it.each([
    ["2024-03-01", "2024-03-01"],
    ["01.03.2024", "2024-03-01"],
    ["1.3.24", "2024-03-01"],
    ["7. Mai 2014", "2014-05-07"],
    ["19 april 2014", "2014-04-19"],
    ["1er février 2025", "2025-02-01"],
    ["3 de marzo de 2024", "2024-03-03"],
    ["15 września 2023", "2023-09-15"],
    ["28 dicembre 2022", "2022-12-28"],
    ["24-Sep-2024", "2024-09-24"],
    ["January 25, 2016", "2016-01-25"],
    ["August 3 , 2014", "2014-08-03"],
    ["Oct 31, 2023", "2023-10-31"],
    ["21/09/2022", "2022-09-21"],
    ["11/15/2019", "2019-11-15"],
  ])("reads %s", (text, date) => {
    expect(read(text)).toEqual([date]);
  });

  it("leaves 03/04/2024 open: it may be March or April", () => {
    expect(read("03/04/2024")).toEqual([undefined]);
  });

  it.each(["31.02.2024", "00.13.2024", "99/99/2024", "1.2.3", "192.168.10.12"])(
    "finds no date in %s",
    (text) => {
      expect(read(text)).toEqual([]);
    },
  );

  it("reads every month of every language", () => {
    for (const { months } of languages) {
      for (const [index, names] of months.entries()) {
        const iso = `2024-${String(index + 1).padStart(2, "0")}-12`;
        expect(names.map((name) => read(`12 ${name} 2024`))).toEqual(names.map(() => [iso]));
      }
    }
  });

  it("reads back any date printed with its day first", () => {
    const dates = fc.date({
      min: new Date("1970-01-01"),
      max: new Date("2099-12-31"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(dates, (date) => {
        const iso = date.toISOString().slice(0, 10);
        const [year, month, day] = iso.split("-");
        expect(read(`${day}.${month}.${year}`)).toEqual([iso]);
      }),
    );
  });
});

describe("orderAmong", () => {
  it("takes the order from a date that has only one reading", () => {
    expect(orderAmong(datesIn("03/04/2024 25/04/2024"))).toBe("dayFirst");
    expect(orderAmong(datesIn("03/04/2024 04/25/2024"))).toBe("monthFirst");
  });

  it("is mixed where dates contradict each other", () => {
    expect(orderAmong(datesIn("25/04/2024 04/25/2024"))).toBe("mixed");
  });
});

describe("the dates of an invoice", () => {
  const dated = (lines: string) =>
    invoiceFromPages(aPage(`INVOICE\nInvoice No: A-17\n${lines}\nTotal: 12.00`)).invoice;

  it("are absent where day and month could be exchanged", () => {
    expect(dated("Invoice Date: 03/04/2024")).not.toHaveProperty("issueDate");
  });

  it("follow the order another date of the document shows", () => {
    expect(dated("Invoice Date: 03/04/2024\nDue Date: 03/25/2024")).toMatchObject({
      issueDate: "2024-03-04",
      paymentDueDate: "2024-03-25",
    });
  });

  it("have a due date behind the way to pay", () => {
    const line = "Règlement par virement avant le 30 avril 2026.";

    expect(dated(line)).toMatchObject({ paymentDueDate: "2026-04-30" });
  });

  it.each([
    "We collect this by Direct Debit      Fibre 500\non or after\n17 March 2026          Rent",
    "We collect this by Direct Debit\non or after 17 March 2026",
  ])("have a due date behind a phrase broken over two lines: %s", (lines) => {
    expect(dated(lines)).toMatchObject({ paymentDueDate: "2026-03-17" });
    expect(dated(lines.replace("Direct Debit", "any means"))).not.toHaveProperty("paymentDueDate");
  });

  it("have no due date before the issue date", () => {
    expect(dated("Invoice Date: 2024-05-01\nDue Date: 2024-04-01")).not.toHaveProperty(
      "paymentDueDate",
    );
  });

  it.each([
    ["Delivery Date: 3 May 2024", "deliveryDate", "2024-05-03"],
    ["Leistungsdatum 3.5.2024", "deliveryDate", "2024-05-03"],
    ["Liefer- und Rechnungsdatum: 3.5.2024", "deliveryDate", "2024-05-03"],
    ["Data sprzedaży: 3 maja 2024", "deliveryDate", "2024-05-03"],
    ["Date of supply: 3 May 2024", "taxPointDate", "2024-05-03"],
    ["DUZP: 3.5.2024", "taxPointDate", "2024-05-03"],
  ])("are those of the supply too: %s", (line, field, date) => {
    expect(dated(`Date of issue: 2024-05-09\n${line}`)).toMatchObject({ [field]: date });
  });

  it.each([
    ["it was delivered on several days", "Delivered on: 3 May 2024\nDelivered on: 4 May 2024"],
    ["it was supplied over a period", "Leistungsdatum: 1.5.2024 - 31.5.2024"],
    ["only an order has a date", "Order Date: 3 May 2024"],
  ])("have no day of delivery where %s", (_, lines) => {
    expect(dated(`Date of issue: 2024-05-09\n${lines}`)).not.toHaveProperty("deliveryDate");
  });

  it("do not take a delivery date for the issue date", () => {
    expect(dated("Delivery Date: 2024-05-01\nOrder Date: 2024-04-01")).not.toHaveProperty(
      "issueDate",
    );
  });
});
