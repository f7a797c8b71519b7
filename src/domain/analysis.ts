import { z } from "zod";
import { DecimalString } from "./money.ts";
import { Box } from "./evidence.ts";
import { ModelAnswer } from "./model-answer.ts";
import { Operation } from "./operation.ts";

/** Tasks of the two tiers around the model, by tier. */
export const tier1Tasks = ["retrieve_context", "suggest_checks", "recall_seller"] as const;
export const tier2Tasks = ["score_quality", "extract_citations", "track_cost"] as const;

/** Passages a model is given, and characters of one: more would crowd out the page. */
export const passagesMax = 4;
export const passageCharsMax = 1_200;

/** Suggested checks of one document: a prompt has room for the weightiest. */
export const suggestedChecksMax = 8;

/** Notes on one seller, and characters of one. */
export const sellerNotesMax = 10;
export const sellerNoteCharsMax = 300;

/** A passage that retrieval found to bear on a document. */
export const Passage = z
  .object({
    source: z.enum(["policy", "invoice"]).describe("A policy document, or an earlier invoice"),
    title: z.string().describe("File and section, or batch and file of the invoice"),
    text: z.string(),
    score: z.number().describe("Rank score; comparable inside one search only"),
  })
  .describe("A passage found by retrieval");
export type Passage = z.infer<typeof Passage>;

/** A check or service that matters for a document, and why. */
export const SuggestedCheck = z.object({
  check: z.string().describe("Check or service, for example tax or exchange_rates"),
  reason: z.string().describe("Sentence: what about the document makes it matter"),
});
export type SuggestedCheck = z.infer<typeof SuggestedCheck>;

/** What earlier invoices and notes tell of a seller. */
export const SellerMemory = z
  .object({
    invoices: z.int().min(0).describe("Earlier invoices looked at"),
    names: z.array(z.string()),
    currencyCodes: z.array(z.string()),
    ibans: z.array(z.string()),
    amountLeast: DecimalString.optional().describe(
      "Smallest total with VAT, in the usual currency",
    ),
    amountMost: DecimalString.optional().describe("Largest total with VAT, in the usual currency"),
    invoiceNumbers: z
      .array(z.string())
      .describe("Latest numbers, newest first: they show the pattern"),
    layouts: z
      .array(z.string())
      .describe("What was read and where key values stood, one sentence each"),
    decisions: z.record(z.string(), z.int().min(1)).describe("How often each decision was taken"),
    notes: z
      .array(z.string())
      .describe("Notes kept in the LangGraph store, and what reviewers noted"),
  })
  .describe("What is known of a seller from before");
export type SellerMemory = z.infer<typeof SellerMemory>;

/** What tier 1 found; a task that gave nothing leaves its part empty. */
export const RetrievedContext = z.object({
  passages: z.array(Passage),
  suggestedChecks: z.array(SuggestedCheck),
  seller: SellerMemory.optional(),
});
export type RetrievedContext = z.infer<typeof RetrievedContext>;

/** What asking a model took. */
export const ModelUsage = z.object({
  requests: z
    .int()
    .min(0)
    .describe("Requests answered: parts of a long document and repairs; 0 from the cache"),
  promptTokens: z.int().min(0),
  outputTokens: z.int().min(0),
  seconds: z.number().min(0).describe("Seconds the model worked, as the server states them"),
});
export type ModelUsage = z.infer<typeof ModelUsage>;

/** What a model answered to one document. */
export const Analysis = z.object({
  model: z.string(),
  answer: ModelAnswer,
  usage: ModelUsage,
  isCached: z.boolean().describe("The answer was kept from an earlier run; nothing was asked"),
  isRepaired: z.boolean().describe("The first answer broke the schema and was asked for again"),
});
export type Analysis = z.infer<typeof Analysis>;

/** Where a value the model gave stands in the document. `ungrounded`: nowhere. `unverifiable`: the document has no text. */
export const Citation = z
  .object({
    path: z.string().describe("Field, for example seller.vatId"),
    status: z.enum(["grounded", "ungrounded", "unverifiable"]),
    value: z
      .string()
      .describe("As the invoice holds it: ISO date, decimal string, identifier without spaces"),
    text: z.string().describe("As printed"),
    page: z.int().min(1).optional(),
    box: Box.optional(),
  })
  .describe("A value of the model, located in the document");
export type Citation = z.infer<typeof Citation>;

