import { z } from "zod";
import { DocumentId } from "#src/domain/document.ts";
import { Review, ReviewAction, ReviewTarget } from "#src/domain/review.ts";

export const ReviewInput = z
  .object({
    batchId: z.string().min(1).meta({ title: "Batch" }).describe("Batch the document is of"),
    file: z
      .string()
      .min(1)
      .meta({ title: "Document" })
      .describe("Name of the document in the results of its batch"),
    documentId: DocumentId.optional()
      .meta({ title: "Expected content" })
      .describe("Content hash the record must be of, sha256:…; not checked if absent"),
    revision: z
      .int()
      .min(1)
      .optional()
      .meta({ title: "Expected revision" })
      .describe("Revision the record must have; not checked if absent"),
  })
  .describe("One invoice to put before a person; one thread for each");
export type ReviewInput = z.infer<typeof ReviewInput>;

/** What a person is asked, as LangGraph's Agent Inbox shows it. */
export const ReviewRequest = z.object({
  action_request: z.object({
    action: z.literal("review_invoice"),
    args: ReviewTarget.extend({
      decision: z.literal("approve").describe("approve or reject"),
      reviewer: z.literal("").describe("To be filled in, unless the server knows who answers"),
      comment: z.literal(""),
    }),
  }),
  config: z.object({
    allow_accept: z.boolean(),
    allow_edit: z.boolean(),
    allow_respond: z.boolean(),
    allow_ignore: z.boolean(),
  }),
  description: z.string().describe("Markdown: what the record says"),
});
export type ReviewRequest = z.infer<typeof ReviewRequest>;

/** The form as it comes back, its fields as strings; all that names the invoice has to be there. */
const AnsweredForm = z.object({
  action: z.literal("review_invoice"),
  args: z.object({
    batchId: z.string(),
    file: z.string(),
    documentId: z.string(),
    revision: z.coerce.number().pipe(z.int()),
    decision: ReviewAction,
    reviewer: z.string().default(""),
    comment: z.string().optional(),
  }),
});

const OneAnswer = z.discriminatedUnion("type", [
  z.object({ type: z.literal("accept"), args: AnsweredForm }),
  z.object({ type: z.literal("edit"), args: AnsweredForm }),
  z.object({ type: z.literal("ignore") }),
]);

/** What resumes the interrupt. Agent Inbox answers with a list of one; one by itself is understood too. */
export const ReviewAnswer = z
  .tuple([OneAnswer])
  .transform(([answer]) => answer)
  .or(OneAnswer);

/** What became of a person's answer. */
export const Verdict = z
  .discriminatedUnion("status", [
    z.object({ status: z.literal("accepted"), review: Review }),
    z.object({ status: z.literal("recorded"), review: Review }),
    z.object({ status: z.literal("refused"), problem: z.string() }),
    z.object({ status: z.literal("ignored") }),
  ])
  .describe(
    "accepted: understood, not yet in the ledger; recorded: in the ledger; refused: asked again, for this reason; " +
      "ignored: left for later, the document goes on waiting",
  );
export type Verdict = z.infer<typeof Verdict>;

export const ReviewState = ReviewInput.extend({
  request: ReviewRequest.optional().describe("What the person is shown"),
  answer: z.unknown().optional().describe("What came back, as it came"),
  verdict: Verdict.optional(),
});
export type ReviewState = z.infer<typeof ReviewState>;
export type ReviewUpdate = Partial<ReviewState>;

export const ReviewOutput = z
  .object({ verdict: Verdict })
  .describe("What became of the review of one invoice");
