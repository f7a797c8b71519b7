import type { DecimalString } from "./decimal.ts";

/**
 * Parses JSON with every number as the decimal string it is written as: a float would change its digits.
 *
 * @throws {SyntaxError | TypeError} If it is no JSON, or a number is out of range.
 */
export function parseExactJson(json: string): unknown {
  return JSON.parse(json, (_key, value: unknown, context?: { readonly source?: string }) =>
    typeof value === "number" ? plainDecimal(context?.source ?? String(value)) : value,
  );
}

/** Far beyond what a float can hold: a longer shift is an attack on memory. */
const exponentMax = 400;

/**
 * `1.2e-7` is `0.00000012`: the point is moved in the text.
 *
 * @throws {TypeError} If it is no number, or its exponent is above 400 or below -400.
 */
export function plainDecimal(number: string): DecimalString {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(number);
  if (match === null) throw new TypeError(`${number} is not a number`);
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
  const shift = Number(exponent);
  if (Math.abs(shift) > exponentMax) throw new TypeError("a number is out of range");
  const digits = whole + fraction;
  const point = whole.length + shift;
  const padded = digits.padStart(digits.length + Math.max(0, 1 - point), "0");
  const at = Math.max(1, point);
  const wholeDigits = padded
    .slice(0, at)
    .padEnd(at, "0")
    .replace(/^0+(?=\d)/, "");
  const fractionDigits = padded.slice(at);
  return fractionDigits === "" ? sign + wholeDigits : `${sign}${wholeDigits}.${fractionDigits}`;
}
