import {
  commentCharsMax,
  type Review,
  ReviewComment,
  reviewerCharsMax,
  ReviewerName,
  type ReviewTarget,
} from "#src/domain/review.ts";
import { ReviewAnswer, type Verdict } from "#src/state/review-state.ts";

type Shown = {
  readonly target: ReviewTarget;
  /** Who answers, as the server knows; what the answer says of it does not count then. */
  readonly authenticated: string | undefined;
  /** ISO 8601. */
  readonly at: string;
};

/** Tells what an answer decides about the invoice that was shown. Anything but a clear decision about that one is refused. */
export function readAnswer(answer: unknown, { target, authenticated, at }: Shown): Verdict {
  const parsed = ReviewAnswer.safeParse(answer);
  if (!parsed.success) return refused(howToAnswer);
  if (parsed.data.type === "ignore") return { status: "ignored" };
  const { decision, reviewer, comment: noted = "", ...named } = parsed.data.args.args;
  if (!isSameInvoice(named, target)) {
    return refused("The answer was for another invoice. This one was not decided.");
  }
  if (named.revision !== target.revision) {
    return refused("The answer was for an earlier state of this invoice. Look at it as it is now.");
  }
  const name = ReviewerName.safeParse(authenticated ?? reviewer);
  if (!name.success) {
    return refused(
      `Fill in who decides: the field reviewer, at most ${reviewerCharsMax} characters.`,
    );
  }
  const comment = ReviewComment.safeParse(noted);
  if (!comment.success) return refused(`A comment may have ${commentCharsMax} characters at most.`);
  const review: Review = {
    ...target,
    action: decision,
    reviewer: name.data,
    ...(comment.data !== "" && { comment: comment.data }),
    at,
  };
  return { status: "accepted", review };
}

const isSameInvoice = (named: ReviewTarget, target: ReviewTarget): boolean =>
  named.batchId === target.batchId &&
  named.file === target.file &&
  named.documentId === target.documentId;

const refused = (problem: string): Verdict => ({ status: "refused", problem });

const howToAnswer =
  'The answer was not understood. Send [{"type": "edit", "args": <the action_request>}] with decision approve or reject, ' +
  'reviewer and comment filled in, or [{"type": "ignore"}] to leave it for later.';
