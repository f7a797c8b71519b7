import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Quality } from "#src/domain/analysis.ts";
import { confidenceMax, priorRight } from "#src/extraction/model/confidence.ts";
import { scoreQuality } from "#src/extraction/model/score-quality.ts";
import { aDraft, anInvoice } from "#test/support/an-invoice.ts";
import { anAnswer } from "./an-answer.ts";

const confidenceOf = (path: string, answer: Parameters<typeof anAnswer>[0], draft = aDraft()) =>
  scoreQuality(anAnswer(answer), draft).confidence[path] ?? 0;

const emptyDraft = aDraft({ invoice: {} });

describe("scoreQuality", () => {
  it("counts the essential values that were answered", () => {
    const answer = anAnswer({ invoiceNumber: "A17", currencyCode: "EUR", issueDate: "2026-13-01" });

    expect(scoreQuality(answer, undefined).completeness).toBe(0.4);
  });

  it("counts the values draft and answer agree on among those both give", () => {
    const draft = aDraft({ invoice: anInvoice() });
    const answer = anAnswer({
      invoiceNumber: "2026 0815",
      totalWithTax: "119",
      issueDate: "2026-01-03",
      deliveryDate: "2026-02-27",
      purchaseOrder: "4500",
    });

    expect(scoreQuality(answer, draft).agreement).toBe(0.75);
  });

  it.each([
    [
      "net and tax give gross",
      { totalWithoutTax: "100", totalTax: "19", totalWithTax: "119" },
      true,
    ],
    ["they do not", { totalWithoutTax: "100", totalTax: "19", totalWithTax: "120" }, false],
    ["nothing can be added", { totalWithTax: "119" }, false],
    ["the lines give net", { totalWithoutTax: "100", lines: [aLine("60"), aLine("40")] }, true],
    ["the lines do not", { totalWithoutTax: "100", lines: [aLine("60")] }, false],
  ])("tells whether the totals add up: %s", (_, answer, isConsistent) => {
    expect(scoreQuality(anAnswer(answer), undefined).isConsistent).toBe(isConsistent);
  });

  it("begins with what a model is worth", () => {
    expect(confidenceOf("buyer.name", { buyerName: "Red Pot" }, emptyDraft)).toBe(priorRight);
  });

  it("is raised by a draft that agrees, and lowered by one that does not", () => {
    const alike = confidenceOf("issueDate", { issueDate: "2026-03-01" });
    const otherwise = confidenceOf("issueDate", { issueDate: "2026-01-03" });

    expect(alike).toBeGreaterThan(0.9);
    expect(otherwise).toBeLessThan(priorRight);
  });

  it("is raised by totals that add up", () => {
    const totals = { totalWithoutTax: "100", totalTax: "19", totalWithTax: "119" };

    expect(confidenceOf("totalTax", totals, emptyDraft)).toBeGreaterThan(0.95);
  });

  it("is raised by check digits that are right, and lowered by wrong ones", () => {
    const right = confidenceOf("iban", { iban: "DE89370400440532013000" }, emptyDraft);
    const wrong = confidenceOf("iban", { iban: "DE89370400440532013001" }, emptyDraft);

    expect(right).toBeGreaterThan(0.95);
    expect(wrong).toBeLessThan(0.5);
    expect(
      confidenceOf("seller.vatId", { sellerVatId: "DE136695976" }, emptyDraft),
    ).toBeGreaterThan(0.95);
  });

  it("is a probability and never certain, whatever was read", () => {
    const answer = {
      issueDate: "2026-03-01",
      totalWithoutTax: "100",
      totalTax: "19",
      totalWithTax: "119",
    };
    const evidence = (confidence: number) => ({ text: "", confidence, by: ["rules" as const] });
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (confidence) => {
        const draft = aDraft({
          evidence: { issueDate: evidence(confidence), totalTax: evidence(confidence) },
        });
        const quality = scoreQuality(anAnswer(answer), draft);

        expect(Quality.parse(quality)).toEqual(quality);
        expect(Math.max(...Object.values(quality.confidence))).toBeLessThanOrEqual(confidenceMax);
      }),
    );
  });
});

function aLine(lineNetAmount: string) {
  return {
    name: null,
    invoicedQuantity: null,
    itemNetPrice: null,
    lineNetAmount,
    taxRatePercent: null,
  };
}
