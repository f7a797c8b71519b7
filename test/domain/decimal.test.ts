import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  absDecimal,
  canonicalDecimal,
  divideDecimals,
  multiplyDecimals,
  roundDecimal,
  signOf,
  subtractDecimals,
  sumDecimals,
} from "#src/domain/decimal.ts";
import { compareDecimals, DecimalString, fromMinor } from "#src/domain/money.ts";

const decimal = fc
  .tuple(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), fc.integer({ min: 0, max: 6 }))
  .map(([unscaled, scale]) => fromMinor(unscaled, scale));

describe("exact decimals", () => {
  it("sums in any order to the same value", () => {
    fc.assert(
      fc.property(fc.array(decimal), (values) => {
        expect(compareDecimals(sumDecimals(values), sumDecimals(values.toReversed()))).toBe(0);
      }),
    );
  });

  it("subtracts what it added", () => {
    fc.assert(
      fc.property(decimal, decimal, (left, right) => {
        const back = subtractDecimals(sumDecimals([left, right]), right);
        expect(compareDecimals(back, left)).toBe(0);
      }),
    );
  });

  it("distributes products over sums", () => {
    fc.assert(
      fc.property(decimal, decimal, decimal, (factor, left, right) => {
        const whole = multiplyDecimals([factor, sumDecimals([left, right])]);
        const parts = sumDecimals([
          multiplyDecimals([factor, left]),
          multiplyDecimals([factor, right]),
        ]);
        expect(compareDecimals(whole, parts)).toBe(0);
      }),
    );
  });

  it("rounds to at most half a step away, and only once", () => {
    fc.assert(
      fc.property(decimal, (value) => {
        const rounded = roundDecimal(value, 2);
        const distance = absDecimal(subtractDecimals(rounded, value));
        expect(compareDecimals(distance, "0.005")).toBeLessThanOrEqual(0);
        expect(roundDecimal(rounded, 2)).toBe(rounded);
      }),
    );
  });

  it("gives decimal strings", () => {
    fc.assert(
      fc.property(decimal, decimal, (left, right) => {
        for (const value of [sumDecimals([left, right]), multiplyDecimals([left, right])]) {
          expect(DecimalString.safeParse(value).success).toBe(true);
        }
      }),
    );
  });

  it("writes equal values the same way once they are canonical", () => {
    expect(["20.00", "20", "20.0"].map(canonicalDecimal)).toEqual(["20", "20", "20"]);
    expect(canonicalDecimal("-0.10")).toBe("-0.1");
    expect(canonicalDecimal("-0.00")).toBe("0");
  });

  it("has no quotient for a divisor of zero", () => {
    expect(divideDecimals("1", "0.00", 2)).toBeUndefined();
    expect(divideDecimals("2", "3", 4)).toBe("0.6667");
  });

  it("does not overflow on the longest amounts a document may state", () => {
    const huge = "9".repeat(30);
    expect(multiplyDecimals([huge, huge])).toHaveLength(60);
    expect(signOf(subtractDecimals(huge, huge))).toBe(0);
  });
});
