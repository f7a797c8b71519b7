import type { ExchangeRateFact } from "#src/domain/facts.ts";
import type { IsoDate } from "#src/domain/invoice.ts";
import type { CurrencyCode } from "#src/domain/money.ts";

type ExchangeRateQuery = {
  readonly from: CurrencyCode;
  readonly to: CurrencyCode;
  /** The rate wanted is the one of this day; the answer carries the day it is really of. */
  readonly date: IsoDate;
};

/** Gives the exchange rate of a day, or of the nearest day known. */
export interface ExchangeRates {
  /** @throws {PortUnavailable} If there is no usable answer. */
  rate(query: ExchangeRateQuery, signal?: AbortSignal): Promise<ExchangeRateFact>;
}
