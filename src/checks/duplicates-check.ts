import type { DuplicateMatch } from "#src/domain/facts.ts";
import type { Finding } from "#src/domain/finding.ts";
import type { Fingerprint } from "#src/domain/fingerprint.ts";
import type { Invoice } from "#src/domain/invoice.ts";
import { minorDigits, toMinor } from "#src/domain/money.ts";
import type { Party } from "#src/domain/party.ts";
import { reporter } from "./reporter.ts";
import { comparable, comparableVatId } from "#src/domain/identifier.ts";

/** A match with a document of the same batch has no batch of its own to name. */
export type AnyDuplicateMatch = Omit<DuplicateMatch, "batchId"> & { readonly batchId?: string };

/** Matches a finding names. */
const matchesNamedMax = 3;

const { verified, contradicted } = reporter("duplicates");

const kinds = [
  { kind: "same_content", rule: "DUPLICATE-CONTENT", text: "The same file was processed before" },
  { kind: "same_number", rule: "DUPLICATE-NUMBER", text: "The same seller and invoice number" },
  {
    kind: "same_amount_near_date",
    rule: "DUPLICATE-AMOUNT",
    text: "The same seller and amount, and nearly the same date, but not the same number",
  },
] as const;

/** Judges earlier documents that look like the same claim. */
export function checkDuplicates(matches: readonly AnyDuplicateMatch[]): Finding[] {
  if (matches.length === 0) {
    return [verified("DUPLICATE-NONE", "No earlier document is the same claim.")];
  }
  return kinds.flatMap(({ kind, rule, text }) => {
    const found = matches.filter((match) => match.kind === kind);
    return found.length === 0 ? [] : [contradicted(rule, `${text}: ${namesOf(found)}.`)];
  });
}

/**
 * What identifies the claim. Fields that were not read are absent; so is an amount beyond what can be compared.
 *
 * Names are compared without accents, case, spaces and punctuation.
 */
export function fingerprintOf(invoice: Invoice, documentType: string): Fingerprint {
  const invoiceNumber = comparable(invoice.invoiceNumber ?? "");
  const amountMinor = amountMinorOf(invoice);
  const { currencyCode, issueDate } = invoice;
  return {
    sellerKeys: sellerKeysOf(invoice.seller ?? {}),
    documentType,
    ...(invoiceNumber === "" ? {} : { invoiceNumber }),
    ...(amountMinor === undefined ? {} : { amountMinor }),
    ...(currencyCode === undefined ? {} : { currencyCode }),
    ...(issueDate === undefined ? {} : { issueDate }),
  };
}

function sellerKeysOf({ vatId, legalRegistrationId, name }: Party): string[] {
  return [
    ["vat", comparableVatId(vatId ?? "")],
    ["registration", comparable(legalRegistrationId ?? "")],
    ["name", comparable(name ?? "")],
  ].flatMap(([kind, value]) => (value === "" ? [] : [`${kind}:${value}`]));
}

function amountMinorOf({ totalWithTax, amountDue, currencyCode }: Invoice): number | undefined {
  const amount = totalWithTax ?? amountDue;
  if (amount === undefined) return undefined;
  try {
    return toMinor(amount, minorDigits(currencyCode));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function namesOf(matches: readonly AnyDuplicateMatch[]): string {
  const named = matches
    .slice(0, matchesNamedMax)
    .map(({ file, batchId }) => (batchId === undefined ? file : `${file} (batch ${batchId})`));
  const left = matches.length - named.length;
  return left > 0 ? `${named.join(", ")} and ${left} more` : named.join(", ");
}
