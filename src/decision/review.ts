import type { Decision } from "#src/domain/decision.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import type { Review } from "#src/domain/review.ts";
import { isPolicyView, withPastDecision } from "./past-decisions.ts";

/**
 * The outcome as a reviewer decided it; the decision that stood before goes into the history. What checks found stays, and an
 * approval in spite of contradictions names their rules.
 *
 * @returns `undefined` if there is nothing to decide: the document is quarantined.
 */
export function applyReview(outcome: Outcome, review: Review): Outcome | undefined {
  const { decision: before, decisionHistory = [] } = outcome;
  if (before === undefined || outcome.status === "quarantined") return undefined;
  const { action, reviewer, comment, at } = review;
  const despite = action === "approve" ? contradictedRules(outcome) : [];
  const decision: Decision = {
    action,
    reasons: [sentenceOf(review, despite)],
    decidedBy: "reviewer",
    policyVersion: before.policyVersion,
    ...(before.skippedChecks && { skippedChecks: before.skippedChecks }),
    reviewer,
    ...(comment !== undefined && { comment }),
    ...(despite.length > 0 && { despite }),
  };
  const replaced = { ...before, replacedAt: at, replacedBecause: `Reviewed by ${reviewer}.` };
  return {
    ...outcome,
    status: "decided",
    decision,
    decisionHistory: withPastDecision(decisionHistory, replaced),
  };
}

function contradictedRules({ findings }: Outcome): string[] {
  const contradicted = findings.filter(({ status }) => status === "contradicted");
  return [...new Set(contradicted.map(({ rule }) => rule))];
}

function sentenceOf({ action, reviewer, comment }: Review, despite: readonly string[]): string {
  const what = action === "approve" ? "Approved" : "Rejected";
  const although = despite.length === 0 ? "" : `, in spite of ${despite.join(", ")}`;
  return `${what} by ${reviewer}${although}${comment === undefined ? "." : `: ${comment}`}`;
}

/**
 * What the policy judged now, under the decision a reviewer took on the same content before. The findings are the new ones; where
 * the policy makes more of them than of those the reviewer saw, the decision says so and stays.
 *
 * @param judged - As the policy decides.
 * @param before - The record it would replace.
 */
export function keepReview(judged: Outcome, before: Outcome): Outcome {
  const { decision, decisionHistory = [] } = before;
  if (decision?.decidedBy !== "reviewer" || before.documentId !== judged.documentId) return judged;
  if (judged.decision === undefined) return before;
  const { sinceReview: _, ...reviewed } = decision;
  const { action, reasons } = judged.decision;
  const seen = policyViewIn(decisionHistory);
  const isKnown =
    seen?.action === action && JSON.stringify(seen.reasons) === JSON.stringify(reasons);
  return {
    ...judged,
    status: before.status,
    decision: isKnown ? reviewed : { ...reviewed, sinceReview: { action, reasons } },
    decisionHistory,
  };
}

/** What the policy made of the document when a reviewer last looked. */
function policyViewIn(
  history: readonly Decision[],
): Pick<Decision, "action" | "reasons"> | undefined {
  const last = history.findLast(isPolicyView);
  return last?.sinceReview ?? last;
}
