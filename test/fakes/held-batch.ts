import type { BatchSummary, OutcomeSummary } from "#src/domain/batch.ts";
import type { InputDocument } from "#src/domain/document.ts";
import type { Fingerprint } from "#src/domain/fingerprint.ts";
import type { FailedAttempt, Outcome } from "#src/domain/outcome.ts";
import type { RecordedReview } from "#src/domain/review.ts";
import type { BatchEntry, LedgerRecord, NewBatch, OutcomeVersions } from "#src/ports/ledger.ts";

/* What the fake ledger holds, and how it looks to who asks. */
export type Claim = {
  readonly batchId: string;
  readonly outcome: Outcome;
  readonly versions: OutcomeVersions;
  readonly fingerprint: Fingerprint;
  readonly isDuplicate: boolean;
  readonly revision: number;
};

export type Batch = NewBatch & {
  readonly finished?: { readonly summary: BatchSummary; readonly finishedAt: string };
  /** Place in the order of settling; absent while its claims do not count yet. */
  readonly settled?: number;
  readonly documents: Map<string, InputDocument>;
  readonly claims: Map<string, Claim>;
  /** By file. */
  readonly failed: Map<string, (FailedAttempt & { readonly documentId: string })[]>;
  readonly reviews: RecordedReview[];
};

export const isReplaceable = (
  { outcome, revision }: Claim,
  { documentId }: Outcome,
  expected: number | undefined,
): boolean =>
  expected === undefined
    ? outcome.documentId !== documentId || outcome.decision?.decidedBy !== "reviewer"
    : revision === expected;

export const isAwaitingReview = ({ outcome }: Claim): boolean =>
  outcome.status === "awaiting_review";

export const recordOf = ({ batchId, outcome, revision }: Claim): LedgerRecord =>
  structuredClone({ batchId, outcome, revision });

export function entryOf(held: Batch): BatchEntry {
  const { finished, documents, claims, failed: _failed, reviews: _reviews, ...batch } = held;
  const count = (status: Outcome["status"]): number =>
    [...claims.values()].filter(({ outcome }) => outcome.status === status).length;
  return {
    ...structuredClone(batch),
    status: finished?.summary.status ?? "running",
    ...finished,
    dispatched: documents.size,
    decided: count("decided"),
    awaitingReview: count("awaiting_review"),
    quarantined: count("quarantined"),
  };
}

export function summaryOf({
  documentId,
  file,
  status,
  source,
  decision,
  error,
}: Outcome): OutcomeSummary {
  return {
    documentId,
    file,
    status,
    ...(decision && { action: decision.action }),
    ...(source && { source }),
    ...(error && { errorCode: error.code, errorMessage: error.message }),
    attempts: error?.attempts ?? 1,
  };
}
