import {
  absDecimal,
  compareDecimals,
  DecimalString,
  subtractDecimals,
} from "#src/domain/decimal.ts";
import { type Comparison, type TruthField, truthFields } from "./truth.ts";

/** The value at a path of a result record's invoice; a list gives its length. */
export function valueIn(invoice: unknown, at: string): string | undefined {
  let current = invoice;
  for (const name of at.split(".")) {
    if (typeof current !== "object" || current === null) return undefined;
    current = (current as Record<string, unknown>)[name];
  }
  if (Array.isArray(current)) return current.length === 0 ? undefined : String(current.length);
  return typeof current === "string" && current !== "" ? current : undefined;
}

export const isRight = (field: TruthField, got: string, wanted: readonly string[]): boolean =>
  wanted.some((want) => isSame(field, got, want));

export const isSame = (field: TruthField, got: string, want: string): boolean =>
  areSame(truthFields[field].comparison, got, want);

/** Amounts count as the same below half a cent. */
const amountTolerance = "0.005";

export function areSame(comparison: Comparison, got: string, want: string): boolean {
  switch (comparison) {
    case "amount":
      return areAmountsClose(got, want);
    case "count":
      return got === want;
    case "date":
      return got.slice(0, 10) === want.slice(0, 10);
    case "identifier":
      return compact(got) === compact(want);
    case "name":
      return got.trim() === want.trim() || areNamesAlike(wordsOf(got), wordsOf(want));
    default:
      return comparison satisfies never;
  }
}

function areAmountsClose(got: string, want: string): boolean {
  const [left, right] = [DecimalString.safeParse(got), DecimalString.safeParse(want)];
  if (!left.success || !right.success) return false;
  const distance = absDecimal(subtractDecimals(left.data, right.data));
  return compareDecimals(distance, amountTolerance) < 0;
}

const compact = (text: string): string => text.replaceAll(/[\s./-]/g, "").toUpperCase();

/** Characters of a name that are compared: the comparison is cubic at worst. */
const nameCharsMax = 300;

const wordsOf = (text: string): string =>
  (
    text
      .slice(0, nameCharsMax)
      .normalize("NFKD")
      // Capitals first: ß is ss in them.
      .toUpperCase()
      .toLowerCase()
      .replaceAll(/\p{M}/gu, "")
      .match(/[a-z0-9\u0080-\uffff]+/g) ?? []
  ).join(" ");

const namePartMin = 6;
const similarityMin = 0.9;

function areNamesAlike(left: string, right: string): boolean {
  if (left === "") return false;
  if (left === right || similarity(left, right) >= similarityMin) return true;
  const isLong = Math.min(left.length, right.length) >= namePartMin;
  return isLong && (` ${right} `.includes(` ${left} `) || ` ${left} `.includes(` ${right} `));
}

/** Ratcliff and Obershelp: twice the characters in common blocks over all characters. */
const similarity = (left: string, right: string): number =>
  (2 * matching(left, right)) / (left.length + right.length);

function matching(left: string, right: string): number {
  let [size, leftEnd, rightEnd] = [0, 0, 0];
  let previous = Array.from({ length: right.length + 1 }, () => 0);
  for (let i = 1; i <= left.length; i += 1) {
    const current = Array.from({ length: right.length + 1 }, () => 0);
    for (let j = 1; j <= right.length; j += 1) {
      if (left[i - 1] !== right[j - 1]) continue;
      const length = (previous[j - 1] ?? 0) + 1;
      current[j] = length;
      if (length > size) [size, leftEnd, rightEnd] = [length, i, j];
    }
    previous = current;
  }
  if (size === 0) return 0;
  return (
    size +
    matching(left.slice(0, leftEnd - size), right.slice(0, rightEnd - size)) +
    matching(left.slice(leftEnd), right.slice(rightEnd))
  );
}
