import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createOfflineExchangeRates, plainDecimal } from "#src/adapters/offline/exchange-rates.ts";
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

describe("a JSON number as a decimal string", () => {
  it.each([
    ["1e-7", "0.0000001"],
    ["1.25E-7", "0.000000125"],
    ["12.5e3", "12500"],
    ["1.5e+0", "1.5"],
    ["-15.0e-1", "-1.50"],
    ["1e21", "1000000000000000000000"],
    ["0.1", "0.1"],
    ["007e-2", "0.07"],
  ])("writes %s as %s", (number, decimal) => {
    expect(plainDecimal(number)).toBe(decimal);
  });

  it("has the value JavaScript reads, digit for digit", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(Number(plainDecimal(String(number)))).toBe(
          number === 0 ? Number(plainDecimal(String(number))) : number,
        );
      }),
    );
  });

  it("is nothing else", () => {
    expect(() => plainDecimal("NaN")).toThrow(TypeError);
  });
});
