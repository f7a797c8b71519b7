import type { BatchSummary } from "#src/domain/batch.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import { outcomeSummaryOf } from "./outcome-summary.ts";
import { summarizeBatch } from "./summarize-batch.ts";

/** The summary of a batch with the decisions its records have now: people may have reviewed some since. */
export async function recountBatch(
  summary: BatchSummary,
  outcomes: AsyncIterable<Outcome>,
): Promise<BatchSummary> {
  const recorded = await Array.fromAsync(outcomes, outcomeSummaryOf);
  const timeless = { wallMs: 0, leaveOutQuarantined: false };
  const { decided, awaitingReview, decisions } = summarizeBatch(
    summary.batchId,
    recorded,
    timeless,
  );
  return { ...summary, decided, awaitingReview, decisions };
}
