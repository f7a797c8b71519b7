import { describe, expect, it } from "vitest";
import { createOfflineExchangeRates } from "#src/adapters/offline/exchange-rates.ts";
import { roundDecimal, multiplyDecimals } from "#src/domain/decimal.ts";
import { describeExchangeRates } from "#test/contracts/exchange-rates-contract.ts";

describeExchangeRates("The offline table", createOfflineExchangeRates);

describe("The offline table", () => {
  const rates = createOfflineExchangeRates();

  it("is of one day, whichever is asked for", async () => {
    const query = { from: "USD", to: "EUR" };
    const [old, recent] = await Promise.all(
      ["2013-04-10", "2026-09-01"].map((date) => rates.rate({ ...query, date })),
    );

    expect(old).toEqual(recent);
  });

  it("changes there and back to nearly the same", async () => {
    const date = "2026-09-01";
    const [there, back] = await Promise.all([
      rates.rate({ from: "USD", to: "EUR", date }),
      rates.rate({ from: "EUR", to: "USD", date }),
    ]);

    if (there.status !== "found" || back.status !== "found") throw new Error("both are known");
    expect(roundDecimal(multiplyDecimals([there.rate, back.rate]), 4)).toBe("1.0000");
  });

  it("opens no file for what is no currency code", async () => {
    const query = { to: "EUR", date: "2026-09-01" };

    expect(await rates.rate({ ...query, from: "../../package" })).toEqual({ status: "not_found" });
    expect(await rates.rate({ ...query, from: "eur" })).toEqual({ status: "not_found" });
  });
});
