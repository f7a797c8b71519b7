import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Citation } from "#src/domain/analysis.ts";
import type { ModelAnswer } from "#src/domain/model-answer.ts";
import { extractCitations } from "#src/extraction/model/citations.ts";
import { aPage } from "../layout/a-page.ts";
import { anAnswer, germanPage, textContent } from "./an-answer.ts";

const cite = (answer: Partial<ModelAnswer>, text: string): Citation[] =>
  extractCitations(anAnswer(answer), textContent(text));

/** The citation of the only value an answer gives. */
const only = (answer: Partial<ModelAnswer>, text: string): Citation | undefined =>
  cite(answer, text)[0];

describe("extractCitations", () => {
  it("says on which page and where a value stands", () => {
    expect(only({ invoiceNumber: "A-17" }, "\n\fINVOICE A-17")).toEqual({
      path: "invoiceNumber",
      status: "grounded",
      value: "A-17",
      text: "A-17",
      page: 2,
      box: [48, 0, 72, 12],
    });
  });

  it("finds every value of an ordinary invoice", () => {
    const citations = cite(
      {
        invoiceNumber: "2026-0815",
        issueDate: "2026-03-01",
        paymentDueDate: "2026-03-31",
        currencyCode: "EUR",
        sellerName: "BEISPIEL WERKE GMBH",
        sellerVatId: "DE136695976",
        sellerStreet: "Hauptweg 1",
        sellerCity: "Berlin",
        sellerPostCode: "10115",
        sellerCountryCode: "DE",
        buyerName: "Muster Handel AG",
        totalWithoutTax: "1234.5",
        totalTax: "234.56",
        totalWithTax: "1469.06",
        iban: "DE89 3704 0044 0532 0130 00",
        taxes: [{ taxRatePercent: "19", taxableAmount: "1234.50", taxAmount: "234.56" }],
        lines: [
          {
            name: "Beratung im Haus",
            invoicedQuantity: "2",
            itemNetPrice: "500",
            lineNetAmount: "1000.00",
            taxRatePercent: null,
          },
        ],
      },
      germanPage,
    );

    expect(citations.filter(({ status }) => status !== "grounded")).toEqual([]);
    expect(Object.fromEntries(citations.map(({ path, value }) => [path, value]))).toMatchObject({
      "seller.name": "Beispiel Werke GmbH",
      "seller.vatId": "DE136695976",
      iban: "DE89370400440532013000",
      totalWithoutTax: "1234.50",
      "invoiceLines.0.itemNetPrice": "500.00",
    });
  });

  it.each([
    [
      "a name cut by a line end",
      { sellerName: "Blue Kettle Tea and Coffee Ltd" },
      "Blue Kettle Tea         Invoice\nand Coffee Ltd          No. 7",
    ],
    ["a name without its accents", { sellerName: "Cafe Muller" }, "Café Müller"],
    [
      "an identifier printed in groups",
      { sellerTaxId: "133/8150/8159" },
      "Steuernr. 133 / 8150 / 8159",
    ],
    ["a number with its label in one word", { invoiceNumber: "4711" }, "Rechnungsnr.:4711,"],
    ["an amount in another style", { totalWithTax: "3038.14" }, "Total 3 038,14"],
    ["an amount behind its label in one word", { totalWithTax: "119.00" }, "Total:119.00"],
    ["a date in words", { issueDate: "2026-03-01" }, "1. März 2026"],
    ["a date that may be read in two ways", { issueDate: "2026-03-04" }, "Date 04/03/2026"],
    ["the other reading of such a date", { issueDate: "2026-04-03" }, "Date 04/03/2026"],
    ["a currency by its symbol", { currencyCode: "EUR" }, "Total 12,00 €"],
    ["a currency a bare dollar sign may mean", { currencyCode: "CAD" }, "Total $12.00"],
    ["a country by its name", { sellerCountryCode: "FR" }, "69001 Lyon\nFrance"],
    ["a country by its letter before the post code", { sellerCountryCode: "AT" }, "A-1010 Wien"],
    ["a country by a VAT id", { sellerCountryCode: "GR" }, "VAT EL094259216"],
    ["a quantity with its unit", { lines: [aLine({ invoicedQuantity: "3" })] }, "Tea   3x   4.00"],
  ])("finds %s", (_, answer, text) => {
    expect(only(answer, text)?.status).toBe("grounded");
  });

  it.each([
    ["a number that is a part of a longer one", { invoiceNumber: "0815" }, "2026-0815"],
    ["a number with another separator", { invoiceNumber: "2026-081" }, "2026/081"],
    ["a name of which half is printed", { sellerName: "Blue Kettle Ltd" }, "Blue Kettle"],
    ["an amount with another sign", { totalWithTax: "-119.00" }, "Total 119.00"],
    ["a date the document reads otherwise", { issueDate: "2026-04-03" }, "04/03/2026\n25/03/2026"],
    ["a currency no amount is in", { currencyCode: "USD" }, "Total 12,00 €"],
    ["a country that is not named", { sellerCountryCode: "FR" }, "10115 Berlin"],
    ["a day that does not exist", { issueDate: "2026-02-30" }, "2026-02-30"],
    ["a currency that does not exist", { currencyCode: "ABC" }, "Total 12.00 ABC"],
    ["a word for nothing", { invoiceNumber: "None" }, "Nr. None"],
    ["a label for a name", { sellerName: "Invoice" }, "Invoice"],
    ["a sum of money for a number", { invoiceNumber: "198,00" }, "198,00"],
    ["mere punctuation", { invoiceNumber: "---" }, "---"],
    ["an account that is no IBAN", { iban: "12345678" }, "12345678"],
    ["words of another column", { sellerName: "Red Pot" }, "Red         Black\nDesk        Pot"],
  ])("does not find %s", (_, answer, text) => {
    expect(only(answer, text)?.status).toBe("ungrounded");
  });

  it("takes an amount that may be grouped or not, where the document does not tell", () => {
    expect(only({ totalWithTax: "1234" }, "1.234")?.status).toBe("grounded");
    expect(only({ totalWithTax: "1.234" }, "1.234")?.status).toBe("grounded");
  });

  it("believes the text of the model only to choose among places", () => {
    const citation = only({ totalWithTax: "119.00", totalWithTaxText: "250,00" }, "119.00\n250,00");

    expect(citation).toMatchObject({ status: "grounded", text: "119.00" });
  });

  it("looks for a total from the end, where totals stand", () => {
    expect(only({ totalWithTax: "50.00" }, "Tea 50.00\nTotal 50.00")?.box?.[1]).toBe(12);
  });

  it("finds the amounts of equal lines each in its own line", () => {
    const line = aLine({ name: "Tea", lineNetAmount: "4.00" });
    const citations = cite({ lines: [line, line] }, "Tea   4.00\nTea   4.00");

    expect(citations.map(({ box }) => box?.[1])).toEqual([0, 0, 12, 12]);
  });

  it("turns the sums of a credit note that is printed with minus signs", () => {
    const answer = { documentType: "credit_note", totalWithTax: "-119.00" } as const;

    expect(only(answer, "Total -119.00")).toMatchObject({ status: "grounded", value: "119.00" });
  });

  it("finds a sum of a credit note that is printed with a minus sign and answered without", () => {
    const answer = { documentType: "credit_note", totalWithTax: "119.00" } as const;

    expect(only(answer, "Total -119.00")).toMatchObject({ status: "grounded", value: "119.00" });
  });

  it("calls every value of a picture unverifiable, in the form the invoice holds it", () => {
    const answer = anAnswer({ sellerVatId: "DE 136.695.976", issueDate: "2026-02-30" });

    expect(extractCitations(answer, { kind: "image", images: [] })).toEqual([
      { path: "issueDate", status: "ungrounded", value: "2026-02-30", text: "2026-02-30" },
      {
        path: "seller.vatId",
        status: "unverifiable",
        value: "DE136695976",
        text: "DE 136.695.976",
      },
    ]);
  });

  it("says nothing of what the model did not answer", () => {
    expect(cite({ invoiceNumber: " " }, "INVOICE")).toEqual([]);
  });

  it("finds nothing that is not printed, whatever the page and the answer", () => {
    const words = fc.stringMatching(/^[A-Za-zß0-9äÉ.,\-/ ]{0,40}$/);
    fc.assert(
      fc.property(words, words, (page, name) => {
        const citations = cite({ sellerName: name, invoiceNumber: name }, page);
        const letters = (text: string) =>
          text
            .normalize("NFKD")
            .replaceAll(/[^\p{L}\p{N}]/gu, "")
            .toUpperCase();
        for (const { status, value } of citations) {
          if (status === "grounded") expect(letters(page)).toContain(letters(value));
        }
        expect(Citation.array().safeParse(citations).success).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("stays quick on a page of one repeated word and an answer of three hundred lines of it", () => {
    const page = `${"AA ".repeat(80)}\n`.repeat(300);
    const name = "AA ".repeat(160);
    const lines = Array.from({ length: 300 }, () => aLine({ name, lineNetAmount: "1.00" }));
    const started = performance.now();
    extractCitations(anAnswer({ lines }), { kind: "text", pages: aPage(page) });

    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

function aLine(changes: Partial<ModelAnswer["lines"][number]>): ModelAnswer["lines"][number] {
  return {
    name: null,
    invoicedQuantity: null,
    itemNetPrice: null,
    lineNetAmount: null,
    taxRatePercent: null,
    ...changes,
  };
}
