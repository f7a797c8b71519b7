import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  compareDecimals,
  DecimalString,
  fromMinor,
  minorDigits,
  multiplyToMinor,
  ratePpmOf,
  taxOn,
  toMinor,
} from "#src/domain/money.ts";

const amountMinor = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 });
const digits = fc.integer({ min: 0, max: 4 });
const ratePpm = fc.integer({ min: 0, max: 1_000_000 });
/** Decimals as documents write them: up to four decimals. */
const decimal = fc.tuple(amountMinor, digits).map(([amount, scale]) => fromMinor(amount, scale));

describe("money", () => {
  it("keeps an amount through text and back", () => {
    fc.assert(
      fc.property(amountMinor, digits, (amount, scale) => {
        expect(toMinor(fromMinor(amount, scale), scale)).toBe(amount);
      }),
    );
  });

  it("writes amounts as decimal strings", () => {
    fc.assert(
      fc.property(decimal, (value) => {
        expect(DecimalString.safeParse(value).success).toBe(true);
      }),
    );
  });

  it("rounds half away from zero", () => {
    expect(toMinor("1.005", 2)).toBe(101);
    expect(toMinor("-1.005", 2)).toBe(-101);
    expect(toMinor("1.0049", 2)).toBe(100);
  });

  it("keeps the tax of a credit note the mirror image of the invoice's", () => {
    fc.assert(
      fc.property(amountMinor, ratePpm, (net, rate) => {
        expect(taxOn(-net, rate)).toBe(0 - taxOn(net, rate));
      }),
    );
  });

  it("never charges more tax on less", () => {
    fc.assert(
      fc.property(fc.nat(1e9), fc.nat(1e9), ratePpm, (left, right, rate) => {
        const [less, more] = left < right ? [left, right] : [right, left];
        expect(taxOn(less, rate)).toBeLessThanOrEqual(taxOn(more, rate));
      }),
    );
  });

  it("is at most half a minor unit from the exact tax", () => {
    fc.assert(
      fc.property(amountMinor, ratePpm, (net, rate) => {
        const distance = BigInt(taxOn(net, rate)) * 1_000_000n - BigInt(net) * BigInt(rate);
        expect(distance <= 500_000n && distance >= -500_000n).toBe(true);
      }),
    );
  });

  it("multiplies in any order", () => {
    fc.assert(
      fc.property(decimal, decimal, (left, right) => {
        const product = (factors: string[]): number | "too large" => {
          try {
            return multiplyToMinor(factors, 2);
          } catch {
            return "too large";
          }
        };
        expect(product([left, right])).toBe(product([right, left]));
      }),
    );
  });

  it("refuses amounts beyond what a number holds exactly", () => {
    expect(() => toMinor("99999999999999999999", 2)).toThrow(RangeError);
  });

  it("orders decimals by value, however they are written", () => {
    expect(compareDecimals("20", "20.00")).toBe(0);
    expect(compareDecimals("-1", "0.5")).toBe(-1);
    expect(compareDecimals("0.10", "0.09")).toBe(1);
    expect(compareDecimals("-0.00", "0")).toBe(0);
  });

  it("keeps a rate of four decimals exact", () => {
    expect(ratePpmOf("8.875")).toBe(88_750);
    expect(ratePpmOf("9.975")).toBe(99_750);
  });

  it("knows the decimals of each currency", () => {
    expect([
      minorDigits("EUR"),
      minorDigits("JPY"),
      minorDigits("KWD"),
      minorDigits(undefined),
    ]).toEqual([2, 0, 3, 2]);
  });
});
