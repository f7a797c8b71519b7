import { z } from "zod";

export const RiskReason = z.object({
  code: z.string().describe("Rule id of the finding, or RISK-…"),
  weight: z.number().min(0).max(1).describe("What this reason adds before combination"),
  message: z.string(),
});
export type RiskReason = z.infer<typeof RiskReason>;

export const Risk = z
  .object({
    score: z.number().min(0).max(1),
    level: z.enum(["low", "medium", "high"]),
    reasons: z.array(RiskReason).describe("Heaviest first"),
  })
  .describe("Risk score with its reasons");
export type Risk = z.infer<typeof Risk>;

const decisionActions = ["auto_approve", "manager_approval", "reject", "approve"] as const;
export const DecisionAction = z
  .enum(decisionActions)
  .describe("approve is a reviewer's alone; the policy approves as auto_approve");
export type DecisionAction = z.infer<typeof DecisionAction>;

export const Decision = z
  .object({
    action: DecisionAction,
    reasons: z.array(z.string()).min(1).describe("Sentences for a clerk"),
    decidedBy: z.enum(["policy", "reviewer"]),
    policyVersion: z.string().describe("Hash of the policy that decided"),
    skippedChecks: z
      .array(z.string())
      .optional()
      .describe(
        "Checks whose service did not answer; the policy's decision is at best manager_approval",
      ),
    reviewer: z.string().optional().describe("Who reviewed it; present if a reviewer decided"),
    comment: z.string().optional().describe("What the reviewer noted"),
    despite: z
      .array(z.string())
      .optional()
      .describe("Contradicted rules a reviewer approved in spite of"),
    sinceReview: z
      .object({ action: DecisionAction, reasons: z.array(z.string()) })
      .optional()
      .describe(
        "What the policy makes of findings that came after the review; the decision stays the reviewer's",
      ),
  })
  .describe("What happens with the invoice");
export type Decision = z.infer<typeof Decision>;

/** A decision that another one replaced. */
export const PastDecision = Decision.extend({
  replacedAt: z.iso.datetime().describe("When it was replaced"),
  replacedBecause: z.string().describe("Sentence for a clerk"),
}).describe("A decision that was replaced");
export type PastDecision = z.infer<typeof PastDecision>;

/** Replaced decisions a record keeps; who decides again and again must not make it grow without end. */
export const decisionHistoryMax = 100;

/** What a reviewer noted, for whoever reads the seller's next invoice. */
export function reviewNoteOf(decision: Decision | undefined): string | undefined {
  if (decision?.decidedBy !== "reviewer" || decision.comment === undefined) return undefined;
  return `${decision.action === "reject" ? "Rejected" : "Approved"} by a reviewer: ${decision.comment}`;
}
