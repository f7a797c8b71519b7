import { registry } from "@langchain/langgraph/zod";
import { z } from "zod";
import { AnalysisNote, AnalysisPlan, AnalysisResult } from "#src/domain/analysis.ts";
import { checkNodes } from "#src/domain/check-node.ts";
import { Decision, Risk } from "#src/domain/decision.ts";
import { DocumentId, InputDocument, PageRange } from "#src/domain/document.ts";
import { Draft } from "#src/domain/draft.ts";
import { CheckName, Finding } from "#src/domain/finding.ts";
import { DecimalString } from "#src/domain/money.ts";
import { Operation } from "#src/domain/operation.ts";
import { Outcome, OutcomeError } from "#src/domain/outcome.ts";
import { compareAsJson, mergeByKey } from "./merge-by-key.ts";

export const InvoiceInput = z
  .object({
    path: z
      .string()
      .min(1)
      .meta({ title: "Document" })
      .describe(
        "File to process: absolute or relative, on a server below its input folder; a server also takes the document itself, as a URL data:;name=a.pdf;base64,…",
      ),
    file: z
      .string()
      .min(1)
      .optional()
      .meta({ title: "Name in results" })
      .describe(
        "Name the result carries; the file's own name if absent. With #page=3-4 behind it, only these pages are read",
      ),
    batchId: z
      .string()
      .min(1)
      .optional()
      .meta({ title: "Batch" })
      .describe("Batch the result belongs to; a batch of its own if absent"),
    documentId: DocumentId.optional()
      .meta({ title: "Expected content" })
      .describe("Content hash the file must still have, sha256:…; not checked if absent"),
  })
  .describe("One invoice to read, check and decide");
export type InvoiceInput = z.infer<typeof InvoiceInput>;

/** What one check found. */
export const CheckResult = z.object({
  findings: z.array(Finding),
  isRepeated: z.boolean().optional().describe("Run again, on values the model changed"),
});
export type CheckResult = z.infer<typeof CheckResult>;

/** A repeated check stands over its first run; in all else a total order without meaning, so that no order of arrival counts. */
const compareChecks = (left: CheckResult, right: CheckResult): number =>
  Number(left.isRepeated === true) - Number(right.isRepeated === true) ||
  compareAsJson(left, right);

/** Reducer of `checks`, keyed by check. Each check writes once, and once more if it is repeated. */
export const mergeChecks = mergeByKey<CheckResult>(compareChecks);

/** Reducer of `operations`: keyed by operation name, of a repetition with its number. */
export const mergeOperations = mergeByKey<Operation>(compareAsJson);

export const InvoiceState = InvoiceInput.extend({
  document: InputDocument.optional().describe("The file as found"),
  startedAtMs: z
    .number()
    .optional()
    .describe("When work on the document began, epoch milliseconds"),
  draft: Draft.optional().describe(
    "The invoice as rules read it; from reconcile on, joined with the model's answer",
  ),
  parts: z
    .array(PageRange)
    .optional()
    .describe("The invoices of a file that holds several; a batch goes on with each by itself"),
  analysisPlan: AnalysisPlan.optional().describe("Whether a model is asked"),
  analysis: AnalysisResult.optional().describe("What the model said, and what is made of it"),
  analysisNote: AnalysisNote.optional().describe("What the record tells of the analysis"),
  repeat: z
    .array(z.enum(checkNodes))
    .optional()
    .describe("Checks whose inputs the model's answer changed"),
  error: OutcomeError.omit({ attempts: true })
    .optional()
    .describe("Why the document cannot be processed"),
  checks: z
    .partialRecord(CheckName, CheckResult)
    .register(registry, { reducer: { fn: mergeChecks }, default: () => ({}) }),
  amountInBase: DecimalString.optional().describe("Invoice total in the base currency"),
  operations: z
    .record(z.string(), Operation)
    .register(registry, { reducer: { fn: mergeOperations }, default: () => ({}) }),
  risk: Risk.optional(),
  decision: Decision.optional(),
  outcome: Outcome.optional().describe("The result record"),
});
export type InvoiceState = z.infer<typeof InvoiceState>;
export type InvoiceUpdate = Partial<InvoiceState>;

/** What one `Send` carries to `recheck`. */
export const RecheckInput = InvoiceState.extend({ check: z.enum(checkNodes) });
export type RecheckInput = z.infer<typeof RecheckInput>;

export const InvoiceOutput = z
  .object({
    outcome: Outcome.describe("The result record"),
    parts: InvoiceState.shape.parts,
  })
  .describe("The result of one invoice");
