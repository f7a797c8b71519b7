import type { ReviewTarget } from "#src/domain/review.ts";
import { AppError } from "#src/errors.ts";
import type { Ledger, LedgerRecord } from "#src/ports/ledger.ts";
import { describeForReview } from "#src/report/describe-for-review.ts";
import type { ReviewRequest, ReviewState, ReviewUpdate } from "#src/state/review-state.ts";

/** There is nothing a person could decide; the message says why and what to do. */
class NotReviewable extends AppError {
  readonly code = "review.not_possible";
  readonly isTransient = false;
}

/**
 * Reads `batchId`, `file` and what is expected of the record, and `verdict` if an answer was refused; writes `request`: the record
 * as it is now.
 *
 * @throws {NotReviewable} If there is no such record, it is not the expected one, nothing was decided about it, or the thread is
 *   another document's.
 */
export const presentNode =
  ({ ledger }: { readonly ledger: Pick<Ledger, "findRecord"> }) =>
  async (state: ReviewState): Promise<ReviewUpdate> => {
    const { batchId, file, verdict } = state;
    assertOwnThread(state);
    const record = await ledger.findRecord(batchId, file);
    if (record === undefined) {
      throw new NotReviewable(
        `no document ${file} in batch ${batchId}; fanfold review lists what waits for a person`,
      );
    }
    assertReviewable(record, state);
    const problem = verdict?.status === "refused" ? verdict.problem : undefined;
    return { request: requestOf(record, problem) };
  };

/** What a thread was told to expect of one document would count for the next. */
function assertOwnThread({ batchId, file, request }: ReviewState): void {
  const args = request?.action_request.args;
  if (args === undefined || (args.batchId === batchId && args.file === file)) return;
  throw new NotReviewable(
    `this thread is the review of ${args.file} in batch ${args.batchId}; put ${file} before a person in one of its own`,
  );
}

function assertReviewable({ outcome, revision }: LedgerRecord, state: ReviewState): void {
  const { file, documentId: expected, revision: expectedRevision, verdict } = state;
  if (outcome.status === "quarantined" || outcome.decision === undefined) {
    throw new NotReviewable(
      `${file} is quarantined, so there is nothing to decide; repair it and run fanfold retry ${state.batchId}`,
    );
  }
  if (expected !== undefined && expected !== outcome.documentId) {
    throw new NotReviewable(`${file} has another content by now: ${outcome.documentId}`);
  }
  // Once an answer was refused, what has changed since is shown.
  const isFirst = verdict?.status !== "refused";
  if (isFirst && expectedRevision !== undefined && expectedRevision !== revision) {
    throw new NotReviewable(
      `the record of ${file} has changed: it is revision ${revision} by now, not ${expectedRevision}; look at it again`,
    );
  }
}

function requestOf(record: LedgerRecord, problem: string | undefined): ReviewRequest {
  const { batchId, outcome, revision } = record;
  const { file, documentId } = outcome;
  const target: ReviewTarget = { batchId, file, documentId, revision };
  return {
    action_request: {
      action: "review_invoice",
      args: { ...target, decision: "approve", reviewer: "", comment: "" },
    },
    // A plain response names no invoice; to reject, the decision is edited.
    config: { allow_accept: true, allow_edit: true, allow_respond: false, allow_ignore: true },
    description: describeForReview(outcome, problem),
  };
}
