import { registry } from "@langchain/langgraph/zod";
import { z } from "zod";
import { BatchSummary, OutcomeSummary } from "#src/domain/batch.ts";
import { InputDocument } from "#src/domain/document.ts";
import { compareAsJson, mergeByKey } from "./merge-by-key.ts";
import { RunContext } from "./run-context.ts";

export const BatchInput = z
  .object({
    paths: z
      .array(z.string().min(1))
      .min(1)
      .meta({ title: "Documents" })
      .describe(
        "Files, folders (with everything below) and glob patterns, on a server below its input folder; a server also takes documents themselves, as URLs data:;name=a.pdf;base64,…",
      ),
    batchId: z
      .string()
      .regex(/^[\w.-]{1,64}$/)
      .optional()
      .meta({ title: "Batch" })
      .describe("Name of the batch: letters, digits, dot, dash; made from the thread if absent"),
    exclude: z
      .array(z.string())
      .default([])
      .meta({ title: "Left out" })
      .describe("Files and folders below the given paths that are not documents"),
    after: z
      .string()
      .default("")
      .meta({ title: "Start after" })
      .describe("Continue behind this file: inputs over 5,000 documents are run in parts"),
  })
  .describe("A folder of invoices to process as one batch");
export type BatchInput = z.infer<typeof BatchInput>;

/**
 * Which of two summaries of one file stands: a final one over a failed one, then the later revision, then more attempts.
 * A total order, so the reducer built on it is commutative.
 */
function compareSummaries(left: OutcomeSummary, right: OutcomeSummary): number {
  const byFinal = Number(left.status !== "failed") - Number(right.status !== "failed");
  if (byFinal !== 0) return byFinal;
  const byRevision = (left.revision ?? 0) - (right.revision ?? 0);
  if (byRevision !== 0) return byRevision;
  const byAttempts = left.attempts - right.attempts;
  return byAttempts === 0 ? compareAsJson(left, right) : byAttempts;
}

/** Reducer of `outcomes`, keyed by file. */
export const mergeOutcomes = mergeByKey(compareSummaries);

export const BatchState = z.object({
  paths: BatchInput.shape.paths,
  batchId: BatchInput.shape.batchId,
  exclude: z.array(z.string()).optional(),
  after: z.string().optional(),
  startedAtMs: z.number().optional().describe("When the batch was planned, epoch milliseconds"),
  documents: z.array(InputDocument).optional().describe("What was dispatched, by file"),
  round: z.int().optional().describe("0 for the first dispatch, then the retry rounds"),
  outcomes: z
    .record(z.string(), OutcomeSummary)
    .register(registry, { reducer: { fn: mergeOutcomes }, default: () => ({}) }),
  run: RunContext.optional().describe(
    "Settings the thread runs under; a run that gives none goes on under them",
  ),
  left: z
    .record(z.string(), z.literal(true))
    .describe("Files that were not begun because onError stop had ended the batch")
    .register(registry, { reducer: { fn: mergeByKey<true>(compareAsJson) }, default: () => ({}) }),
  parts: z
    .record(z.string(), z.array(InputDocument))
    .describe("The invoices of each file that holds several: they take its place")
    .register(registry, {
      reducer: { fn: mergeByKey<InputDocument[]>(compareAsJson) },
      default: () => ({}),
    }),
  more: z.boolean().optional().describe("More documents follow behind the last one of this part"),
  summary: BatchSummary.optional(),
});
export type BatchState = z.infer<typeof BatchState>;
export type BatchUpdate = Partial<BatchState>;

/** The documents of the batch: those that were dispatched, and in place of a file of several invoices each of them. */
export const documentsOf = ({
  documents = [],
  parts,
}: Pick<BatchState, "documents" | "parts">): InputDocument[] =>
  documents.flatMap((document) => parts[document.file] ?? [document]);

/** What one `Send` carries to `process_chunk`. */
export const ChunkInput = z.object({
  batchId: z.string(),
  round: z.int().min(0),
  documents: z.array(InputDocument),
  total: z.int().optional().describe("Files of the run, over all chunks; absent in older threads"),
  after: z.string().optional().describe("As in the input: the documents of the run lie behind it"),
  run: RunContext.optional().describe("Settings saved with the thread"),
});
export type ChunkInput = z.infer<typeof ChunkInput>;

export const BatchOutput = z
  .object({
    summary: BatchSummary,
    outcomes: z
      .record(z.string(), OutcomeSummary)
      .describe("One line per file; records are in the ledger"),
  })
  .describe("The result of a batch");
