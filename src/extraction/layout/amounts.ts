import type { DecimalString } from "#src/domain/money.ts";
import type { Box, Word } from "#src/domain/reading.ts";
import { type Span, heightOf, spanOf } from "./text-lines.ts";
import { currencyCodes, symbolCurrencies } from "./vocabulary/currencies.ts";

/** The character a document puts before the cents. */
export type DecimalMark = "." | ",";

/** A number on the page, with what stands around it. */
export type Amount = {
  readonly value: DecimalString;
  readonly text: string;
  readonly page: number;
  readonly line: number;
  readonly box: Box;
  /** ISO code, from a code or an unmistakable symbol beside it. */
  readonly currencyCode?: string;
  /** A currency symbol or code stands beside it, a bare dollar sign included. */
  readonly hasCurrency: boolean;
  readonly isPercent: boolean;
  /** Digits behind the decimal mark. */
  readonly decimals: number;
};

/** Digits of a number; more is an identifier. */
const digitsMax = 15;

/** Words of a number grouped by spaces stand closer than this part of the line height. */
const groupGap = 0.7;

const symbols = Object.keys(symbolCurrencies)
  .concat("$", "¥", "kr", "kr.", "Kr.", "Fr", "Fr.", "€")
  .map((symbol) => symbol.replaceAll(/[$.]/g, String.raw`\$&`));
const currencyText = `(?:${[...symbols, ...currencyCodes].join("|")})`;
const wholeAmount = new RegExp(
  String.raw`^(?<open>\()?(?<sign1>[-+−–])?(?<before>${currencyText})?(?<sign2>[-+−–])?(?<digits>\d[\d.,'’]*)(?<after>${currencyText}|[,.]-{1,2}|%)?(?<sign3>(?<![.,])-)?(?<close>\))?(?<flag>[A-Z])?[;:*]?$`,
);
const onlyCurrency = new RegExp(`^[(]?[-+−–]?${currencyText}[)]?$`);

/** Characters of a number with sign and currency; more is no number. */
const numberMax = 40;

const none: readonly Amount[] = [];
/** Numbers already read, by span: many rules look at the same ones. */
const known = new WeakMap<Span, Map<DecimalMark | undefined, readonly Amount[]>>();

/**
 * Reads the numbers of a span, left to right: `27,80`, `3 038,14`, `42'987,56`, `€ 1.234,56`, `(150.00)`, `19 %`.
 *
 * @param mark - The document's decimal mark; decides what `1.234` means. Without it that is a grouped integer.
 */
export function amountsIn(span: Span, mark?: DecimalMark): readonly Amount[] {
  if (!/\d/.test(span.text)) return none;
  const byMark = known.get(span) ?? new Map<DecimalMark | undefined, readonly Amount[]>();
  const amounts = byMark.get(mark) ?? readAmounts(span, mark);
  byMark.set(mark, amounts);
  known.set(span, byMark);
  return amounts;
}

function readAmounts(span: Span, mark: DecimalMark | undefined): Amount[] {
  const amounts: Amount[] = [];
  const { words } = span;
  let at = 0;
  while (at < words.length) {
    if (!/\d/.test(words[at]?.text ?? "")) {
      at += 1;
      continue;
    }
    const isUnmarked = mark !== undefined && isSumWithoutMark(words, at);
    const used = isUnmarked ? 2 : groupedLength(words, at);
    const texts = words.slice(at, at + used).map((word) => word.text);
    const amount = amountAt(span, at, used, texts.join(isUnmarked ? mark : ""), mark);
    if (amount !== undefined)
      amounts.push(isUnmarked ? { ...amount, text: texts.join(" "), hasCurrency: false } : amount);
    at += used;
  }
  return amounts;
}

