import { z } from "zod";
import { BatchOperations } from "./batch-operations.ts";
import { BatchAdvice, BatchResources } from "./batch-resources.ts";
import { DecisionAction } from "./decision.ts";
import { OutcomeStatus } from "./outcome.ts";
import { DocumentId, DocumentSource } from "./document.ts";

/** Documents one batch graph run takes; larger inputs are cut into parts so that memory stays flat. */
export const documentsPerPartMax = 5_000;

export const BatchStatus = z
  .enum(["SUCCESS", "SUCCESS_WITH_PARTIAL_FAILURES", "PARTIAL_SUCCESS", "MOSTLY_FAILED"])
  .describe("Verdict over a batch by its success rate");
export type BatchStatus = z.infer<typeof BatchStatus>;

/** What the batch graph keeps of one document; the full record is in the ledger. */
export const OutcomeSummary = z.object({
  documentId: DocumentId,
  file: z.string(),
  status: OutcomeStatus.or(z.literal("failed")).describe("failed: transient, may be tried again"),
  action: DecisionAction.optional(),
  source: DocumentSource.optional().describe("Absent if nothing could be read"),
  errorCode: z.string().optional(),
  errorMessage: z.string().optional(),
  attempts: z.int().min(1),
  revision: z
    .int()
    .optional()
    .describe("Counts how often a copy, or a person, changed the decision"),
  startedAtMs: z.number().optional().describe("When work on it began, epoch milliseconds"),
  durationMs: z.number().optional(),
});
export type OutcomeSummary = z.infer<typeof OutcomeSummary>;

export const BatchSummary = z
  .object({
    batchId: z.string(),
    dispatched: z.int().min(0).describe("Documents that went in"),
    decided: z.int().min(0),
    awaitingReview: z.int().min(0),
    quarantined: z.int().min(0),
    decisions: z.object({
      auto_approve: z.int().min(0),
      manager_approval: z.int().min(0),
      reject: z.int().min(0),
      approve: z.int().min(1).optional().describe("Approved by reviewers; absent if none is"),
    }),
    status: BatchStatus,
    successRate: z.number().min(0).max(1),
    recommendation: z.string().describe("What to do next"),
    wallSeconds: z.number().min(0),
    documentsPerSecond: z.number().min(0),
    operations: BatchOperations.optional().describe(
      "Absent in older summaries, and of a part of a larger batch",
    ),
    resources: BatchResources.optional().describe(
      "Absent where nobody watched: in older summaries, in a part of a larger batch, and after a restart",
    ),
    advice: z
      .array(BatchAdvice)
      .optional()
      .describe("What limited the batch, the most first; empty if nothing stood out"),
  })
  .describe("Summary of one batch");
export type BatchSummary = z.infer<typeof BatchSummary>;
