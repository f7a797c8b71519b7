import { valueAt } from "#src/domain/invoice-paths.ts";
import type { EvidenceByPath } from "#src/domain/evidence.ts";
import type { Invoice } from "#src/domain/invoice.ts";
import type { ReadingWarning } from "#src/domain/reading.ts";
import { isAccountPrinted, isSumPrinted, isTextPrinted, type Printed } from "../printed.ts";
import type { CodePath } from "./code-statement.ts";
import { type CodeValue, isSameValue } from "./code-values.ts";

/** A value read this surely is held against what a code states. */
const confidenceMin = 0.85;

type Compared = {
  readonly rule: string;
  /** What is compared, for a person. */
  readonly name: string;
  readonly isPrinted: (value: string, printed: Printed) => boolean;
};

const total: Compared = { rule: "CODE-AMOUNT", name: "total with VAT", isPrinted: isSumPrinted };

/** A payee's name is not among them: who is paid may be another than who sells. */
const compared: { readonly [path in CodePath]?: Compared } = {
  iban: { rule: "CODE-IBAN", name: "account", isPrinted: isAccountPrinted },
  amountDue: { ...total, name: "amount due" },
  totalWithTax: total,
  invoiceNumber: { rule: "CODE-NUMBER", name: "invoice number", isPrinted: isTextPrinted },
  "seller.vatId": {
    rule: "CODE-SELLER",
    name: "seller's VAT id",
    // Pages of its own country print it without the prefix.
    isPrinted: (value, printed) => isTextPrinted(value.replace(/^[A-Z]{2}/, ""), printed),
  },
};

type Read = { readonly invoice: Invoice; readonly evidence: EvidenceByPath };

/**
 * Values a code states and nothing else in the document does, where another was surely read in their place: who scans the code would
 * pay something else than what the invoice says.
 *
 * @returns One contradiction a field and value.
 */
export function differencesFromCodes(
  values: readonly CodeValue[],
  read: Read,
  printed: Printed,
): ReadingWarning[] {
  const differences = new Map<string, ReadingWarning>();
  for (const value of values) {
    const difference = differenceIn(value, read, printed);
    if (difference !== undefined) differences.set(`${value.path} ${value.value}`, difference);
  }
  return [...differences.values()];
}

function differenceIn(
  { path, value, definition, page }: CodeValue,
  { invoice, evidence }: Read,
  printed: Printed,
): ReadingWarning | undefined {
  const field = compared[path];
  const known = valueAt(invoice, path);
  const { confidence = 0, text = "" } = evidence[path] ?? {};
  if (field === undefined || known === undefined || confidence < confidenceMin) return undefined;
  const isOtherAccount = path === "iban" && invoice.otherAccounts?.includes(value) === true;
  const isStated = isSameValue(path, value, known) || isOtherAccount;
  if (isStated || field.isPrinted(value, printed)) return undefined;
  return {
    rule: field.rule,
    message: `The invoice states "${text}" as the ${field.name}, the ${definition} on page ${page} states "${value}", which is nowhere else in it.`,
    path,
    isContradiction: true,
  };
}
