import { z } from "zod";
import {
  decimalOf,
  type DecimalString,
  divideRounded,
  multiplyDecimals,
  roundDecimal,
} from "./decimal.ts";

/** Amounts are decimals: whoever handles money finds them here. */
export { amountDigitsMax, compareDecimals, DecimalString } from "./decimal.ts";

/** ISO 4217 alphabetic code (BT-5). */
export const CurrencyCode = z
  .string()
  .regex(/^[A-Z]{3}$/)
  .describe("ISO 4217 currency code");
export type CurrencyCode = z.infer<typeof CurrencyCode>;

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
  return safeInteger(roundDecimal(value, digits).replace(".", ""));
}

/** The inverse of `toMinor`: 11900 at 2 digits is `119.00`. */
export function fromMinor(amountMinor: number, digits: number): DecimalString {
  return decimalOf(BigInt(amountMinor), digits);
}

/**
 * Multiplies decimals exactly (quantity x price, amount x exchange rate) and rounds once, half away from zero.
 *
 * @throws {RangeError} If the result does not fit a safe integer.
 */
export function multiplyToMinor(factors: readonly DecimalString[], digits: number): number {
  return toMinor(multiplyDecimals(factors), digits);
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

function safeInteger(value: bigint | string): number {
  const result = Number(value);
  if (!Number.isSafeInteger(result)) throw new RangeError(`${value} is not a safe integer`);
  return result;
}
