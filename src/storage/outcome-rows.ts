import type { Insertable, Selectable } from "kysely";
import { BatchSummary, OutcomeSummary } from "#src/domain/batch.ts";
import type { DocumentSource } from "#src/domain/document.ts";
import type { Fingerprint } from "#src/domain/fingerprint.ts";
import { Outcome } from "#src/domain/outcome.ts";
import {
  LedgerUnavailable,
  type BatchEntry,
  type LedgerItem,
  type LedgerRecord,
  type OutcomeVersions,
} from "#src/ports/ledger.ts";
import type { LedgerTables } from "./ledger-tables.ts";

type OutcomeRow = Selectable<LedgerTables["outcomes"]>;

export const summaryColumns = [
  "document_id",
  "file",
  "status",
  "action",
  "error_code",
  "error_message",
  "attempts",
] as const;

export const itemColumns = [
  "file",
  "document_id",
  "invoice_number",
  "amount_minor",
  "currency_code",
  "issue_date",
  "document_type",
] as const;

export function outcomeRow(
  batchId: string,
  outcome: Outcome,
  { versions, fingerprint }: { versions: OutcomeVersions; fingerprint: Fingerprint },
): Omit<Insertable<LedgerTables["outcomes"]>, "id" | "is_duplicate" | "revision"> {
  return {
    batch_id: batchId,
    file: outcome.file,
    document_id: outcome.documentId,
    policy_version: versions.policyVersion,
    extraction_version: versions.extractionVersion,
    status: outcome.status,
    action: outcome.decision?.action ?? null,
    error_code: outcome.error?.code ?? null,
    error_message: outcome.error?.message ?? null,
    attempts: outcome.error?.attempts ?? 1,
    invoice_number: fingerprint.invoiceNumber ?? null,
    amount_minor: fingerprint.amountMinor ?? null,
    currency_code: fingerprint.currencyCode ?? null,
    issue_date: fingerprint.issueDate ?? null,
    document_type: fingerprint.documentType ?? null,
    record: JSON.stringify(outcome),
  };
}

type SummaryRow = Pick<OutcomeRow, (typeof summaryColumns)[number]> & {
  readonly source: DocumentSource | null;
};

export function summaryOf(row: SummaryRow): OutcomeSummary {
  return {
    documentId: row.document_id,
    file: row.file,
    status: row.status,
    ...(row.action !== null && { action: row.action }),
    ...(row.source !== null && { source: row.source }),
    ...(row.error_code !== null && { errorCode: row.error_code }),
    ...(row.error_message !== null && { errorMessage: row.error_message }),
    attempts: row.attempts,
  };
}

export function itemOf(
  row: Pick<OutcomeRow, (typeof itemColumns)[number]> & {
    readonly is_recorded_before: number;
    readonly is_called_duplicate: number;
  },
  sellerKeys: readonly string[],
): LedgerItem {
  return {
    file: row.file,
    documentId: row.document_id,
    fingerprint: {
      sellerKeys,
      ...(row.invoice_number !== null && { invoiceNumber: row.invoice_number }),
      ...(row.amount_minor !== null && { amountMinor: row.amount_minor }),
      ...(row.currency_code !== null && { currencyCode: row.currency_code }),
      ...(row.issue_date !== null && { issueDate: row.issue_date }),
      ...(row.document_type !== null && { documentType: row.document_type }),
    },
    isRecordedBefore: row.is_recorded_before === 1,
    isCalledDuplicate: row.is_called_duplicate === 1,
  };
}

/** @throws {LedgerUnavailable} If the record is not what this version writes. */
export function parseRecord(
  row: { readonly batch_id: string; readonly file: string; readonly record: string },
  ledgerFile: string,
): Outcome {
  return parseStored(ledgerFile, `the record of ${row.file} in batch ${row.batch_id}`, () =>
    Outcome.parse(JSON.parse(row.record)),
  );
}

/** @throws {LedgerUnavailable} If the record is not what this version writes. */
export const ledgerRecordOf = (
  row: Parameters<typeof parseRecord>[0] & { readonly revision: number },
  ledgerFile: string,
): LedgerRecord => ({
  batchId: row.batch_id,
  outcome: parseRecord(row, ledgerFile),
  revision: row.revision,
});

type BatchRow = Selectable<LedgerTables["batches"]> & {
  readonly dispatched: number;
  readonly decided: number;
  readonly awaiting_review: number;
  readonly quarantined: number;
};

/** @throws {LedgerUnavailable} If settings or summary are not what this version writes. */
export function batchEntryOf(row: BatchRow, ledgerFile: string): BatchEntry {
  const parse = <T>(parser: () => T): T =>
    parseStored(ledgerFile, `the entry of batch ${row.batch_id}`, parser);
  const { summary } = row;
  return {
    batchId: row.batch_id,
    startedAt: row.started_at,
    settings: parse(() => parseSettings(row.settings)),
    status: row.status,
    ...(row.finished_at !== null && { finishedAt: row.finished_at }),
    dispatched: row.dispatched,
    decided: row.decided,
    awaitingReview: row.awaiting_review,
    quarantined: row.quarantined,
    ...(summary !== null && { summary: parse(() => BatchSummary.parse(JSON.parse(summary))) }),
  };
}

function parseSettings(text: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null) throw new TypeError("settings are no object");
  return { ...value };
}

function parseStored<T>(ledgerFile: string, what: string, parser: () => T): T {
  try {
    return parser();
  } catch (cause) {
    throw new LedgerUnavailable(
      `ledger ${ledgerFile}: ${what} is damaged; restore the file from a backup, or process those documents as a new batch`,
      { cause, isTransient: false },
    );
  }
}
