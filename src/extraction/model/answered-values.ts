import { subtractDecimals } from "#src/domain/decimal.ts";
import { comparable, comparableVatId, isIbanShaped } from "#src/domain/identifier.ts";
import { IsoDate } from "#src/domain/invoice.ts";
import {
  type AnswerKind,
  answerFields,
  lineFields,
  type ModelAnswer,
  taxFields,
} from "#src/domain/model-answer.ts";
import { compareDecimals, DecimalString } from "#src/domain/money.ts";
import { isVatId, oneLine, parseDecimal } from "#src/extraction/parse-value.ts";
import { isPhrase } from "#src/extraction/layout/labels.ts";
import { vatFormats } from "#src/extraction/layout/vocabulary/vat-formats.ts";
import { countryCodeOf, isCountry } from "./country-names.ts";
import { isSamePartyName } from "./party-names.ts";

/** One value of an answer, in the form the invoice holds it. */
export type AnsweredValue = {
  readonly path: string;
  readonly kind: AnswerKind;
  /** As the invoice holds it; as answered if it is no value of its kind. */
  readonly value: string;
  /** As the model says it is printed. */
  readonly text: string;
  /** False for a date that is not in the calendar, a currency that does not exist, punctuation for an identifier. */
  readonly isValid: boolean;
};

/**
 * Every value an answer gives: single fields first, then VAT groups and lines, under their paths in the invoice.
 *
 * The amounts of a credit note are positive in EN 16931. If its total was answered as printed, with a minus sign, every
 * sum is turned.
 */
export function answeredValues(answer: ModelAnswer): AnsweredValue[] {
  const turn = isPrintedNegative(answer) ? negated : (value: string) => value;
  const single = answerFields.flatMap(({ key, path, kind, textKey }) =>
    valueOf(path, kind, answer[key], {
      turn,
      text: textKey === undefined ? null : answer[textKey],
    }),
  );
  const taxes = answer.taxes.flatMap((tax, index) =>
    taxFields.flatMap((name) =>
      valueOf(`taxBreakdowns.${index}.${name}`, "amount", tax[name], {
        turn: name === "taxRatePercent" ? undefined : turn,
      }),
    ),
  );
  const lines = answer.lines.flatMap((line, index) => {
    const isQuantityNegative = line.invoicedQuantity?.startsWith("-") === true;
    return lineFields.flatMap((name) => {
      const isTurned =
        name === "lineNetAmount" ||
        (name === "invoicedQuantity" && isQuantityNegative) ||
        (name === "itemNetPrice" && !isQuantityNegative && line.itemNetPrice?.startsWith("-"));
      return valueOf(`invoiceLines.${index}.${name}`, kindOf(name), line[name], {
        turn: isTurned === true ? turn : undefined,
      });
    });
  });
  return [...single, ...taxes, ...lines];
}

/** True for a credit note whose sums were answered with a minus sign. */
const isPrintedNegative = (answer: ModelAnswer): boolean =>
  answer.documentType === "credit_note" &&
  (answer.totalWithTax ?? answer.amountDue ?? answer.totalWithoutTax ?? "").startsWith("-");

const negated = (value: string): string => subtractDecimals("0", value);

type Written = {
  readonly text?: string | null;
  readonly turn?: ((value: string) => string) | undefined;
};

function valueOf(
  path: string,
  kind: AnswerKind,
  answered: string | null,
  { text, turn = (value) => value }: Written,
): AnsweredValue[] {
  const raw = oneLine(answered ?? "");
  if (raw === "") return [];
  const normal = normalised(path, kind, raw);
  const printed = oneLine(text ?? "") || raw;
  if (normal === undefined) return [{ path, kind, value: raw, text: printed, isValid: false }];
  const value = kind === "amount" ? turn(normal) : normal;
  return [{ path, kind, value, text: printed, isValid: true }];
}

/** A value as the invoice holds it; `undefined` if it is no value of its kind. */
function normalised(path: string, kind: AnswerKind, raw: string): string | undefined {
  switch (kind) {
    case "amount": {
      const amount = parseDecimal(raw);
      return amount !== undefined && DecimalString.safeParse(amount).success ? amount : undefined;
    }
    case "date":
      return IsoDate.safeParse(raw).success ? raw : undefined;
    case "currency":
      return currencies.has(raw) ? raw : undefined;
    case "country": {
      const code = countryCodeOf(raw);
      return isCountry(code) ? code : undefined;
    }
    case "text":
      return isName(path, raw) ? raw : undefined;
    case "identifier":
      return normalisedIdentifier(path, raw);
    default:
      return kind satisfies never;
  }
}

function normalisedIdentifier(path: string, raw: string): string | undefined {
  const compact = raw.replaceAll(/[\s.\-/]/g, "").toUpperCase();
  if (path === "iban") {
    const iban = compact.replace(/^IBAN:?/, "");
    return isIbanShaped(iban) ? iban : undefined;
  }
  if (isVatIdPath(path)) return isVatIdShaped(compact) ? compact : undefined;
  if (path === "bic")
    return /^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/.test(compact) ? compact : undefined;
  // `None` and `N/A` are what models answer where nothing is stated.
  return /\d/.test(raw) && !sumOfMoney.test(raw) ? raw : undefined;
}

const sumOfMoney = /^\d{1,3}([.,]\d{3})*[.,]\d{2}$/;

/** Two letters at least, and no label such as `Invoice`; what is sold may be named by anything. */
const isName = (path: string, raw: string): boolean =>
  path.startsWith("invoiceLines.")
    ? comparable(raw) !== ""
    : /\p{L}.*\p{L}/u.test(raw) && !isPhrase(raw);

/** Identifiers the invoice holds without spaces, whatever way they are printed. */
export const isCompact = (path: string): boolean =>
  path === "iban" || path === "bic" || isVatIdPath(path);

export const isVatIdPath = (path: string): boolean => path.endsWith(".vatId");

function isVatIdShaped(compact: string): boolean {
  const prefix = /^(?:CHE|[A-Z]{2})/.exec(compact)?.[0] ?? "";
  return isVatId(compact) || vatFormats[prefix]?.test(compact.slice(prefix.length)) === true;
}

/** ISO 4217, withdrawn codes that old invoices carry included; the currency check judges those. */
const currencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency"));

/** How a value at a path is compared. */
function kindOf(path: string): AnswerKind {
  const field = answerFields.find((known) => known.path === path);
  if (field !== undefined) return field.kind;
  return path === "name" || path.endsWith(".name") ? "text" : "amount";
}

/**
 * Whether two values mean the same: amounts by value, names and identifiers by letters and digits, all else exactly. The name
 * of a party may be read to its end by one and not by the other.
 */
export function isSameValue(path: string, left: string, right: string): boolean {
  const kind = kindOf(path);
  if (kind === "amount") return compareDecimals(left, right) === 0;
  if (kind !== "text" && kind !== "identifier") return left === right;
  if (path === "seller.name" || path === "buyer.name") return isSamePartyName(left, right);
  const key = isVatIdPath(path) ? comparableVatId : comparable;
  return key(left) === key(right);
}
