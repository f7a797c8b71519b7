import { z } from "zod";

/** Digits an amount may have in all: far above any invoice, far below what could hurt. */
export const amountDigitsMax = 30;

/** An exact decimal number as written, without grouping: `1234.5`, `-0.07`. */
export const DecimalString = z
  .string()
  .max(amountDigitsMax + 2)
  .regex(/^-?\d+(\.\d+)?$/)
  .describe("Exact decimal number: dot as decimal separator, no grouping");
export type DecimalString = z.infer<typeof DecimalString>;

/** ISO 4217 alphabetic code (BT-5). */
export const CurrencyCode = z
  .string()
  .regex(/^[A-Z]{3}$/)
  .describe("ISO 4217 currency code");
export type CurrencyCode = z.infer<typeof CurrencyCode>;

const pow10 = (exponent: number): bigint => 10n ** BigInt(exponent);

/** Digits after the decimal point in a currency's minor unit; 2 where the currency is unknown. */
export function minorDigits(currencyCode: CurrencyCode | undefined): number {
  if (currencyCode === undefined) return 2;
  const known = digitsByCurrency.get(currencyCode);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat("en", { style: "currency", currency: currencyCode });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  digitsByCurrency.set(currencyCode, digits);
  return digits;
}

/** Making a number format costs more than a whole check. Codes are three letters, which bounds the map. */
const digitsByCurrency = new Map<CurrencyCode, number>();

/**
 * Converts a decimal to an integer at `digits` decimals, rounded half away from zero.
 *
 * @throws {RangeError} If the result does not fit a safe integer.
 */
export function toMinor(value: DecimalString, digits: number): number {
  const { unscaled, scale } = parseDecimal(value);
  return safeInteger(rescale(unscaled, scale, digits));
}

/** The inverse of `toMinor`: 11900 at 2 digits is `119.00`. */
export function fromMinor(amountMinor: number, digits: number): DecimalString {
  const sign = amountMinor < 0 ? "-" : "";
  const text = String(Math.abs(amountMinor)).padStart(digits + 1, "0");
  if (digits === 0) return `${sign}${text}`;
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/**
 * Multiplies decimals exactly (quantity x price, amount x exchange rate) and rounds once, half away from zero.
 *
 * @throws {RangeError} If the result does not fit a safe integer.
 */
export function multiplyToMinor(factors: readonly DecimalString[], digits: number): number {
  const product = factors.map(parseDecimal).reduce(
    (left, right) => ({
      unscaled: left.unscaled * right.unscaled,
      scale: left.scale + right.scale,
    }),
    { unscaled: 1n, scale: 0 },
  );
  return safeInteger(rescale(product.unscaled, product.scale, digits));
}

/**
 * Divides two decimals and rounds once, half away from zero.
 *
 * @throws {RangeError} If the divisor is zero or the result does not fit a safe integer.
 */
export function divideToMinor(
  dividend: DecimalString,
  divisor: DecimalString,
  digits: number,
): number {
  const top = parseDecimal(dividend);
  const bottom = parseDecimal(divisor);
  if (bottom.unscaled === 0n) throw new RangeError(`division of ${dividend} by zero`);
  const shifted = top.unscaled * pow10(digits + bottom.scale);
  return safeInteger(divideRounded(shifted, bottom.unscaled * pow10(top.scale)));
}

/**
 * Computes the tax on a net amount, rounded half away from zero.
 *
 * @param taxableMinor - Net amount, in minor units.
 * @param taxRatePpm - Rate in parts per million; 21 % is 210_000.
 * @returns Tax in the same minor units, negative for a negative net.
 * @throws {RangeError} If the tax does not fit a safe integer.
 */
export function taxOn(taxableMinor: number, taxRatePpm: number): number {
  return safeInteger(divideRounded(BigInt(taxableMinor) * BigInt(taxRatePpm), 1_000_000n));
}

/** Percent as a decimal string to parts per million: `8.875` is 88_750. Exact to four decimals. */
export function ratePpmOf(percent: DecimalString): number {
  return toMinor(percent, 4);
}

/** Orders two decimals by value: negative, zero or positive, as `Array.sort` expects. */
export function compareDecimals(left: DecimalString, right: DecimalString): number {
  const a = parseDecimal(left);
  const b = parseDecimal(right);
  const scale = Math.max(a.scale, b.scale);
  const difference = a.unscaled * pow10(scale - a.scale) - b.unscaled * pow10(scale - b.scale);
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

function parseDecimal(value: DecimalString): { unscaled: bigint; scale: number } {
  const [whole = "0", fraction = ""] = value.split(".");
  return { unscaled: BigInt(whole + fraction), scale: fraction.length };
}

function rescale(unscaled: bigint, from: number, to: number): bigint {
  if (to >= from) return unscaled * pow10(to - from);
  return divideRounded(unscaled, pow10(from - to));
}

/** Rounds half away from zero, the commercial rule EN 16931 assumes. */
function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const isNegative = dividend < 0n !== divisor < 0n;
  const top = dividend < 0n ? -dividend : dividend;
  const bottom = divisor < 0n ? -divisor : divisor;
  const quotient = (top * 2n + bottom) / (bottom * 2n);
  return isNegative ? -quotient : quotient;
}

function safeInteger(value: bigint): number {
  const result = Number(value);
  if (!Number.isSafeInteger(result)) throw new RangeError(`${value} is not a safe integer`);
  return result;
}
