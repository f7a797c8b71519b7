import { z } from "zod";
import {
  type Review,
  ReviewAction,
  ReviewComment,
  ReviewerName,
  type ReviewTarget,
} from "#src/domain/review.ts";
import type { Verdict } from "#src/state/review-state.ts";

/** Form fields come back as strings. */
const Revision = z.coerce.number().pipe(z.int());

/** What an answer says of the invoice and the decision; all of it, for an answer without a name could be for any invoice. */
const Answered = z.object({
  batchId: z.string(),
  file: z.string(),
  documentId: z.string(),
  revision: Revision,
  decision: ReviewAction,
  reviewer: z.string().default(""),
  comment: ReviewComment.optional(),
});

const ActionRequest = z.object({ action: z.literal("review_invoice"), args: Answered });

const Answer = z.discriminatedUnion("type", [
  z.object({ type: z.literal("accept"), args: ActionRequest }),
  z.object({ type: z.literal("edit"), args: ActionRequest }),
  z.object({ type: z.literal("ignore") }),
]);

/** Agent Inbox answers with a list of one; one by itself is understood too. */
const Answers = z
  .tuple([Answer])
  .transform(([answer]) => answer)
  .or(Answer);

type Shown = {
  readonly target: ReviewTarget;
  /** Who answers, as the server knows; what the answer says of it does not count then. */
  readonly authenticated: string | undefined;
  /** ISO 8601. */
  readonly at: string;
};

/** Tells what an answer decides about the invoice that was shown. Anything but a clear decision about that one is refused. */
export function readAnswer(answer: unknown, { target, authenticated, at }: Shown): Verdict {
  const parsed = Answers.safeParse(answer);
  if (!parsed.success) return refused(howToAnswer);
  if (parsed.data.type === "ignore") return { status: "ignored" };
  const { decision, reviewer, comment, ...named } = parsed.data.args.args;
  if (!isSameInvoice(named, target)) {
    return refused("The answer was for another invoice. This one was not decided.");
  }
  if (named.revision !== target.revision) {
    return refused("The answer was for an earlier state of this invoice. Look at it as it is now.");
  }
  const name = ReviewerName.safeParse(authenticated ?? reviewer);
  if (!name.success) return refused("Fill in who decides: the field reviewer.");
  const review: Review = {
    ...target,
    action: decision,
    reviewer: name.data,
    ...(comment !== undefined && comment !== "" && { comment }),
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
