import { registry } from "@langchain/langgraph/zod";
import { z } from "zod";
import {
  Analysis,
  AnalysisReason,
  AnalysisResult,
  Citation,
  Cost,
  ModelUsage,
  Passage,
  Quality,
  RetrievedContext,
  SellerMemory,
  SuggestedCheck,
} from "#src/domain/analysis.ts";
import { Operation } from "#src/domain/operation.ts";
import { InvoiceInput, InvoiceState, mergeOperations } from "./invoice-state.ts";

export const AnalysisInput = InvoiceInput.pick({
  path: true,
  file: true,
  documentId: true,
}).describe("One document for a model to read");

/** What `generate` came to besides an answer. */
const Failure = z.object({
  status: z.enum(["skipped", "failed"]),
  reason: AnalysisReason,
  message: z.string().optional(),
  usage: ModelUsage.optional().describe("What an answer of no use cost"),
});

/** Each channel has one writer; only `operations` is joined. */
export const AnalysisState = InvoiceInput.extend({
  document: InvoiceState.shape.document,
  startedAtMs: InvoiceState.shape.startedAtMs,
  draft: InvoiceState.shape.draft,
  analysisPlan: InvoiceState.shape.analysisPlan,
  error: InvoiceState.shape.error,
  passages: z.array(Passage).optional().describe("Written by retrieve_context"),
  suggestedChecks: z.array(SuggestedCheck).optional().describe("Written by suggest_checks"),
  sellerMemory: SellerMemory.optional().describe("Written by recall_seller"),
  context: RetrievedContext.optional().describe("What tier 1 found, joined"),
  answer: Analysis.optional().describe("What the model answered"),
  pagesLeftOut: AnalysisResult.shape.pagesLeftOut,
  failure: Failure.optional().describe("Why there is no answer"),
  quality: Quality.optional().describe("Written by score_quality"),
  citations: z.array(Citation).optional().describe("Written by extract_citations"),
  cost: Cost.optional().describe("Written by track_cost"),
  operations: z
    .record(z.string(), Operation)
    .register(registry, { reducer: { fn: mergeOperations }, default: () => ({}) }),
  analysis: AnalysisResult.optional(),
});
export type AnalysisState = z.infer<typeof AnalysisState>;
export type AnalysisUpdate = Partial<AnalysisState>;

/** Only what no sibling of the `analyze` node writes. */
export const AnalysisOutput = z
  .object({ analysis: AnalysisResult })
  .describe("What the model said of one document");
