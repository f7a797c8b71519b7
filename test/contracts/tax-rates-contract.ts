import { describe, expect, it } from "vitest";
import { DecimalString } from "#src/domain/money.ts";
import type { TaxRates } from "#src/ports/tax-rates.ts";

/** What every `TaxRates` does. */
export function describeTaxRates(name: string, create: () => TaxRates): void {
  describe(`${name} as TaxRates`, () => {
    it("lists the rates of a country it knows", async () => {
      const facts = await create().ratesIn({ countryCode: "DE", date: "2026-03-01" });

      expect(facts).toMatchObject({ status: "found", taxType: "vat", isComplete: true });
      if (facts.status !== "found") throw new Error("unreachable");
      expect(facts.standardRatePercents).toContain("19");
      expect(facts.reducedRatePercents).toContain("7");
    });

    it("states rates as exact decimals", async () => {
      const facts = await create().ratesIn({ countryCode: "DE", date: "2026-03-01" });

      if (facts.status !== "found") throw new Error("unreachable");
      const rates = [...facts.standardRatePercents, ...facts.reducedRatePercents];
      expect(rates.filter((rate) => !DecimalString.safeParse(rate).success)).toEqual([]);
    });

    it("does not find a country that does not exist", async () => {
      const facts = await create().ratesIn({ countryCode: "ZZ", date: "2026-03-01" });

      expect(facts).toEqual({ status: "not_found" });
    });
  });
}
