import assert from "node:assert/strict";
import { type BaseStore, END, type LangGraphRunnableConfig } from "@langchain/langgraph";
import { fingerprintOf } from "#src/checks/duplicates-check.ts";
import { applyReview } from "#src/decision/review.ts";
import { reviewNoteOf } from "#src/domain/decision.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import type { Review } from "#src/domain/review.ts";
import type { Ledger } from "#src/ports/ledger.ts";
import type { ReviewState, ReviewUpdate } from "#src/state/review-state.ts";
import { sellerNamespaceOf } from "./seller-namespace.ts";

/**
 * Reads `verdict`; writes it anew after the ledger holds the review, once, however often this runs. A record that changed since it
 * was shown is not decided: the review is refused. A comment is kept as a note on the seller, in LangGraph's store.
 */
export const recordReviewNode =
  ({ ledger }: { readonly ledger: Pick<Ledger, "findRecord" | "recordReview"> }) =>
  async ({ verdict }: ReviewState, config: LangGraphRunnableConfig): Promise<ReviewUpdate> => {
    assert(verdict?.status === "accepted", "only what was accepted is recorded");
    const { review } = verdict;
    const record = await ledger.findRecord(review.batchId, review.file);
    const reviewed = record && applyReview(record.outcome, review);
    const replaced = record?.outcome.decision;
    if (reviewed === undefined || replaced === undefined) return { verdict: changed };
    if (!(await ledger.recordReview({ ...review, replaced }, reviewed))) {
      return { verdict: changed };
    }
    if (config.store !== undefined) await keepNote(config.store, review, reviewed);
    return { verdict: { status: "recorded", review } };
  };

const changed = {
  status: "refused",
  problem: "The record has changed since it was shown. Look at it as it is now.",
} as const;

/** Under the strongest name of the seller; the same review writes the same item. */
async function keepNote(
  store: BaseStore,
  { batchId, file, revision }: Review,
  { invoice, documentType, decision }: Outcome,
): Promise<void> {
  const note = reviewNoteOf(decision);
  const [sellerKey] = fingerprintOf(invoice ?? {}, documentType ?? "other").sellerKeys;
  if (note === undefined || sellerKey === undefined) return;
  await store.put(sellerNamespaceOf(sellerKey), `${batchId}/${file}/${revision}`, { note });
}

export const routeRecorded = ({ verdict }: ReviewState): "present" | typeof END =>
  verdict?.status === "refused" ? "present" : END;
