import { z } from "zod";
import { signOf } from "#src/domain/decimal.ts";
import { IsoDate } from "#src/domain/invoice.ts";
import { CurrencyCode, DecimalString } from "#src/domain/money.ts";
import { pivotCurrency } from "./ecb-currencies.ts";

/** The answer of `/v2/rates`, parsed with its numbers as they are written. */
export const RatesAnswer = z.array(
  z.object({
    /** The day the rate is really of. */
    date: IsoDate,
    base: z.literal(pivotCurrency),
    quote: CurrencyCode,
    // Piped: what is no decimal has no sign.
    rate: DecimalString.pipe(z.string().refine((rate) => signOf(rate) > 0, "a rate is above zero")),
  }),
);
export type RatesAnswer = z.infer<typeof RatesAnswer>;

/** Units of a currency for one euro, and the day they are of. */
export type EuroRate = { readonly rate: DecimalString; readonly date: IsoDate };

/** The euro rates of one day, by currency. */
export type EuroRates = ReadonlyMap<CurrencyCode, EuroRate>;

export const euroRatesOf = (answer: RatesAnswer): EuroRates =>
  new Map(answer.map(({ quote, rate, date }) => [quote, { rate, date }]));
