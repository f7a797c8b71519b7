import { describe, expect, it } from "vitest";
import type { AnalysisResult } from "#src/domain/analysis.ts";
import type { ModelAnswer } from "#src/domain/model-answer.ts";
import { aCitation, anAnswer } from "../extraction/model/an-answer.ts";
import { scoreAnswer } from "./score-answer.ts";

const expected = { invoiceNumber: "2026-1187", totalWithTax: "1621.26", iban: "DE91869900300002" };

const resultOf = (
  answer: Partial<ModelAnswer>,
  changes: Partial<AnalysisResult> = {},
): AnalysisResult => ({
  status: "answered",
  analysis: {
    model: "m",
    answer: anAnswer(answer),
    usage: { requests: 1, promptTokens: 1, outputTokens: 1, seconds: 1 },
    isCached: false,
    isRepaired: false,
  },
  citations: [],
  operations: {},
  ...changes,
});

describe("an answer's scores", () => {
  it("are perfect for every value as it is printed", () => {
    const answer = { ...expected, iban: "DE91 8699 0030 0002", totalWithTax: "1621.260" };
    expect(scoreAnswer(resultOf(answer), expected, 2)).toEqual({
      recall: 1,
      precision: 1,
      grounded: 1,
      valid: 1,
      seconds: 2,
    });
  });

  it("tell a value that is missing from one that is wrong", () => {
    const { recall, precision } = scoreAnswer(
      resultOf({ invoiceNumber: "2026-1187", totalWithTax: "1612.26" }),
      expected,
      0,
    );
    expect(recall).toBeCloseTo(1 / 3);
    expect(precision).toBeCloseTo(1 / 2);
  });

  it("hold a value against the model that stands nowhere", () => {
    const citations = [
      aCitation({ path: "iban", value: "DE91", status: "ungrounded" }),
      aCitation({ path: "invoiceNumber", value: "2026-1187" }),
    ];
    expect(scoreAnswer(resultOf(expected, { citations }), expected, 0).grounded).toBe(0.5);
  });

  it("are zero without an answer, but nothing is wrong", () => {
    const failed: AnalysisResult = { status: "failed", citations: [], operations: {} };
    expect(scoreAnswer(failed, expected, 0)).toMatchObject({ recall: 0, precision: 1, valid: 0 });
  });
});
