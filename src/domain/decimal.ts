import { z } from "zod";

/*
 * Exact arithmetic on decimal strings of any size. Checks compare what a document says, and a document may say
 * anything: nothing here overflows or throws for a valid `DecimalString`.
 */

/** Digits an amount may have in all: far above any invoice, far below what could hurt. */
export const amountDigitsMax = 30;

/** An exact decimal number as written, without grouping: `1234.5`, `-0.07`. */
export const DecimalString = z
  .string()
  .max(amountDigitsMax + 2)
  .regex(/^-?\d+(\.\d+)?$/)
  .describe("Exact decimal number: dot as decimal separator, no grouping");
export type DecimalString = z.infer<typeof DecimalString>;

type Decimal = { readonly unscaled: bigint; readonly scale: number };

/** The exact sum; `0` for none. Its fraction is the longest of the summands'. */
export function sumDecimals(values: readonly DecimalString[]): DecimalString {
  return format(values.map(parse).reduce(add, { unscaled: 0n, scale: 0 }));
}

export function subtractDecimals(left: DecimalString, right: DecimalString): DecimalString {
  return format(add(parse(left), negate(parse(right))));
}

/** The exact product; `1` for no factors. */
export function multiplyDecimals(factors: readonly DecimalString[]): DecimalString {
  return format(
    factors.map(parse).reduce(
      (left, right) => ({
        unscaled: left.unscaled * right.unscaled,
        scale: left.scale + right.scale,
      }),
      { unscaled: 1n, scale: 0 },
    ),
  );
}

/** The quotient at `digits` decimals, rounded half away from zero; `undefined` for a divisor of zero. */
export function divideDecimals(
  dividend: DecimalString,
  divisor: DecimalString,
  digits: number,
): DecimalString | undefined {
  const top = parse(dividend);
  const bottom = parse(divisor);
  if (bottom.unscaled === 0n) return undefined;
  const unscaled = divideRounded(
    top.unscaled * pow10(digits + bottom.scale),
    bottom.unscaled * pow10(top.scale),
  );
  return format({ unscaled, scale: digits });
}

/** The value at exactly `digits` decimals, rounded half away from zero. */
export function roundDecimal(value: DecimalString, digits: number): DecimalString {
  const { unscaled, scale } = parse(value);
  const shift = digits - scale;
  return format({
    unscaled: shift >= 0 ? unscaled * pow10(shift) : divideRounded(unscaled, pow10(-shift)),
    scale: digits,
  });
}

export function absDecimal(value: DecimalString): DecimalString {
  return value.startsWith("-") ? value.slice(1) : value;
}

/** Orders two decimals by value: negative, zero or positive, as `Array.sort` expects. */
export function compareDecimals(left: DecimalString, right: DecimalString): number {
  const { unscaled } = add(parse(left), negate(parse(right)));
  return unscaled === 0n ? 0 : unscaled < 0n ? -1 : 1;
}

/** -1, 0 or 1. */
export function signOf(value: DecimalString): -1 | 0 | 1 {
  const { unscaled } = parse(value);
  return unscaled === 0n ? 0 : unscaled < 0n ? -1 : 1;
}

/** The same value without trailing zeros: `20.00` and `20` are both `20`, so that it can be a key. */
export function canonicalDecimal(value: DecimalString): DecimalString {
  let { unscaled, scale } = parse(value);
  while (scale > 0 && unscaled % 10n === 0n) {
    unscaled /= 10n;
    scale -= 1;
  }
  return format({ unscaled, scale });
}

function parse(value: DecimalString): Decimal {
  const [whole = "0", fraction = ""] = value.split(".");
  return { unscaled: BigInt(whole + fraction), scale: fraction.length };
}

/** The decimal of that many units of its last digit: 11900 at 2 digits is `119.00`. */
export const decimalOf = (unscaled: bigint, digits: number): DecimalString =>
  format({ unscaled, scale: digits });

function format({ unscaled, scale }: Decimal): DecimalString {
  const sign = unscaled < 0n ? "-" : "";
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
  if (scale === 0) return sign + digits;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function add(left: Decimal, right: Decimal): Decimal {
  const scale = Math.max(left.scale, right.scale);
  return {
    unscaled:
      left.unscaled * pow10(scale - left.scale) + right.unscaled * pow10(scale - right.scale),
    scale,
  };
}

const negate = ({ unscaled, scale }: Decimal): Decimal => ({ unscaled: -unscaled, scale });

const pow10 = (exponent: number): bigint => 10n ** BigInt(exponent);

/** Rounds half away from zero, the commercial rule EN 16931 assumes. */
export function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const isNegative = dividend < 0n !== divisor < 0n;
  const top = dividend < 0n ? -dividend : dividend;
  const bottom = divisor < 0n ? -divisor : divisor;
  const quotient = (top * 2n + bottom) / (bottom * 2n);
  return isNegative ? -quotient : quotient;
}
