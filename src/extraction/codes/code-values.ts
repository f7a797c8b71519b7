import { comparable, comparableVatId } from "#src/domain/identifier.ts";
import type { Invoice } from "#src/domain/invoice.ts";
import type { Box, Code } from "#src/domain/reading.ts";
import type { DocumentType } from "#src/domain/document.ts";
import { isSameSum } from "../printed.ts";
import type { CodePath, CodeStatement, CodeValues } from "./code-statement.ts";
import { parseCode } from "./parse-code.ts";

/** Codes of one document that are looked at. */
const codesMax = 20;

/** Characters by which a number is known in the text a payment is marked with. */
const numberLengthMin = 4;

/** One value a code states of the invoice, and where the code is. */
export type CodeValue = {
  readonly path: CodePath;
  readonly value: string;
  /** Name of the code's definition, for a person. */
  readonly definition: string;
  readonly page: number;
  readonly box?: Box;
};

type Read = { readonly documentType: DocumentType; readonly invoice: Invoice };

/** What the codes of a document state, as far as it can be compared with what was read of it otherwise. */
export function codeValues(codes: readonly Code[], read: Read): CodeValue[] {
  return codes.slice(0, codesMax).flatMap(({ text, ...place }) => {
    const statement = parseCode(text);
    if (statement === undefined) return [];
    const { definition } = statement;
    return comparableValues(statement, read).map(([path, value]) => ({
      path,
      value,
      definition,
      ...place,
    }));
  });
}

function comparableValues(
  { values, reference }: CodeStatement,
  { documentType, invoice }: Read,
): [CodePath, string][] {
  const { currencyCode, invoiceNumber, totalWithTax } = invoice;
  const isOtherMoney =
    values.currencyCode !== undefined &&
    currencyCode !== undefined &&
    values.currencyCode !== currencyCode;
  const isNamed =
    invoiceNumber !== undefined &&
    comparable(invoiceNumber).length >= numberLengthMin &&
    comparable(reference ?? "").includes(comparable(invoiceNumber));
  const { amountDue } = values;
  // What is to be paid is the total where nothing is said of it, and confirms it where it is the same.
  const isOfTotal = invoice.amountDue === undefined && totalWithTax !== undefined;
  const isTotal = isOfTotal || isSameSum(amountDue ?? "", totalWithTax ?? "");
  const stated: CodeValues = {
    ...values,
    ...(isNamed && { invoiceNumber }),
    ...(isTotal && { totalWithTax: values.totalWithTax ?? amountDue }),
    ...(isOfTotal && { amountDue: undefined }),
    // A payment in another currency is another amount.
    ...(isOtherMoney && { ...noAmounts, currencyCode: undefined }),
    // Codes have no sign.
    ...(documentType === "credit_note" && noAmounts),
  };
  return (Object.entries(stated) as [CodePath, string | undefined][]).flatMap(([path, value]) =>
    value === undefined ? [] : [[path, value] as [CodePath, string]],
  );
}

const noAmounts = { totalTax: undefined, totalWithTax: undefined, amountDue: undefined };

type IsSame = (stated: string, read: string) => boolean;

/** Kinds of values that are not compared as texts are. */
const comparisons: { readonly [path in CodePath]?: IsSame } = {
  amountDue: isSameSum,
  totalWithTax: isSameSum,
  totalTax: isSameSum,
  "seller.vatId": (stated, read) => isPartAtEnd(comparableVatId(stated), comparableVatId(read)),
  // Codes have the kind of document before it: `FT A/12`.
  invoiceNumber: (stated, read) => comparable(stated).endsWith(comparable(read)),
  // The head office has a BIC of eight letters, and the same with XXX.
  bic: (stated, read) => stated.slice(0, 8) === read.slice(0, 8),
};

const isSameText: IsSame = (stated, read) => comparable(stated) === comparable(read);

/** Whether a code states what was read: as numbers and names are compared, each as its kind is. */
export const isSameValue = (path: CodePath, stated: string, read: string): boolean =>
  (comparisons[path] ?? isSameText)(stated, read);

/** Of one and the same number one may have the prefix of its country. */
const isPartAtEnd = (one: string, other: string): boolean =>
  one.endsWith(other.replace(/^[A-Z]{2}/, "")) || other.endsWith(one.replace(/^[A-Z]{2}/, ""));
