import type { IsoDate } from "#src/domain/invoice.ts";
import type { CurrencyCode } from "#src/domain/money.ts";
import { type BatchLoader, createBatchLoader } from "#src/resilience/batch-loader.ts";
import type { EuroRate, EuroRates } from "./rates-answer.ts";

/** Gives the euro rates of days; currencies of one day that are wanted at nearly the same time are asked for at once. */
export interface DayRates {
  /**
   * @returns `undefined` if the day has no rate of the currency.
   * @throws What the request throws; the caller's own reason, at once, when its signal is aborted.
   */
  rateOf(
    date: IsoDate,
    currency: CurrencyCode,
    signal: AbortSignal | undefined,
  ): Promise<EuroRate | undefined>;
}

type Options = {
  /** How long a request waits for further currencies, milliseconds. */
  readonly windowMs: number;
  readonly fetchRates: (
    date: IsoDate,
    currencies: readonly CurrencyCode[],
    signal: AbortSignal,
  ) => Promise<EuroRates>;
};

/** Look-ups that share a request, many of them of the same currency. */
const sharedMax = 1_000;

/** Days whose look-ups are gathered at the same time. Of a day that is forgotten, those to come share another request. */
const daysMax = 1_000;

export function createDayRates({ windowMs, fetchRates }: Options): DayRates {
  const days = new Map<IsoDate, BatchLoader<EuroRate>>();

  function loaderOf(date: IsoDate): BatchLoader<EuroRate> {
    const known = days.get(date);
    if (known !== undefined) return known;
    const loader = createBatchLoader<EuroRate>({
      loadAll: async (currencies, signal) => await fetchRates(date, currencies.toSorted(), signal),
      sizeMax: sharedMax,
      waitMs: windowMs,
    });
    days.set(date, loader);
    const [oldest] = days.keys();
    if (days.size > daysMax && oldest !== undefined) days.delete(oldest);
    return loader;
  }

  return {
    rateOf: async (date, currency, signal) => await loaderOf(date).load(currency, signal),
  };
}
