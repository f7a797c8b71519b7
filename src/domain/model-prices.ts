import type { Cost, ModelUsage } from "./analysis.ts";
import { divideDecimals, multiplyDecimals, roundDecimal, sumDecimals } from "./decimal.ts";
import type { DecimalString } from "./money.ts";

/** What a model costs, in a currency of the user's choice; all zero for one's own machine that costs nothing more. */
export type ModelPrices = {
  readonly perMillionPromptTokens: DecimalString;
  readonly perMillionOutputTokens: DecimalString;
  /** For a machine rented by the hour. */
  readonly perHour: DecimalString;
};

/** Decimals of a cost: one document costs fractions of a cent. */
const costDigits = 6;

/** Exact, rounded once, half away from zero. */
export function costOf(
  { promptTokens, outputTokens, seconds }: ModelUsage,
  prices: ModelPrices,
): Cost {
  const tokens = sumDecimals([
    multiplyDecimals([String(promptTokens), prices.perMillionPromptTokens]),
    multiplyDecimals([String(outputTokens), prices.perMillionOutputTokens]),
  ]);
  const ofTokens = divideDecimals(tokens, "1000000", costDigits + 2) ?? "0";
  const ofTime = divideDecimals(
    multiplyDecimals([seconds.toFixed(3), prices.perHour]),
    "3600",
    costDigits + 2,
  );
  const amount = roundDecimal(sumDecimals([ofTokens, ofTime ?? "0"]), costDigits);
  return { promptTokens, outputTokens, seconds: Number(seconds.toFixed(3)), amount };
}
