import { stringify } from "csv-stringify/sync";
import type { Outcome } from "#src/domain/outcome.ts";
import { leftOutPages } from "./describe-pages.ts";

type Cell = string | number | undefined;

const columns: readonly (readonly [name: string, cell: (outcome: Outcome) => Cell])[] = [
  ["file", ({ file }) => file],
  ["documentId", ({ documentId }) => documentId],
  ["status", ({ status }) => status],
  ["documentType", ({ documentType }) => documentType],
  ["source", ({ source }) => source],
  ["action", ({ decision }) => decision?.action],
  ["riskScore", ({ risk }) => risk?.score],
  ["riskLevel", ({ risk }) => risk?.level],
  ["invoiceNumber", ({ invoice }) => invoice?.invoiceNumber],
  ["issueDate", ({ invoice }) => invoice?.issueDate],
  ["paymentDueDate", ({ invoice }) => invoice?.paymentDueDate],
  ["currencyCode", ({ invoice }) => invoice?.currencyCode],
  ["totalWithoutTax", ({ invoice }) => invoice?.totalWithoutTax],
  ["totalTax", ({ invoice }) => invoice?.totalTax],
  ["totalWithTax", ({ invoice }) => invoice?.totalWithTax],
  ["amountDue", ({ invoice }) => invoice?.amountDue],
  ["sellerName", ({ invoice }) => invoice?.seller?.name],
  ["sellerVatId", ({ invoice }) => invoice?.seller?.vatId],
  ["sellerCountryCode", ({ invoice }) => invoice?.seller?.address?.countryCode],
  ["buyerName", ({ invoice }) => invoice?.buyer?.name],
  ["buyerVatId", ({ invoice }) => invoice?.buyer?.vatId],
  ["iban", ({ invoice }) => invoice?.iban],
  ["bic", ({ invoice }) => invoice?.bic],
  ["purchaseOrder", ({ invoice }) => invoice?.purchaseOrder],
  ["invoiceLines", ({ invoice }) => invoice?.invoiceLines?.length],
  ["contradictedRules", (outcome) => rulesWith(outcome, "contradicted")],
  ["unknownRules", (outcome) => rulesWith(outcome, "unknown")],
  ["reasons", ({ decision }) => decision?.reasons.join(" | ")],
  ["sinceReview", ({ decision }) => sinceReviewOf(decision)],
  ["errorCode", ({ error }) => error?.code],
  ["errorMessage", ({ error }) => error?.message],
  ["pagesFirst", ({ pages }) => pages?.first],
  ["pagesLast", ({ pages }) => pages?.last],
  ["pagesLeftOut", ({ pages }) => leftOutPages(pages ?? {}).join(" | ")],
  ["pagesRecognized", ({ pages }) => pages?.recognized?.join(" | ")],
];

/** First line of `results.csv`, line break included. */
export const csvHeader = toLine(columns.map(([name]) => name));

/** One line of `results.csv`, line break included: RFC 4180, UTF-8, an absent value is an empty cell. */
export function toCsvRow(outcome: Outcome): string {
  return toLine(columns.map(([, cell]) => guardFormula(String(cell(outcome) ?? ""))));
}

function toLine(cells: readonly string[]): string {
  return stringify([[...cells]], { record_delimiter: "windows", quoted_match: /[\r\n]/ });
}

/** What the policy says now of what a person decided, where it says more. */
function sinceReviewOf(decision: Outcome["decision"]): string | undefined {
  if (decision?.sinceReview === undefined) return undefined;
  const { action, reasons } = decision.sinceReview;
  return `${action}: ${reasons.join(" | ")}`;
}

function rulesWith({ findings }: Outcome, status: "contradicted" | "unknown"): string {
  const rules = findings.filter((finding) => finding.status === status).map(({ rule }) => rule);
  return [...new Set(rules)].join(" ");
}

const startsFormula = /^\s*[=+\-@＝＋－＠]|^[\t\r]/u;
const isPlainNumber = /^-?\d+(\.\d+)?$/;

/**
 * Keeps a spreadsheet from running text of a document as a formula: an apostrophe in front makes it text.
 * Negative numbers stay numbers.
 */
function guardFormula(text: string): string {
  return startsFormula.test(text) && !isPlainNumber.test(text) ? `'${text}` : text;
}
