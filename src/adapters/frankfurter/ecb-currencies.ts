/** What Frankfurter's rates are stated in: the European Central Bank publishes units of a currency for one euro. */
export const pivotCurrency = "EUR";

/**
 * Currencies the bank publishes or has published since 2009. No other is asked for: Frankfurter refuses a whole request over
 * one currency it does not know.
 */
export const ecbCurrencies: ReadonlySet<string> = new Set(
  (
    "AUD BGN BRL CAD CHF CNY CZK DKK EEK GBP HKD HRK HUF IDR ILS INR ISK JPY KRW LTL LVL MXN MYR NOK NZD PHP PLN RON RUB " +
    "SEK SGD THB TRY USD ZAR"
  ).split(" "),
);
