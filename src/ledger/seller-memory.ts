import { type SellerMemory, sellerNoteCharsMax, sellerNotesMax } from "#src/domain/analysis.ts";
import { type DecisionAction, reviewNoteOf } from "#src/domain/decision.ts";
import type { Evidence } from "#src/domain/evidence.ts";
import { isIbanShaped } from "#src/domain/identifier.ts";
import { compareDecimals, type DecimalString } from "#src/domain/money.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import { onOneLine } from "#src/domain/printable.ts";

/** Different values of each kind that are remembered. */
const valuesMax = 5;

/** Sentences about where values stood, and outcomes they are taken from. */
const layoutsMax = 8;
const layoutOutcomesMax = 5;

/** Characters kept of a name, a number or a printed text: a document may have made it as long as it likes. */
const valueCharsMax = 80;

/** Places on a page are rounded to this many points: layouts shift by a line, not by a block. */
const gridPt = 50;

/** Values whose place shows the layout. An account is none of them: its printed text is a bank detail. */
const layoutFields: readonly (readonly [path: string, name: string])[] = [
  ["invoiceNumber", "invoice number"],
  ["issueDate", "issue date"],
  ["totalWithTax", "total with VAT"],
  ["totalWithoutTax", "total without VAT"],
  ["totalTax", "total VAT"],
];

/**
 * What earlier documents and notes tell of a seller.
 *
 * What a rejected document states is not remembered, only that it was rejected. Accounts are remembered of approved documents
 * only, and none that was contradicted; what a model alone had read is not remembered at all: neither a forged invoice nor a
 * mistake must make itself known.
 *
 * @param past - Outcomes of the seller, newest first.
 * @returns `undefined` if nothing is known.
 */
export function sellerMemoryOf(
  past: readonly Outcome[],
  notes: readonly string[],
): SellerMemory | undefined {
  if (past.length === 0 && notes.length === 0) return undefined;
  const accepted = past.filter((outcome) => isAccepted(outcome) && !isReadByModelAlone(outcome));
  const approved = accepted.filter(({ decision }) => isApproval(decision?.action));
  const invoices = accepted.flatMap(({ invoice }) => (invoice === undefined ? [] : [invoice]));
  const currencyCodes = byFrequency(invoices.map(({ currencyCode }) => currencyCode));
  return {
    invoices: past.length,
    names: newest(invoices.map(({ seller }) => seller?.name)),
    currencyCodes: currencyCodes.slice(0, valuesMax),
    ibans: newest(approved.flatMap(ibansOf)),
    ...amountRange(accepted, currencyCodes[0]),
    invoiceNumbers: newest(invoices.map(({ invoiceNumber }) => invoiceNumber)),
    layouts: layoutsOf(accepted),
    decisions: countDecisions(past),
    notes: notesOf(past, notes),
  };
}

const isApproval = (action: DecisionAction | undefined): boolean =>
  action === "auto_approve" || action === "approve";

/** Given notes first, then what reviewers noted on these outcomes; each once. */
function notesOf(past: readonly Outcome[], given: readonly string[]): string[] {
  const ofReviewers = past.flatMap(({ decision }) => reviewNoteOf(decision) ?? []);
  const notes = new Set(
    [...given, ...ofReviewers].map((note) => note.slice(0, sellerNoteCharsMax)),
  );
  return [...notes].slice(0, sellerNotesMax);
}

const isAccepted = ({ decision }: Outcome): boolean => decision?.action !== "reject";

const isReadByModelAlone = ({ findings }: Outcome): boolean =>
  findings.some(({ rule }) => rule === "ANALYSIS-MODEL-ONLY" || rule === "ANALYSIS-UNVERIFIED");

/** Different values in their order, each on one line. */
function newest(values: readonly (string | undefined)[]): string[] {
  const texts = values.map((value) => shortened(value ?? "")).filter((text) => text !== "");
  return [...new Set(texts)].slice(0, valuesMax);
}

/** Most frequent first; among equals the newest. */
function byFrequency(values: readonly (string | undefined)[]): string[] {
  const counts = new Map<string, number>();
  for (const value of values) {
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].toSorted(([, a], [, b]) => b - a).map(([value]) => value);
}

function ibansOf({ invoice, findings }: Outcome): string[] {
  const contradicted = new Set(
    findings.flatMap(({ status, path }) => (status === "contradicted" && path ? [path] : [])),
  );
  const { iban, otherAccounts = [] } = invoice ?? {};
  const accounts: [path: string, account: string | undefined][] = [
    ["iban", iban],
    ...otherAccounts.map((account, at): [string, string] => [`otherAccounts.${at}`, account]),
  ];
  return accounts.flatMap(([path, account]) =>
    account !== undefined && isIbanShaped(account) && !contradicted.has(path) ? [account] : [],
  );
}

/** Smallest and largest total in the usual currency; credit notes give money back and are no guide. */
function amountRange(
  outcomes: readonly Outcome[],
  currencyCode: string | undefined,
): Pick<SellerMemory, "amountLeast" | "amountMost"> {
  const amounts = outcomes
    .filter(({ documentType }) => documentType !== "credit_note")
    .flatMap(({ invoice }): DecimalString[] =>
      invoice?.totalWithTax !== undefined && invoice.currencyCode === currencyCode
        ? [invoice.totalWithTax]
        : [],
    )
    .toSorted(compareDecimals);
  const [amountLeast] = amounts;
  const amountMost = amounts.at(-1);
  return amountLeast === undefined || amountMost === undefined ? {} : { amountLeast, amountMost };
}

/** For each kind of document where its values stood last. */
function layoutsOf(outcomes: readonly Outcome[]): string[] {
  const sentences = new Map<string, string>();
  for (const { source, evidence } of outcomes.slice(0, layoutOutcomesMax)) {
    for (const [path, name] of layoutFields) {
      const key = `${source} ${path}`;
      const { [path]: found } = evidence;
      if (source === undefined || found?.page === undefined || sentences.has(key)) continue;
      sentences.set(key, `${source}: ${name} ${placeOf(found)}, printed as '${printed(found)}'`);
    }
  }
  return [...sentences.values()].slice(0, layoutsMax);
}

function placeOf({ page, box }: Evidence): string {
  if (box === undefined) return `on page ${page}`;
  const [left, top] = box.map((points) => Math.round(points / gridPt) * gridPt);
  return `on page ${page}, about ${left} points from the left and ${top} from the top`;
}

const printed = ({ text }: Evidence): string => shortened(text).replaceAll("'", "’");

function countDecisions(past: readonly Outcome[]): Record<string, number> {
  const actions = byFrequency(past.map(({ decision }) => decision?.action));
  return Object.fromEntries(
    actions.map((action) => [
      action,
      past.filter(({ decision }) => decision?.action === action).length,
    ]),
  );
}

const shortened = (text: string): string => onOneLine(text).slice(0, valueCharsMax);
