import { amountDigitsMax, type DecimalString } from "#src/domain/money.ts";
import { isIbanShaped } from "#src/domain/identifier.ts";
import { IsoDate } from "#src/domain/invoice.ts";

/** Powers of ten beyond which a number in scientific notation is no amount. */
const exponentMax = 20;
const decimal = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * An XML number as an exact decimal: `+1` is `1`, `.5` is `0.5`, `1e3` is `1000`; the decimals stay as written.
 *
 * @returns `undefined` if it is no number or longer than any amount.
 */
export function parseDecimal(text: string): DecimalString | undefined {
  // The digits allowed, sign, point and exponent: longer texts are not even looked at.
  if (text.length > amountDigitsMax + 8) return undefined;
  const match = decimal.exec(text);
  if (match === null) return undefined;
  const [, sign = "", whole = "", fraction = "", exponentText = "0"] = match;
  if (whole === "" && fraction === "") return undefined;
  const exponent = Number(exponentText);
  if (Math.abs(exponent) > exponentMax) return undefined;
  const { left, right } = shifted(whole, fraction, exponent);
  const digits = left.replace(/^0+(?=\d)/, "") || "0";
  if (digits.length + right.length > amountDigitsMax) return undefined;
  const number = right === "" ? digits : `${digits}.${right}`;
  return sign === "-" && /[1-9]/.test(number) ? `-${number}` : number;
}

function shifted(whole: string, fraction: string, exponent: number) {
  if (exponent === 0) return { left: whole, right: fraction };
  const digits = whole + fraction;
  const point = whole.length + exponent;
  if (point <= 0) return { left: "0", right: "0".repeat(-point) + digits };
  if (point >= digits.length) return { left: digits.padEnd(point, "0"), right: "" };
  return { left: digits.slice(0, point), right: digits.slice(point) };
}

/** UN/CEFACT 2379 date formats that name one day, by their code. */
const compactDates: Readonly<Record<string, RegExp>> = {
  "101": /^(?<year2>\d{2})(?<month>\d{2})(?<day>\d{2})$/,
  "102": /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})$/,
  "203": /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})\d{4}$/,
  "204": /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})\d{6}$/,
  "205": /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})\d{4}(Z|[+-]\d{4})$/,
};
const isoDate =
  /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?)?(Z|[+-]\d{2}:?\d{2})?$/;
const dateLengthMax = 40;

/**
 * A date as it is written in e-invoices. The calendar day counts as written; a time zone does not move it.
 *
 * @param formatCode - UN/CEFACT 2379 code given with the date, for example `102`.
 * @returns `undefined` if it is no date or a day that does not exist.
 */
export function parseDate(text: string, formatCode?: string): IsoDate | undefined {
  if (text.length > dateLengthMax) return undefined;
  const compact = compactDates[formatCode ?? "102"] ?? compactDates["102"];
  const groups = (isoDate.exec(text) ?? compact?.exec(text))?.groups;
  if (groups === undefined) return undefined;
  const year = groups["year"] ?? `20${groups["year2"]}`;
  const parsed = IsoDate.safeParse(`${year}-${groups["month"]}-${groups["day"]}`);
  return parsed.success ? parsed.data : undefined;
}

/** An IBAN without spaces in capitals; `undefined` for another kind of account number. Its checksum is not judged here. */
export function parseIban(text: string): string | undefined {
  if (text.length > 60) return undefined;
  const iban = text
    .replace(/^IBAN:?/i, "")
    .replace(/[\s.-]/g, "")
    .toUpperCase();
  return isIbanShaped(iban) ? iban : undefined;
}

// Controls, and marks that reorder what a person sees: a value must be what it looks like.
const unsafe =
  // oxlint-disable-next-line no-control-regex -- control characters are what it removes
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** A value as one line: controls removed, white space collapsed. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").replace(unsafe, "").trim();
}

/** Country prefix, then a number; not the German trade register, whose HRA and HRB look Croatian. */
const vatIdShape = /^(?!HR[AB])[A-Z]{2}[A-Z0-9+*]{8,14}$/;

/** True for the shape of a VAT identifier. The shortest ones, of two to seven digits, are not told from other numbers. */
export const isVatId = (text: string): boolean => {
  const compact = text
    .slice(0, 40)
    .replace(/[\s.-]/g, "")
    .toUpperCase();
  return vatIdShape.test(compact) && /\d/.test(compact);
};
