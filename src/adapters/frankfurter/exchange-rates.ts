import { canonicalDecimal, divideDecimals } from "#src/domain/decimal.ts";
import { parseExactJson } from "#src/domain/exact-json.ts";
import type { ExchangeRateFact } from "#src/domain/facts.ts";
import type { IsoDate } from "#src/domain/invoice.ts";
import type { CurrencyCode, DecimalString } from "#src/domain/money.ts";
import type { ExchangeRates } from "#src/ports/exchange-rates.ts";
import { PortUnavailable } from "#src/ports/port-unavailable.ts";
import { createJsonService } from "#src/resilience/json-service.ts";
import type { ServiceCall } from "#src/resilience/service-call.ts";
import { createDayRates } from "./day-rates.ts";
import { ecbCurrencies, pivotCurrency } from "./ecb-currencies.ts";
import { euroRatesOf, RatesAnswer } from "./rates-answer.ts";

const source = "Frankfurter (ECB)";

/** A day of all currencies has a few kilobytes. */
const answerBytesMax = 64 * 1024;

const defaultWindowMs = 5;

/** Decimals of a rate between two currencies that are not the euro: ten digits even for the weakest. */
const crossRateDigits = 15;

type FrankfurterExchangeRatesOptions = {
  /** Ends in a slash. */
  readonly baseUrl: URL;
  readonly fetch: typeof fetch;
  readonly call: ServiceCall;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** How long a request waits for other currencies of its day, milliseconds. Default 5. */
  readonly windowMs?: number;
};

/**
 * Reference rates of the European Central Bank. Frankfurter is asked for euro rates as published, digit for digit; rates between
 * others are computed from them. One request so serves every pair of its day.
 */
export function createFrankfurterExchangeRates(
  options: FrankfurterExchangeRatesOptions,
): ExchangeRates {
  const { baseUrl, now, windowMs = defaultWindowMs } = options;
  const service = createJsonService({
    ...options,
    answerBytesMax,
    parseJson: parseExactJson,
    refusalHint: "it takes no key, so check its terms of use",
    noAnswer: (message, traits) => new PortUnavailable("Frankfurter", message, traits),
  });
  const days = createDayRates({
    windowMs,
    async fetchRates(date, currencies, signal) {
      const question = {
        request: { url: urlOf(baseUrl, date, currencies) },
        schema: RatesAnswer,
        read: euroRatesOf,
      };
      const key = `frankfurter:${date}:${currencies.join(",")}`;
      return await service.ask(question, { key, signal });
    },
  });

  return {
    async rate({ from, to, date }, signal) {
      if (from === to) return { status: "found", from, to, rate: "1", rateDate: date, source };
      if (!isPublished(from) || !isPublished(to)) return { status: "not_found" };
      // Of a day to come there is no rate yet: the latest is the nearest.
      const today = new Date(now()).toISOString().slice(0, 10);
      const asked = date > today ? today : date;
      const euroRate = async (currency: CurrencyCode): Promise<DatedRate | undefined> =>
        currency === pivotCurrency ? { rate: "1" } : await days.rateOf(asked, currency, signal);
      const [ofFrom, ofTo] = await Promise.all([euroRate(from), euroRate(to)]);
      return factOf({ from, to }, ofFrom, ofTo);
    },
  };
}

const isPublished = (currency: CurrencyCode): boolean =>
  currency === pivotCurrency || ecbCurrencies.has(currency);

function urlOf(baseUrl: URL, date: IsoDate, currencies: readonly CurrencyCode[]): URL {
  const url = new URL("./v2/rates", baseUrl);
  // Without `providers` the rates are a blend of many sources, and rounded.
  const query = { base: pivotCurrency, quotes: currencies.join(","), date, providers: "ecb" };
  url.search = new URLSearchParams(query).toString();
  return url;
}

type Pair = { readonly from: CurrencyCode; readonly to: CurrencyCode };

/** Units of a currency for one euro, and the day they are of; the euro itself is of every day. */
type DatedRate = { readonly rate: DecimalString; readonly date?: IsoDate };

function factOf(
  { from, to }: Pair,
  ofFrom: DatedRate | undefined,
  ofTo: DatedRate | undefined,
): ExchangeRateFact {
  if (ofFrom === undefined || ofTo === undefined) return { status: "not_found" };
  const rate = ratio(ofTo, ofFrom);
  const days = [ofFrom.date, ofTo.date].filter((day) => day !== undefined).toSorted();
  const [rateDate] = days;
  if (rate === undefined || rateDate === undefined) return { status: "not_found" };
  return { status: "found", from, to, rate, rateDate, source };
}

function ratio(to: DatedRate, from: DatedRate): DecimalString | undefined {
  if (from.rate === "1") return to.rate;
  const quotient = divideDecimals(to.rate, from.rate, crossRateDigits);
  return quotient === undefined ? undefined : canonicalDecimal(quotient);
}
