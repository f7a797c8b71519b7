import type { Generated } from "kysely";
import type { BatchStatus } from "#src/domain/batch.ts";
import type { DecisionAction } from "#src/domain/decision.ts";
import type { FindingStatus, Severity } from "#src/domain/finding.ts";
import type { OutcomeStatus } from "#src/domain/outcome.ts";
import type { ReviewAction } from "#src/domain/review.ts";
import type { ModelCacheKind } from "#src/ports/model-cache.ts";

/** The tables of a ledger as the newest migration leaves them. */
export type LedgerTables = {
  batches: BatchTable;
  documents: DocumentTable;
  outcomes: OutcomeTable;
  findings: FindingTable;
  seller_keys: SellerKeyTable;
  model_cache: ModelCacheTable;
  failed_attempts: FailedAttemptTable;
  reviews: ReviewTable;
};

type BatchTable = {
  batch_id: string;
  started_at: string;
  /** `started_at` in milliseconds since 1970, which sorts across time zones. */
  started_ms: number;
  settings: string;
  status: "running" | BatchStatus;
  finished_at: string | null;
  summary: string | null;
  /** Place in the order in which batches were settled; null while its claims do not count yet. */
  settled: number | null;
};

type DocumentTable = {
  batch_id: string;
  file: string;
  document_id: string;
  path: string;
  size_bytes: number;
};

type OutcomeTable = {
  id: Generated<number>;
  batch_id: string;
  file: string;
  document_id: string;
  policy_version: string;
  extraction_version: number;
  status: OutcomeStatus;
  action: DecisionAction | null;
  error_code: string | null;
  error_message: string | null;
  attempts: number;
  is_duplicate: Generated<number>;
  invoice_number: string | null;
  amount_minor: number | null;
  currency_code: string | null;
  issue_date: string | null;
  document_type: string | null;
  record: string;
  /** Grows whenever the record changes. */
  revision: Generated<number>;
};

type FindingTable = {
  outcome_id: number;
  position: number;
  check_name: string;
  rule: string;
  status: FindingStatus;
  severity: Severity;
};

type SellerKeyTable = {
  outcome_id: number;
  seller_key: string;
  position: number;
};

type ModelCacheTable = {
  kind: ModelCacheKind;
  key: string;
  /** JSON. */
  value: string;
  created_at: string;
};

type FailedAttemptTable = {
  batch_id: string;
  file: string;
  document_id: string;
  attempt: number;
  code: string;
  message: string;
  /** When it failed, ISO 8601. */
  at: string;
};

type ReviewTable = {
  batch_id: string;
  file: string;
  /** Of the record that was reviewed. */
  revision: number;
  document_id: string;
  action: ReviewAction;
  reviewer: string;
  comment: string | null;
  /** When it was decided, ISO 8601. */
  at: string;
  /** The decision that stood before, JSON. */
  replaced: string;
};
