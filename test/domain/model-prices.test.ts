import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareDecimals } from "#src/domain/decimal.ts";
import { costOf } from "#src/domain/model-prices.ts";

const usage = (promptTokens: number, outputTokens: number, seconds: number) => ({
  requests: 1,
  promptTokens,
  outputTokens,
  seconds,
});
const free = { perMillionPromptTokens: "0", perMillionOutputTokens: "0", perHour: "0" };

describe("the cost of an answer", () => {
  it("is the price of its tokens and of the time it took", () => {
    const prices = { perMillionPromptTokens: "0.15", perMillionOutputTokens: "0.60", perHour: "2" };

    // 0.0006 + 0.0003 + 0.005 (9 seconds at 2 an hour).
    expect(costOf(usage(4_000, 500, 9), prices)).toEqual({
      promptTokens: 4_000,
      outputTokens: 500,
      seconds: 9,
      amount: "0.005900",
    });
  });

  it("is nothing on one's own machine", () => {
    expect(costOf(usage(4_000, 500, 9), free).amount).toBe("0.000000");
  });

  it("never falls when more is used", () => {
    const count = fc.integer({ min: 0, max: 10_000_000 });
    const prices = { ...free, perMillionPromptTokens: "0.15", perMillionOutputTokens: "0.6" };
    fc.assert(
      fc.property(count, count, count, (prompt, output, more) => {
        const less = costOf(usage(prompt, output, 0), prices).amount;
        const all = costOf(usage(prompt + more, output + more, 0), prices).amount;
        return compareDecimals(all, less) >= 0;
      }),
    );
  });
});