export const Quality = z
  .object({
    completeness: z
      .number()
      .min(0)
      .max(1)
      .describe("Share of the essential values that were answered"),
    agreement: z
      .number()
      .min(0)
      .max(1)
      .describe("Share of values both gave on which draft and answer agree"),
    isConsistent: z.boolean().describe("The answered totals add up"),
    confidence: z
      .record(z.string(), z.number().min(0).max(1))
      .describe("By field path: probability that the answered value is right, if it is grounded"),
  })
  .describe("How far an answer can be trusted, before it is compared with the page");
export type Quality = z.infer<typeof Quality>;

export const Cost = z
  .object({
    promptTokens: z.int().min(0),
    outputTokens: z.int().min(0),
    seconds: z.number().min(0),
    amount: DecimalString.describe("In the currency the prices are stated in; 0 without prices"),
  })
  .describe("What the analysis of one document cost");
export type Cost = z.infer<typeof Cost>;

/** Why no model was asked, or why its answer is missing. */
export const AnalysisReason = z.enum([
  "e_invoice",
  "rules_requested",
  "draft_is_sure",
  "no_model",
  "unavailable",
  "unusable_answer",
  "unchecked_answer",
  "context_too_small",
  "timed_out",
  "failed",
]);
export type AnalysisReason = z.infer<typeof AnalysisReason>;

/** Speed of one tier: its tasks one after another against the time they took together. */
export const TierTiming = z.object({
  wallMs: z.number().min(0),
  tasksMs: z.number().min(0).describe("Sum of the tasks' own times"),
});
export type TierTiming = z.infer<typeof TierTiming>;

/** Whether a model is to be asked about a document, decided once, with the draft. */
export const AnalysisPlan = z
  .object({
    isWanted: z.boolean(),
    reason: AnalysisReason.optional().describe("Why not"),
    isDegraded: z.boolean().describe("A model was wanted and cannot be used"),
    message: z.string().optional().describe("What keeps the model from being used, and what to do"),
    needsVision: z.boolean().describe("The document has no text: it is nothing without the model"),
  })
  .describe("Whether a model is asked about this document");
export type AnalysisPlan = z.infer<typeof AnalysisPlan>;

/** A value of the model that was not used. */
export const DiscardedValue = z.object({
  path: z.string(),
  value: z.string(),
  reason: z.string().describe("For a clerk, for example: not found in the document"),
});
export type DiscardedValue = z.infer<typeof DiscardedValue>;

/** What the analysis graph hands back. */
export const AnalysisResult = z
  .object({
    status: z.enum(["answered", "skipped", "failed"]),
    reason: AnalysisReason.optional().describe("Why there is no answer"),
    message: z.string().optional().describe("The same for a clerk, and what to do"),
    analysis: Analysis.optional(),
    pagesLeftOut: z.int().min(1).optional().describe("Pages the model was not shown: too many"),
    citations: z
      .array(Citation)
      .optional()
      .describe("Absent: the values were not looked for, and none of them is used"),
    quality: Quality.optional(),
    cost: Cost.optional(),
    tier1: TierTiming.optional(),
    tier2: TierTiming.optional(),
    operations: z.record(z.string(), Operation).describe("Every task with its time and outcome"),
  })
  .describe("The analysis of one document by a model");
export type AnalysisResult = z.infer<typeof AnalysisResult>;

/** Who read a document, as its record tells. */
export const AnalysisNote = z
  .object({
    engine: z
      .enum(["rules", "ollama"])
      .describe("ollama: an answer of the model was joined with what rules read"),
    model: z.string().nullable(),
    degraded: z.boolean().describe("true: a model was wanted and could not be used"),
    reason: AnalysisReason.optional().describe(
      "Why no model was asked, or why its answer is missing",
    ),
    message: z.string().optional().describe("The same for a clerk"),
    contested: z.array(z.string()).optional().describe("Fields on which rules and model disagree"),
    discarded: z
      .array(DiscardedValue)
      .optional()
      .describe("Values of the model that were not used"),
    quality: Quality.omit({ confidence: true }).optional(),
    cost: Cost.optional(),
    isCached: z.boolean().optional().describe("The answer was kept from an earlier run"),
  })
  .describe("Who read the document");
export type AnalysisNote = z.infer<typeof AnalysisNote>;

/** The note of a document no model had a part in. */
export const readByRules: AnalysisNote = { engine: "rules", model: null, degraded: false };
