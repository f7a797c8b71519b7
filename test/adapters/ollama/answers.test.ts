import { describe, expect, it } from "vitest";
import { mergeAnswers } from "#src/adapters/ollama/merge-answers.ts";
import { parseAnswer } from "#src/adapters/ollama/parse-answer.ts";
import { answerLinesMax, emptyAnswer, type ModelAnswer } from "#src/domain/model-answer.ts";

const anAnswer = (change: Partial<ModelAnswer>): ModelAnswer => ({
  ...emptyAnswer,
  documentType: "invoice",
  ...change,
});
const aLine = (name: string): ModelAnswer["lines"][number] => ({
  name,
  invoicedQuantity: null,
  itemNetPrice: null,
  lineNetAmount: null,
  taxRatePercent: null,
});
const aTax = (taxRatePercent: string) => ({ taxRatePercent, taxableAmount: null, taxAmount: null });

describe("What a model said", () => {
  it("is read from between courtesies", () => {
    const content = `Sure!\n\`\`\`json\n${JSON.stringify(anAnswer({ iban: "DE1" }))}\n\`\`\``;

    expect(parseAnswer(content)).toEqual({ answer: anAnswer({ iban: "DE1" }) });
  });

  it("is read without thinking whose opening tag the server swallowed", () => {
    const content = `{"a": 1} hmm</think>${JSON.stringify(anAnswer({}))}`;

    expect(parseAnswer(content)).toEqual({ answer: anAnswer({}) });
  });

  it("does not state what it gives as an empty text", () => {
    const content = JSON.stringify(anAnswer({ iban: " ", lines: [aLine("")] }));

    expect(parseAnswer(content)).toEqual({
      answer: anAnswer({ lines: [{ ...aLine(""), name: null }] }),
    });
  });

  it("is kept up to the most lines there are", () => {
    const lines = Array.from({ length: answerLinesMax + 5 }, () => aLine("again"));
    const parsed = parseAnswer(JSON.stringify(anAnswer({ lines })));

    expect("answer" in parsed && parsed.answer.lines).toHaveLength(answerLinesMax);
  });

  it.each(["", "no", "{", "[]", "}{", '{"documentType": }'])(
    "is no answer if it is %j",
    (content) => {
      expect(parseAnswer(content)).toHaveProperty("issues");
    },
  );

  it("names the fields that are wrong", () => {
    const content = JSON.stringify({ ...anAnswer({}), totalTax: "19 %", lines: [{}] });

    const parsed = parseAnswer(content);

    expect("issues" in parsed && parsed.issues.join("\n")).toMatch(
      /^totalTax: [^]*lines\.0\.name: /,
    );
  });
});

describe("Answers to the parts of a document", () => {
  it("give header fields as first stated and totals as last stated", () => {
    const merged = mergeAnswers(anAnswer({ invoiceNumber: "17", totalWithTax: "10.00" }), [
      anAnswer({ invoiceNumber: "18", totalWithTax: "20.00", documentType: "other" }),
      anAnswer({}),
    ]);

    expect(merged).toMatchObject({
      documentType: "invoice",
      invoiceNumber: "17",
      totalWithTax: "20.00",
    });
  });

  it("give a value and its verbatim text from the same part", () => {
    const merged = mergeAnswers(anAnswer({ issueDateText: "March" }), [
      anAnswer({ issueDate: "2026-03-01", issueDateText: "1.3.26" }),
    ]);

    expect(merged).toMatchObject({ issueDate: "2026-03-01", issueDateText: "1.3.26" });
  });

  it("give the taxes of the last part that has any and the lines of all", () => {
    const merged = mergeAnswers(anAnswer({ taxes: [aTax("7")], lines: [aLine("a")] }), [
      anAnswer({ taxes: [aTax("19")], lines: [aLine("b")] }),
      anAnswer({}),
    ]);

    expect(merged.taxes).toEqual([aTax("19")]);
    expect(merged.lines.map(({ name }) => name)).toEqual(["a", "b"]);
  });
});
