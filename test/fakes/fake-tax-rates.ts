import type { TaxRateFacts } from "#src/domain/facts.ts";
import type { TaxRates } from "#src/ports/tax-rates.ts";
import { failIfTold, type Failure } from "./no-answer.ts";

const german: TaxRateFacts = {
  status: "found",
  taxType: "vat",
  standardRatePercents: ["19"],
  reducedRatePercents: ["7"],
  hasZeroRate: true,
  isComplete: true,
};

/** The rates of each country it is given, on every date. */
export function createFakeTaxRates({
  countries = { DE: german },
  failure,
}: {
  readonly countries?: Readonly<Record<string, TaxRateFacts>>;
  readonly failure?: Failure;
} = {}): TaxRates {
  return {
    async ratesIn({ countryCode }) {
      failIfTold("TaxRates", failure);
      return countries[countryCode] ?? { status: "not_found" };
    },
  };
}
