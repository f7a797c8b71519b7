import type { BatchOperations } from "#src/domain/batch-operations.ts";
import type { BatchStatus, BatchSummary, OutcomeSummary } from "#src/domain/batch.ts";
import type { BatchResources } from "#src/domain/batch-resources.ts";
import { adviseBatch } from "./advise-batch.ts";
import type { BatchSetup } from "./batch-setup.ts";

/** Success rates from which a batch counts as a success in part. */
const successRateThresholds = { partialFailures: 0.7, partialSuccess: 0.3 } as const;

export type SummaryOptions = {
  /** Time from start to end, milliseconds. */
  readonly wallMs: number;
  /** `onError: skip`: quarantined documents do not count against the run. */
  readonly leaveOutQuarantined: boolean;
  /** When the run began that took `wallMs`, epoch milliseconds; without it there is no speed-up. */
  readonly startedAtMs?: number | undefined;
  readonly operations?: BatchOperations | undefined;
  readonly resources?: BatchResources | undefined;
  /** What it ran under; without it there is no advice. */
  readonly setup?: BatchSetup | undefined;
};

/**
 * Counts a batch: every outcome once, by status and decision.
 *
 * @param outcomes - One per document; none may be `failed` any more.
 * @throws {RangeError} If one still is, for then the batch is not done.
 */
export function summarizeBatch(
  batchId: string,
  outcomes: readonly OutcomeSummary[],
  options: SummaryOptions,
): BatchSummary {
  const { wallMs, leaveOutQuarantined, operations, resources } = options;
  const count = (matches: (outcome: OutcomeSummary) => boolean): number =>
    outcomes.filter(matches).length;
  if (count(({ status }) => status === "failed") > 0) {
    throw new RangeError("a batch with failed documents is not done");
  }
  const quarantined = count(({ status }) => status === "quarantined");
  const dispatched = outcomes.length;
  const succeeded = dispatched - quarantined;
  const counted = leaveOutQuarantined ? succeeded : dispatched;
  const successRate = counted === 0 ? 1 : succeeded / counted;
  const status = batchStatusOf(successRate);
  const approve = count(({ action }) => action === "approve");
  const wallSeconds = Math.round(wallMs) / 1_000;
  return {
    batchId,
    dispatched,
    decided: count((outcome) => outcome.status === "decided"),
    awaitingReview: count((outcome) => outcome.status === "awaiting_review"),
    quarantined,
    decisions: {
      auto_approve: count(({ action }) => action === "auto_approve"),
      manager_approval: count(({ action }) => action === "manager_approval"),
      reject: count(({ action }) => action === "reject"),
      ...(approve > 0 && { approve }),
    },
    status,
    successRate: round(successRate, 4),
    recommendation: recommendationFor(status, { quarantined, dispatched }),
    wallSeconds,
    documentsPerSecond: wallMs > 0 ? round(dispatched / (wallMs / 1_000), 2) : 0,
    ...(operations && { operations: withSpeedUp(operations, outcomes, options) }),
    ...(resources && { resources }),
    ...adviceOf(outcomes, options),
  };
}

/** Work against the time it took, which means something only if all of it was done within that time. */
function withSpeedUp(
  { speedUp: _ofAnEarlierRun, byName, ...totals }: BatchOperations,
  outcomes: readonly OutcomeSummary[],
  { wallMs, startedAtMs = Infinity }: SummaryOptions,
): BatchOperations {
  const isAllOfIt = outcomes.every((outcome) => (outcome.startedAtMs ?? 0) >= startedAtMs);
  const isKnown = isAllOfIt && wallMs > 0;
  return { ...totals, ...(isKnown && { speedUp: round(totals.sequentialMs / wallMs, 2) }), byName };
}

function adviceOf(
  outcomes: readonly OutcomeSummary[],
  { wallMs, startedAtMs, operations, resources, setup }: SummaryOptions,
): Pick<BatchSummary, "advice"> {
  if (!operations || !resources || !setup || startedAtMs === undefined) return {};
  const ran = outcomes.filter((outcome) => (outcome.startedAtMs ?? 0) >= startedAtMs);
  const ranMs = ran.reduce((sum, { durationMs = 0 }) => sum + durationMs, 0);
  const slotShare = wallMs > 0 ? Math.min(1, ranMs / (wallMs * setup.slots)) : 0;
  const figures = { setup, resources, operations, documents: ran.length, slotShare };
  return { advice: [...adviseBatch(figures)] };
}

export function batchStatusOf(successRate: number): BatchStatus {
  if (successRate >= 1) return "SUCCESS";
  if (successRate >= successRateThresholds.partialFailures) return "SUCCESS_WITH_PARTIAL_FAILURES";
  if (successRate >= successRateThresholds.partialSuccess) return "PARTIAL_SUCCESS";
  return "MOSTLY_FAILED";
}

function recommendationFor(
  status: BatchStatus,
  { quarantined, dispatched }: { quarantined: number; dispatched: number },
): string {
  const some = `${quarantined} of ${dispatched} documents are quarantined`;
  switch (status) {
    case "SUCCESS":
      return quarantined === 0
        ? "Every document has a decision or waits for a person. Nothing to repair."
        : `${some} and were left out as asked.`;
    case "SUCCESS_WITH_PARTIAL_FAILURES":
      return `${some}. Use the results; repair or replace those documents and process them again.`;
    case "PARTIAL_SUCCESS":
      return `${some}. Look at the reasons by code before you use the results: one cause often explains most.`;
    case "MOSTLY_FAILED":
      return `${some}. Do not use the results yet: check that the folder holds invoices and that they can be read.`;
    default:
      return status satisfies never;
  }
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits));
