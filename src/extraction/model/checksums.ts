import { comparableVatId } from "#src/domain/identifier.ts";
import { isValidIban } from "#src/extraction/layout/bank.ts";
import { ibanLengths } from "#src/extraction/layout/vocabulary/iban-lengths.ts";

/** What check digits say; `unknown`: none are known for this kind of number. */
export type Checksum = "valid" | "invalid" | "unknown";

/** Length of its country and ISO 7064 mod 97-10, for an IBAN without spaces. */
export function ibanChecksum(iban: string): Checksum {
  const isLong = iban.length === ibanLengths[iban.slice(0, 2)];
  return isLong && /^[A-Z]{2}\d{2}[A-Z0-9]+$/.test(iban) && isValidIban(iban) ? "valid" : "invalid";
}

/**
 * Check digits of VAT ids of the countries we know them of. It tells a misread number from a right one; whether a number
 * is registered is for the seller check.
 */
export function vatIdChecksum(vatId: string): Checksum {
  const id = comparableVatId(vatId);
  const prefix = /^(?:CHE|[A-Z]{2})/.exec(id)?.[0] ?? "";
  const rule = rules[prefix];
  const body = id.slice(prefix.length);
  if (rule === undefined || !rule.shape.test(body)) return "unknown";
  return rule.isValid(rule.hasLetters === true ? body : body.replaceAll(/\D/g, ""))
    ? "valid"
    : "invalid";
}

type Rule = {
  /** Numbers of other shapes have check digits of other kinds, or none. */
  readonly shape: RegExp;
  /** The letters count too: what is checked are not its digits alone. */
  readonly hasLetters?: true;
  readonly isValid: (body: string) => boolean;
};

const weighted = (digits: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, index) => sum + weight * Number(digits[index] ?? "0"), 0);

/** True if the weighted sum of all digits, the check digit among them, is divisible by 11. */
const byEleven =
  (...weights: readonly number[]) =>
  (digits: string): boolean =>
    weighted(digits, weights) % 11 === 0;

const rules: Readonly<Record<string, Rule>> = {
  AT: { shape: /^U\d{8}$/, isValid: isValidAustrian },
  BE: {
    shape: /^[01]\d{9}$/,
    isValid: (digits) => 97 - (Number(digits.slice(0, 8)) % 97) === Number(digits.slice(8)),
  },
  CHE: { shape: /^\d{9}$/, isValid: byEleven(5, 4, 3, 2, 7, 6, 5, 4, 1) },
  DE: { shape: /^[1-9]\d{8}$/, isValid: isValidGerman },
  DK: { shape: /^[1-9]\d{7}$/, isValid: byEleven(2, 7, 6, 5, 4, 3, 2, 1) },
  ES: { shape: /^(?:[A-Z]\d{7}[A-Z\d]|\d{8}[A-Z])$/, hasLetters: true, isValid: isValidSpanish },
  FI: { shape: /^\d{8}$/, isValid: byEleven(7, 9, 10, 5, 8, 4, 2, 1) },
  FR: {
    shape: /^\d{11}$/,
    isValid: (digits) =>
      (12 + 3 * (Number(digits.slice(2)) % 97)) % 97 === Number(digits.slice(0, 2)),
  },
  IE: { shape: /^\d{7}[A-W][A-I]?$/, hasLetters: true, isValid: isValidIrish },
  IT: { shape: /^\d{11}$/, isValid: isLuhn },
  LU: {
    shape: /^\d{8}$/,
    isValid: (digits) => Number(digits.slice(0, 6)) % 89 === Number(digits.slice(6)),
  },
  NL: { shape: /^\d{9}B\d{2}$/, hasLetters: true, isValid: isValidDutch },
  PL: { shape: /^\d{10}$/, isValid: byEleven(6, 5, 7, 2, 3, 4, 5, 6, 7, -1) },
  PT: {
    shape: /^[1-9]\d{8}$/,
    isValid: (digits) =>
      ((11 - (weighted(digits, [9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 11) % 10 === Number(digits[8]),
  },
};

/** ISO 7064 mod 11,10. */
function isValidGerman(digits: string): boolean {
  let product = 10;
  for (const digit of digits.slice(0, 8)) {
    const sum = (Number(digit) + product) % 10;
    product = ((sum === 0 ? 10 : sum) * 2) % 11;
  }
  return (11 - product) % 10 === Number(digits[8]);
}

/** Modulo 23, the letter is the check digit; a letter behind it counts nine times its place in the alphabet. */
function isValidIrish(body: string): boolean {
  const sum = weighted(body, [8, 7, 6, 5, 4, 3, 2]) + 9 * placeOf(body[8]);
  return placeOf(body[7]) % 23 === sum % 23;
}

const placeOf = (letter = "@"): number => letter.charCodeAt(0) - 64;

/** Of companies modulo 11; of sole traders, since 2020, ISO 7064 mod 97-10 over `NL` and all that follows. */
function isValidDutch(body: string): boolean {
  const isOfCompany = weighted(body, [9, 8, 7, 6, 5, 4, 3, 2]) % 11 === Number(body[8]);
  const digits = `NL${body}`.replaceAll(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return isOfCompany || Number(BigInt(digits) % 97n) === 1;
}

/**
 * Of persons, a letter modulo 23: behind the eight digits of a citizen, or the seven of a foreigner, whose first letter counts as
 * the next digit. Of companies, Luhn's digit over the seven behind their letter, or the letter in its place.
 */
function isValidSpanish(body: string): boolean {
  const last = body.at(-1) ?? "";
  if (/^[\dKLMXYZ]/.test(body)) {
    const foreign = "XYZ".indexOf(body[0] ?? "");
    const digits = (foreign < 0 ? "" : String(foreign)) + body.replaceAll(/\D/g, "");
    return "TRWAGMYFPDXBNJZSQVHLCKE"[Number(digits) % 23] === last;
  }
  const sum = Array.from(body.slice(1, 8), (digit, index) =>
    index % 2 === 0 ? digitSum(2 * Number(digit)) : Number(digit),
  ).reduce((total, part) => total + part, 0);
  const check = (10 - (sum % 10)) % 10;
  return last === String(check) || last === "JABCDEFGHI"[check];
}

function isValidAustrian(digits: string): boolean {
  const sum = Array.from(digits.slice(0, 7), (digit, index) =>
    index % 2 === 0 ? Number(digit) : digitSum(2 * Number(digit)),
  ).reduce((total, part) => total + part, 0);
  return (10 - ((sum + 4) % 10)) % 10 === Number(digits[7]);
}

function isLuhn(digits: string): boolean {
  const sum = Array.from(digits, (digit, index) =>
    (digits.length - index) % 2 === 1 ? Number(digit) : digitSum(2 * Number(digit)),
  ).reduce((total, part) => total + part, 0);
  return sum % 10 === 0;
}

const digitSum = (twice: number): number => (twice > 9 ? twice - 9 : twice);
