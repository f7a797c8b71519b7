import { IsoDate } from "#src/domain/invoice.ts";
import { CurrencyCode } from "#src/domain/money.ts";
import { ibanChecksum } from "../model/checksums.ts";
import { isVatId, oneLine, parseDecimal } from "../parse-value.ts";

/** Fields of an invoice that codes state. */
export type CodePath =
  | "invoiceNumber"
  | "issueDate"
  | "paymentDueDate"
  | "currencyCode"
  | "seller.name"
  | "seller.vatId"
  | "iban"
  | "bic"
  | "totalTax"
  | "totalWithTax"
  | "amountDue";

/** What a code states; a value that is not there, or not as its definition has it, is absent. */
export type CodeStatement = {
  /** Name of its definition, for a person. */
  readonly definition: string;
  readonly values: CodeValues;
  /** What the payment is marked with (BT-83): it may name the invoice. */
  readonly reference?: string | undefined;
};

export type CodeValues = { readonly [path in CodePath]?: string | undefined };

/** Reads a code by one definition; `undefined` if it is of another. */
export type CodeParser = (text: string) => CodeStatement | undefined;

const textLengthMax = 200;

/** A name, number or reference as one line; absent if nothing is left of it. */
export function textOf(value: string | undefined): string | undefined {
  const line = oneLine((value ?? "").slice(0, textLengthMax));
  return line === "" ? undefined : line;
}

/** An amount above zero with a decimal point, as it is written. */
export function amountOf(value: string | undefined): string | undefined {
  const amount = /^\d+(?:\.\d+)?$/.test(value ?? "") ? parseDecimal(value ?? "") : undefined;
  return amount !== undefined && /[1-9]/.test(amount) ? amount : undefined;
}

export const currencyOf = (value: string | undefined): string | undefined =>
  CurrencyCode.safeParse(value).data;

/** The day three groups name, called `year`, `month` and `day`; a year of two digits is of this century. */
export function dateIn(value: string | undefined, shape: RegExp): string | undefined {
  const { year = "", month, day } = shape.exec(value ?? "")?.groups ?? {};
  return IsoDate.safeParse(`${year.length === 2 ? "20" : ""}${year}-${month}-${day}`).data;
}

/** An IBAN with the length and check digits of its country. */
export function ibanOf(value: string | undefined): string | undefined {
  const iban = (value ?? "").slice(0, textLengthMax).replaceAll(" ", "").toUpperCase();
  return ibanChecksum(iban) === "valid" ? iban : undefined;
}

export const bicOf = (value: string | undefined): string | undefined =>
  /^[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/.exec(value ?? "")?.[0];

/** A VAT id with the prefix of its country, which codes of one country leave out. */
export function vatIdOf(country: string, value: string | undefined): string | undefined {
  const number = (value ?? "").slice(0, textLengthMax).toUpperCase();
  const id = number.startsWith(country) ? number : `${country}${number}`;
  return isVatId(id) ? id : undefined;
}
