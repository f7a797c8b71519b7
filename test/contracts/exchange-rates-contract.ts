import { describe, expect, it } from "vitest";
import { DecimalString } from "#src/domain/money.ts";
import type { ExchangeRates } from "#src/ports/exchange-rates.ts";

/** What every `ExchangeRates` does. */
export function describeExchangeRates(name: string, create: () => ExchangeRates): void {
  describe(`${name} as ExchangeRates`, () => {
    const date = "2026-03-01";

    it("gives an exact decimal rate with its day and source", async () => {
      const fact = await create().rate({ from: "USD", to: "EUR", date });

      expect(fact).toMatchObject({ status: "found", from: "USD", to: "EUR" });
      if (fact.status !== "found") throw new Error("unreachable");
      expect(DecimalString.safeParse(fact.rate).success).toBe(true);
      expect(fact.rateDate).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(fact.source).not.toBe("");
    });

    it("changes a currency into itself at 1", async () => {
      const fact = await create().rate({ from: "EUR", to: "EUR", date });

      expect(fact).toMatchObject({ status: "found", rate: "1", rateDate: date });
    });

    it("does not find a currency that does not exist", async () => {
      const [unknownFrom, unknownTo] = await Promise.all([
        create().rate({ from: "ZZZ", to: "EUR", date }),
        create().rate({ from: "EUR", to: "ZZZ", date }),
      ]);

      expect([unknownFrom, unknownTo]).toEqual([{ status: "not_found" }, { status: "not_found" }]);
    });
  });
}
