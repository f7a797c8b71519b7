import rateTable from "sales-tax/res/sales_tax_rates.json" with { type: "json" };
import { z } from "zod";
import type { TaxJurisdiction, TaxRateFacts } from "#src/domain/facts.ts";
import type { DecimalString } from "#src/domain/money.ts";
import type { TaxRates } from "#src/ports/tax-rates.ts";
import { regionCodeOf } from "./region-codes.ts";
import { ratePeriods, sharedRates } from "./tables/reduced-rates.ts";

const Rate = z.object({ type: z.string(), rate: z.number() });
const DatedRate = Rate.extend({
  /** Rates in force before a moment, by that moment. */
  before: z.record(z.string(), Rate).optional(),
});
const Country = DatedRate.extend({ states: z.record(z.string(), DatedRate).optional() });
type Country = z.infer<typeof Country>;

/** Decimals of a rate as a fraction in the shipped table: 9.975 % is 0.09975. */
const fractionDigits = 6;

const dayMs = 86_400_000;

/**
 * Tax rates without a network: our own dated table of all rates where there is one, else the shipped table of `sales-tax`,
 * which knows standard rates, their recent history and regions.
 */
export function createOfflineTaxRates(): TaxRates {
  const countries = z.record(z.string(), Country).parse(rateTable);
  return {
    async ratesIn(jurisdiction) {
      const { countryCode, region } = jurisdiction;
      const regionCode = regionCodeOf(countryCode, region);
      const country = countries[countryCode];
      if (regionCode !== undefined && country?.states?.[regionCode] !== undefined) {
        return regionalRates(country, regionCode, jurisdiction);
      }
      return fromPeriods(jurisdiction) ?? fromCountry(country, jurisdiction);
    },
  };
}

function fromPeriods({ countryCode, date }: TaxJurisdiction): TaxRateFacts | undefined {
  const periods = ratePeriods[sharedRates[countryCode] ?? countryCode];
  const current = periods?.find(({ from }) => from <= date);
  if (current === undefined) return undefined;
  return {
    status: "found",
    taxType: "vat",
    standardRatePercents: [current.standard],
    reducedRatePercents: current.reduced,
    hasZeroRate: current.hasZeroRate,
    isComplete: true,
  };
}

function fromCountry(country: Country | undefined, { date }: TaxJurisdiction): TaxRateFacts {
  if (country === undefined) return { status: "not_found" };
  const { type, rate } = rateOn(country, date);
  const states = Object.values(country.states ?? {}).map(
    (state) => rate + rateOn(state, date).rate,
  );
  const percents = [rate, ...states].filter((value) => value > 0).map(percentOf);
  return {
    status: "found",
    taxType: type,
    standardRatePercents: [...new Set(percents)],
    reducedRatePercents: [],
    hasZeroRate: true,
    isComplete: false,
  };
}

/** Federal and regional tax, each and together: invoices state them either way. Local taxes come on top. */
function regionalRates(
  country: Country,
  regionCode: string,
  { date }: TaxJurisdiction,
): TaxRateFacts {
  const national = rateOn(country, date);
  const region = country.states?.[regionCode];
  const state = region && rateOn(region, date);
  const own = state?.rate ?? 0;
  const parts = own < 0 ? [national.rate + own] : [national.rate + own, national.rate, own];
  const percents = parts.filter((value) => value > 0).map(percentOf);
  return {
    status: "found",
    taxType: state?.type ?? national.type,
    standardRatePercents: [...new Set(percents)],
    reducedRatePercents: [],
    hasZeroRate: true,
    isComplete: false,
  };
}

/** The table lists what was in force before each change: the earliest change still ahead of the date tells. */
function rateOn(dated: z.infer<typeof DatedRate>, date: string): z.infer<typeof Rate> {
  const atMs = Date.parse(`${date}T00:00:00Z`);
  const ahead = Object.entries(dated.before ?? {})
    .map(([moment, rate]) => ({ changeMs: Date.parse(moment), rate }))
    .filter(({ changeMs }) => atMs < startOfDay(changeMs))
    .toSorted((a, b) => a.changeMs - b.changeMs);
  return ahead[0]?.rate ?? dated;
}

/** Changes are at local midnight, written in UTC: the evening before, east of Greenwich. The nearest midnight is meant. */
const startOfDay = (moment: number): number => Math.round(moment / dayMs) * dayMs;

/** 0.09975 is `9.975`: the fraction is rounded to the table's decimals, then shifted as text. */
function percentOf(fraction: number): DecimalString {
  const digits = fraction.toFixed(fractionDigits).replace(".", "").padStart(3, "0");
  const at = digits.length - (fractionDigits - 2);
  const percent = `${digits.slice(0, at).replace(/^0+(?=\d)/, "")}.${digits.slice(at)}`;
  return percent.replace(/\.?0+$/, "");
}
