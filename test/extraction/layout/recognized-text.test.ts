import { describe, expect, it } from "vitest";
import type { Evidence } from "#src/domain/evidence.ts";
import type { Page, Word } from "#src/domain/reading.ts";
import { draftInvoice } from "#src/extraction/draft-invoice.ts";
import { withWordConfidence } from "#src/extraction/layout/recognized-text.ts";

/** Words of a line, each as sure as given or else surely read. */
type Line = readonly (string | readonly [text: string, confidence: number])[];

function aRecognizedPage(lines: readonly Line[]): Page {
  const rows = lines.map((words, line) => {
    let left = 50;
    return {
      words: words.map((given): Word => {
        const [text, confidence] = typeof given === "string" ? [given, 0.96] : given;
        const box = [left, 100 + line * 20, left + text.length * 5, 110 + line * 20] as const;
        left = box[2] + 3;
        return { text, box, fontSize: 10, confidence };
      }),
    };
  });
  return { number: 1, widthPt: 595, heightPt: 842, rows };
}

const draftOf = (lines: readonly Line[]) =>
  draftInvoice({ source: "ocr", pages: [aRecognizedPage(lines)], warnings: [] });

const title: Line = ["Invoice"];
const number = (...words: Line): Line => ["Invoice", "number:", ...words];
const total: Line = ["Total", "with", "VAT:", "119.00", "EUR"];

describe("a value of recognised text", () => {
  it("is less sure the less sure one of its words is", () => {
    const confidenceOf = (...words: Line) =>
      draftOf([title, number(...words), total]).evidence["invoiceNumber"]?.confidence ?? 0;

    expect(confidenceOf(["2026-19", 0.7])).toBeLessThan(confidenceOf(["2026-19", 0.9]));
    expect(confidenceOf(["2026-19", 0.7])).toBeGreaterThan(0);
  });

  it("is left out where giving it would cost more than leaving it out", () => {
    const { invoice, evidence } = draftOf([title, number(["2026-19", 0.4]), total]);

    expect(invoice.invoiceNumber).toBeUndefined();
    expect(evidence).not.toHaveProperty("invoiceNumber");
    expect(invoice.totalWithTax).toBe("119.00");
  });

  it("is left out if it is a date read unsurely, and another differs from it in one digit", () => {
    const dateOf = (confidence: number, other: string) =>
      draftOf([
        title,
        number("2026-19"),
        ["Date:", ["19/02/2026", confidence]],
        ["Printed", other],
        total,
      ]).invoice.issueDate;

    expect(dateOf(0.6, "19/09/2026")).toBeUndefined();
    expect(dateOf(0.6, "11/09/2026")).toBe("2026-02-19");
    expect(dateOf(0.9, "19/09/2026")).toBe("2026-02-19");
  });

  it("is left out where a letter stands among digits that look like it", () => {
    const numberOf = (text: string) =>
      draftOf([title, number([text, 0.9]), total]).invoice.invoiceNumber;

    expect(numberOf("FAO9/2018")).toBeUndefined();
    expect(numberOf("FAX9/2018")).toBe("FAX9/2018");
  });

  it("stays sure, however poorly read, where its check digits or the sum confirm it", () => {
    const { invoice, evidence } = draftOf([
      title,
      number("2026-19"),
      ["Total", "without", "VAT:", ["100.00", 0.4], "EUR"],
      ["VAT", "19%:", ["19.00", 0.4], "EUR"],
      ["Total", "with", "VAT:", ["119.00", 0.4], "EUR"],
      ["IBAN:", ["DE89370400440532013000", 0.4]],
    ]);

    expect(invoice).toMatchObject({ totalWithTax: "119.00", iban: "DE89370400440532013000" });
    expect(evidence["totalWithTax"]?.confidence).toBeGreaterThan(0.9);
    expect(evidence["iban"]?.confidence).toBeGreaterThan(0.9);
  });

  it("stays sure, however poorly read, where the lines of the invoice add up to it", () => {
    const pages = [aRecognizedPage([[["41.56", 0.4]]])];
    const evidence: Evidence = {
      text: "41.56",
      page: 1,
      box: [50, 100, 75, 110],
      confidence: 0.9,
      by: ["rules"],
    };
    const confidenceWith = (...amounts: string[]) =>
      withWordConfidence(
        {
          documentType: "invoice",
          invoice: {
            totalWithTax: "41.56",
            invoiceLines: amounts.map((lineNetAmount) => ({ lineNetAmount })),
          },
          evidence: { totalWithTax: evidence },
        },
        pages,
      ).evidence["totalWithTax"]?.confidence;

    expect(confidenceWith("37.12", "4.44")).toBe(0.9);
    expect(confidenceWith("37.12", "4.43")).toBeLessThan(0.5);
  });

  it("has the decimal mark it lost where the sum it is part of confirms it", () => {
    const totalsWith = (gross: string) =>
      draftOf([
        title,
        number("2026-19"),
        ["Total", "without", "VAT:", "3400"],
        ["VAT", "7%:", "238"],
        ["Total", "with", "VAT:", gross, "EUR"],
      ]).invoice;

    expect(totalsWith("36.38")).toMatchObject({ totalWithoutTax: "34.00", totalTax: "2.38" });
    expect(totalsWith("37.38").totalWithoutTax).toBeUndefined();
  });

  it("has a VAT identifier put right where one exchange of lookalikes gives it check digits", () => {
    const vatIdOf = (text: string) =>
      draftOf([title, number("2026-19"), total, ["VAT", "number:", [text, 0.9]]]).invoice.seller
        ?.vatId;

    expect(vatIdOf("DEI36695976")).toBe("DE136695976");
    expect(vatIdOf("IE47369580H")).toBe("IE4736958OH");
    expect(vatIdOf("DEI18745729")).toBeUndefined();
  });

  it("is left out where it fails its check digits", () => {
    const { invoice } = draftOf([
      title,
      number("2026-19"),
      total,
      ["IBAN:", "DE89370400440532013001"],
    ]);

    expect(invoice.iban).toBeUndefined();
  });

  it("is found behind a label with one wrong letter", () => {
    const { invoice } = draftOf([title, ["Involce", "number:", "2026-19"], total]);

    expect(invoice.invoiceNumber).toBe("2026-19");
  });

  it("has the check digits of an account put right if they then confirm it", () => {
    const { invoice } = draftOf([title, number("2026-19"), total, ["IBAN:", "NLSOINGB0683251309"]]);

    expect(invoice.iban).toBe("NL50INGB0683251309");
  });

  it("has no account whose check digits do not confirm it", () => {
    const { invoice } = draftOf([
      title,
      number("2026-19"),
      total,
      ["IBAN:", "GB2ONWBK60161331926819"],
    ]);

    expect(invoice.iban).toBeUndefined();
  });
});
