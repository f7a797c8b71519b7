import { z } from "zod";

const operationNames = [
  "draft_invoice",
  "retrieve_context",
  "suggest_checks",
  "recall_seller",
  "analyze_document",
  "score_quality",
  "extract_citations",
  "track_cost",
  "verify_seller",
  "search_register",
  "validate_address",
  "detect_currency",
  "convert_currency",
  "determine_tax_jurisdiction",
  "validate_tax",
  "validate_totals",
  "find_duplicates",
  "calculate_risk_score",
  "make_final_decision",
] as const;
export const OperationName = z.enum(operationNames);
export type OperationName = z.infer<typeof OperationName>;

export const Operation = z
  .object({
    name: OperationName,
    startedMs: z.number().min(0).describe("Start, milliseconds after the document's own start"),
    durationMs: z.number().min(0).describe("Duration in milliseconds"),
    waitedMs: z
      .number()
      .min(0)
      .optional()
      .describe(
        "Waiting in milliseconds: for its turn before the start, and for slots of services, models and reading threads after it; absent in older records",
      ),
    workedMs: z
      .number()
      .min(0)
      .optional()
      .describe(
        "Of the duration, what was not waiting for a slot, in milliseconds; absent in older records",
      ),
    outcome: z
      .enum(["ok", "no_answer", "timed_out", "failed"])
      .describe(
        "no_answer: the port gave no usable answer and its findings are unknown; timed_out, failed: the safe default was taken",
      ),
    attempts: z.int().min(1),
  })
  .describe("One timed operation on a document");
export type Operation = z.infer<typeof Operation>;

/** Time an operation worked, milliseconds: without waiting for slots, as far as its record tells. */
export const workedMsOf = ({ workedMs, durationMs }: Operation): number => workedMs ?? durationMs;
