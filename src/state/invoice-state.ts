import { registry } from "@langchain/langgraph/zod";
import { z } from "zod";
import { Decision, Risk } from "#src/domain/decision.ts";
import { DocumentId, InputDocument } from "#src/domain/document.ts";
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
      .describe("File to process: absolute, or relative to the working directory of the process"),
    file: z
      .string()
      .min(1)
      .optional()
      .meta({ title: "Name in results" })
      .describe("Name the result carries; the file's own name if absent"),
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
});
export type CheckResult = z.infer<typeof CheckResult>;

const keepLarger = mergeByKey<unknown>(compareAsJson);

/** Reducer of `checks`, keyed by check. In one run each check writes once; a new run on the thread begins with none. */
export const mergeChecks = keepLarger as (
  current: Record<string, CheckResult>,
  update: Record<string, CheckResult>,
) => Record<string, CheckResult>;

/** Reducer of `operations`: keyed by operation name. */
export const mergeOperations = keepLarger as (
  current: Record<string, Operation>,
  update: Record<string, Operation>,
) => Record<string, Operation>;

export const InvoiceState = InvoiceInput.extend({
  document: InputDocument.optional().describe("The file as found"),
  startedAtMs: z
    .number()
    .optional()
    .describe("When work on the document began, epoch milliseconds"),
  draft: Draft.optional().describe("The invoice as rules read it"),
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

export const InvoiceOutput = z
  .object({ outcome: Outcome.describe("The result record") })
  .describe("The result of one invoice");
