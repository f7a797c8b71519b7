import type { ExchangeRates } from "#src/ports/exchange-rates.ts";
import { failIfTold, type Failure } from "./no-answer.ts";

/** Rates by pair, for example `{ "USD EUR": "0.9" }`, all of one day. */
export function createFakeExchangeRates({
  rates = { "USD EUR": "0.9", "EUR USD": "1.11" },
  rateDate = "2026-03-01",
  failure,
}: {
  readonly rates?: Readonly<Record<string, string>>;
  readonly rateDate?: string;
  readonly failure?: Failure;
} = {}): ExchangeRates {
  return {
    async rate({ from, to, date }) {
      failIfTold("ExchangeRates", failure);
      const source = "fake";
      if (from === to) return { status: "found", from, to, rate: "1", rateDate: date, source };
      const rate = rates[`${from} ${to}`];
      if (rate === undefined) return { status: "not_found" };
      return { status: "found", from, to, rate, rateDate, source };
    },
  };
}
