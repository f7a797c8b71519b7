import { absDecimal, roundDecimal, subtractDecimals } from "#src/domain/decimal.ts";
import {
  compareDecimals,
  type CurrencyCode,
  type DecimalString,
  fromMinor,
  minorDigits,
} from "#src/domain/money.ts";
import { defaultPolicy, type Policy } from "#src/domain/policy.ts";

export type TolerancePolicy = Pick<Policy, "amountToleranceMinor">;

/** How amounts of one currency are rounded, compared and written. */
export type Amounts = {
  /** Rounded to the minor unit, but never to less than the two decimals EN 16931 states amounts in. */
  round(value: DecimalString): DecimalString;
  /** With its currency, as a clerk reads it. */
  show(value: DecimalString): string;
  isSame(left: DecimalString, right: DecimalString): boolean;
  /** Equal, or as far apart as rounding `products` products separately may put them. */
  isRounding(left: DecimalString, right: DecimalString, products?: number): boolean;
};

export function amountsIn(
  currencyCode: CurrencyCode | undefined,
  { amountToleranceMinor }: TolerancePolicy = defaultPolicy,
): Amounts {
  const digits = Math.max(2, minorDigits(currencyCode));
  const round = (value: DecimalString): DecimalString => roundDecimal(value, digits);
  const distance = (left: DecimalString, right: DecimalString): DecimalString =>
    absDecimal(subtractDecimals(round(left), round(right)));
  return {
    round,
    show: (value) => (currencyCode === undefined ? value : `${value} ${currencyCode}`),
    isSame: (left, right) => compareDecimals(distance(left, right), "0") === 0,
    isRounding: (left, right, products = 1) =>
      compareDecimals(distance(left, right), fromMinor(amountToleranceMinor * products, digits)) <=
      0,
  };
}
