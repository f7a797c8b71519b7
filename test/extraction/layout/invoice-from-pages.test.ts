import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Invoice } from "#src/domain/invoice.ts";
import { invoiceFromPages } from "#src/extraction/layout/invoice-from-pages.ts";
import { languages } from "#src/extraction/layout/vocabulary/languages.ts";
import { aPage } from "./a-page.ts";

describe("invoiceFromPages", () => {
  it("says where each value stands", () => {
    const { evidence } = invoiceFromPages(aPage("INVOICE A-17\n\nTotal:       12.00 EUR"));

    expect(evidence["totalWithTax"]).toEqual({
      text: "12.00 EUR",
      page: 1,
      box: [78, 24, 108, 36],
      confidence: expect.any(Number),
      by: ["rules"],
    });
  });

  it("has evidence for every printed value", () => {
    const { invoice, evidence } = invoiceFromPages(
      aPage(`
Blue Kettle Ltd                       INVOICE A-17
VAT No: GB123456782                   Invoice Date: 2024-05-01
Description             Qty     Price      Amount
Bench                     2     80.00      160.00
Net total                                  160.00
VAT 20 %                                    32.00
Gross total                            EUR 192.00
`),
    );

    expect(Object.keys(evidence).toSorted()).toEqual(
      expect.arrayContaining([
        "currencyCode",
        "invoiceLines.0.lineNetAmount",
        "invoiceNumber",
        "issueDate",
        "seller.name",
        "seller.vatId",
        "taxBreakdowns.0.taxAmount",
        "totalTax",
        "totalWithTax",
        "totalWithoutTax",
      ]),
    );
    expect(Invoice.parse(invoice)).toEqual(invoice);
  });

  it.each([
    [
      "a mail",
      "Dear Ms Weber,\n\nthank you for your invoice no. 4711 of 12 April over EUR 1,250.00.\n\nKind regards",
    ],
    ["an order", "Purchase Order\nOrder No: 4500012345\nTotal   EUR 250.00"],
    ["nothing", ""],
  ])("finds no invoice in %s", (_, text) => {
    expect(invoiceFromPages(aPage(text))).toEqual({
      documentType: "other",
      invoice: {},
      evidence: {},
    });
  });

  it("calls a receipt a receipt", () => {
    expect(
      invoiceFromPages(aPage("RECEIPT\nCoffee    2.50\nTotal     EUR 2.50")).documentType,
    ).toBe("receipt");
  });

  it("never fails and always keeps to the schema, whatever the words", () => {
    const labels = languages.flatMap(({ labels: byKey }) => Object.values(byKey).flat());
    const word = fc.oneof(
      fc.constantFrom(...labels),
      fc.string({ maxLength: 12 }),
      fc.constantFrom(
        "12.00",
        "1.234,56 €",
        "19 %",
        "03/04/2024",
        "DE811907980",
        "IBAN",
        ":",
        "#",
        "\t",
        "     ",
      ),
    );
    const line = fc.array(word, { maxLength: 8 }).map((words) => words.join(" "));
    const text = fc.array(line, { maxLength: 25 }).map((lines) => lines.join("\n"));
    fc.assert(
      fc.property(text, (pageText) => {
        const { invoice } = invoiceFromPages(aPage(pageText));
        expect(Invoice.safeParse(invoice).success).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
