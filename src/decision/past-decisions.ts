import { type Decision, decisionHistoryMax, type PastDecision } from "#src/domain/decision.ts";

/**
 * The history of a record with one more decision. Of more than `decisionHistoryMax` the oldest goes, but never what the policy made of
 * the document when a reviewer last looked. The ledger's reviews have what reviewers replaced.
 */
export function withPastDecision(
  history: readonly PastDecision[],
  replaced: PastDecision,
): PastDecision[] {
  const all = [...history, replaced];
  while (all.length > decisionHistoryMax)
    all.splice(all.findLastIndex(isPolicyView) === 0 ? 1 : 0, 1);
  return all;
}

/** Whether a past decision tells what the policy made of the document. */
export const isPolicyView = ({ decidedBy, sinceReview }: Decision): boolean =>
  decidedBy === "policy" || sinceReview !== undefined;
