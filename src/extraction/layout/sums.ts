import {
  type DecimalString,
  compareDecimals,
  fromMinor,
  multiplyToMinor,
  taxOn,
  toMinor,
} from "#src/domain/money.ts";
import type { Amount } from "./amounts.ts";

/** Decimals sums are compared with: more than any currency's minor unit. */
export const sumDigits = 4;

/** Digits before the decimal mark; more is no sum of money and could not be added exactly. */
const wholeDigitsMax = 11;

/** An amount as an integer of 1/10000; undefined if it is too long to be money. */
export function minorOf(value: DecimalString): number | undefined {
  const [whole = ""] = value.replace("-", "").split(".");
  return whole.length > wholeDigitsMax ? undefined : toMinor(value, sumDigits);
}

/** Tax of a base at a rate agrees with a printed amount, rounding at each of a few lines included; both in 1/10000. */
export const isTaxOf = (base: number, ratePpm: number, tax: number): boolean =>
  Math.abs(taxOn(base, ratePpm) - tax) <= taxRoundingMax;

/** Two cents and a bit. */
export const taxRoundingMax = 210;

/** Quantity times price in 1/10000; undefined if either is too long to be one. */
export function productOf(quantity: DecimalString, price: DecimalString): number | undefined {
  const whole = (value: DecimalString): number =>
    (value.split(".")[0] ?? "").replace("-", "").length;
  if (whole(quantity) + whole(price) > wholeDigitsMax) return undefined;
  return multiplyToMinor([quantity, price], sumDigits);
}

/** The decimal string of a sum, with the decimals that money is printed with. */
export function decimalOf(minor: number, decimals: number): DecimalString {
  const text = fromMinor(minor, sumDigits);
  return text.slice(0, text.length - sumDigits + decimals).replace(/\.$/, "");
}

/** Largest tax in parts of the net amount: above every rate of VAT. */
export const taxShareMax = 0.35;

/** A rate of VAT somewhere in the world, in percent. */
export const isPlausibleRate = (ratePercent: DecimalString): boolean =>
  compareDecimals(ratePercent, "0") >= 0 && compareDecimals(ratePercent, "30") <= 0;

/** Printed as money: with cents, or with a currency beside it. */
export const isMoney = (amount: Amount): boolean =>
  !amount.isPercent && (amount.hasCurrency || amount.decimals === 2 || amount.decimals === 3);