/** Words from `at` on that make one number: 3 for `1 234 567,89`, else 1. */
function groupedLength(words: readonly Word[], at: number): number {
  const first = words[at];
  if (isTorn(first, words[at + 1])) return 2;
  if (first === undefined || !/^[-+−–(]?\D{0,3}\d{1,3}$/.test(first.text)) return 1;
  let length = 1;
  for (;;) {
    const last = words[at + length - 1];
    const next = words[at + length];
    if (last === undefined || next === undefined) return length;
    const gap = next.box[0] - last.box[2];
    if (gap > groupGap * heightOf(next.box)) return length;
    if (/^\d{3}[.,]\d{2}\D{0,4}$/.test(next.text)) return length + 1;
    if (!/^\d{3}$/.test(next.text)) return 1;
    length += 1;
    if (length > 4) return 1;
  }
}

/** `46 50 €`: nothing but a sum stands in the span, and recognition lost the mark in it. */
function isSumWithoutMark(words: readonly Word[], at: number): boolean {
  const [whole, cents, ...rest] = words;
  return (
    at === 0 &&
    whole?.confidence !== undefined &&
    /^\d{1,4}$/.test(whole.text) &&
    /^\d\d$/.test(cents?.text ?? "") &&
    rest.every(({ text }) => onlyCurrency.test(text))
  );
}

/** Digits a whole number needs to have lost its decimal mark, and those behind it. */
const lostMarkPattern = /^-?[1-9]\d{2,}$/;
const centDigits = 2;

/** The sum a whole number is if recognition lost its decimal mark: `238` is 2.38; undefined for one that cannot have had cents. */
export function withCents(amount: Amount): Amount | undefined {
  if (!lostMarkPattern.test(amount.value)) return undefined;
  const value = `${amount.value.slice(0, -centDigits)}.${amount.value.slice(-centDigits)}`;
  return { ...amount, value, decimals: centDigits };
}

/** Whether an amount was put together from a sum whose mark was lost. */
export const hasLostMark = ({ text }: Amount): boolean => /^\d+ \d\d$/.test(text);

/** A sum with its currency that recognition tore apart behind the decimal mark: `RM20. 40`. */
function isTorn(whole: Word | undefined, cents: Word | undefined): boolean {
  if (whole?.confidence === undefined || cents === undefined) return false;
  const gap = cents.box[0] - whole.box[2];
  return (
    tornWhole.test(whole.text) && /^\d\d$/.test(cents.text) && gap <= groupGap * heightOf(cents.box)
  );
}

const tornWhole = new RegExp(String.raw`^[-+−–]?${currencyText}\d{1,6}[.,]$`);

function amountAt(
  span: Span,
  at: number,
  used: number,
  text: string,
  mark: DecimalMark | undefined,
): Amount | undefined {
  if (text.length > numberMax) return undefined;
  const parts = wholeAmount.exec(text)?.groups;
  const digits = parts?.["digits"]?.replace(/[.,]$/, "");
  if (parts === undefined || digits === undefined) return undefined;
  const value = parseNumber(digits, mark);
  if (value === undefined) return undefined;
  if (parts["flag"] !== undefined && !/[.,]\d\d$/.test(digits)) return undefined;
  const before = at > 0 ? span.words[at - 1] : undefined;
  const after = span.words[at + used];
  const beside = currencyBeside(parts["before"], parts["after"], before, after);
  const isNegative = hasMinus(parts) || isMinus(before, span, at);
  const box = spanOf(span.words.slice(at, at + used), span.page, span.line).box;
  return {
    value: isNegative && !/^[0.]+$/.test(value) ? `-${value}` : value,
    text: [beside.isBefore ? before?.text : "", text, beside.isAfter ? after?.text : ""]
      .filter(Boolean)
      .join(" "),
    page: span.page,
    line: span.line,
    box,
    ...(beside.code === undefined ? {} : { currencyCode: beside.code }),
    hasCurrency: beside.symbol !== undefined,
    isPercent: parts["after"] === "%" || after?.text.startsWith("%") === true,
    decimals: value.split(".")[1]?.length ?? 0,
  };
}

/** A sign before, between or behind the digits, or parentheses around them. */
function hasMinus(parts: { readonly [name: string]: string | undefined }): boolean {
  const signs = `${parts["sign1"] ?? ""}${parts["sign2"] ?? ""}${parts["sign3"] ?? ""}`;
  if (signs !== "") return !signs.includes("+");
  return parts["open"] !== undefined && parts["close"] !== undefined && parts["after"] !== "%";
}

/** `- 14,00 €` and `-USD 52.10`: the sign stands in a word before. */
function isMinus(before: Word | undefined, span: Span, at: number): boolean {
  if (before === undefined) return false;
  if (/^[-−–]$/.test(before.text)) return isNear(before, span.words[at]);
  if (/^[-−–]/.test(before.text) && onlyCurrency.test(before.text)) return true;
  const earlier = span.words[at - 2];
  return onlyCurrency.test(before.text) && earlier !== undefined && /^[-−–]$/.test(earlier.text)
    ? isNear(earlier, before)
    : false;
}

const isNear = (left: Word, right: Word | undefined): boolean =>
  right !== undefined && right.box[0] - left.box[2] < 0.6 * heightOf(left.box);

function currencyBeside(
  inBefore: string | undefined,
  inAfter: string | undefined,
  before: Word | undefined,
  after: Word | undefined,
): { symbol?: string; code?: string; isBefore: boolean; isAfter: boolean } {
  const inside =
    inBefore ?? (inAfter !== "%" && /^[^,.-]/.test(inAfter ?? "") ? inAfter : undefined);
  const left = before !== undefined && onlyCurrency.test(before.text) ? before.text : undefined;
  const right = after !== undefined && onlyCurrency.test(after.text) ? after.text : undefined;
  const symbol = (inside ?? left ?? right)?.replace(/^[-+−–(]+|\)$/g, "");
  if (symbol === undefined) return { isBefore: false, isAfter: false };
  const code = currencyCodes.has(symbol) ? symbol : symbolCurrencies[symbol];
  const isBefore = inside === undefined && left !== undefined;
  return {
    symbol,
    ...(code === undefined ? {} : { code }),
    isBefore,
    isAfter: inside === undefined && left === undefined,
  };
}

/**
 * Reads the digits of a number with its grouping; undefined if they are none (`30.10.2024`).
 *
 * @param mark - Decides a single mark before three digits; without it that mark groups.
 */
export function parseNumber(digits: string, mark?: DecimalMark): DecimalString | undefined {
  if (digits.replaceAll(/\D/g, "").length > digitsMax) return undefined;
  const bare = digits.replaceAll(/['’\s]/g, "");
  const hasApostrophe = bare.length < digits.length;
  if (hasApostrophe && !/^\d{1,3}(['’\s]\d{3})+([.,]\d+)?$/.test(digits)) return undefined;
  const last = Math.max(bare.lastIndexOf("."), bare.lastIndexOf(","));
  if (last < 0) return bare;
  const fraction = bare.slice(last + 1);
  const whole = bare.slice(0, last);
  const isSingle = !/[.,]/.test(whole);
  const lastMark = bare[last] as DecimalMark;
  if (isSingle) {
    const isGrouping = /^\d{1,3}$/.test(whole) && whole !== "0" && fraction.length === 3;
    if (isGrouping && !hasApostrophe && mark !== lastMark) return whole + fraction;
    return /^\d+$/.test(whole) && fraction !== "" ? `${whole}.${fraction}` : undefined;
  }
  const isAllGroups = /^\d{1,3}(\.\d{3})+$|^\d{1,3}(,\d{3})+$/.test(bare);
  if (isAllGroups) return bare.replaceAll(/[.,]/g, "");
  const groups = lastMark === "." ? /^\d{1,3}(,\d{2,3})*,\d{3}$/ : /^\d{1,3}(\.\d{3})+$/;
  return groups.test(whole) && fraction !== ""
    ? `${whole.replaceAll(/[.,]/g, "")}.${fraction}`
    : undefined;
}

/** The decimal mark the document's unmistakable numbers use; undefined if they disagree or there are none. */
export function decimalMarkOf(spans: readonly Span[]): DecimalMark | undefined {
  const counts = { ".": 0, ",": 0 };
  for (const span of spans) {
    for (const { text } of span.words) {
      const match = /^\D{0,4}(?:\d{1,3}(?:[.,'’]\d{3})*|\d+)([.,])\d{2}(?:\D{0,4})$/.exec(text);
      if (match !== null) counts[match[1] as DecimalMark] += 1;
    }
  }
  if (counts["."] > 3 * counts[","]) return ".";
  return counts[","] > 3 * counts["."] ? "," : undefined;
}
