import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import { readByRules } from "#src/domain/analysis.ts";
import type { OutcomeSummary } from "#src/domain/batch.ts";
import type { InputDocument } from "#src/domain/document.ts";
import { type Outcome, type OutcomeError, schemaVersion } from "#src/domain/outcome.ts";
import { AppError } from "#src/errors.ts";
import { outcomeSummaryOf } from "#src/ledger/outcome-summary.ts";
import { type Ledger, LedgerUnavailable, type OutcomeVersions } from "#src/ports/ledger.ts";
import { type KeyedLimiter, LimiterClosed } from "#src/resilience/keyed-limiter.ts";
import type { BatchUpdate, ChunkInput } from "#src/state/batch-state.ts";
import type { InvoiceInput } from "#src/state/invoice-state.ts";
import { type RunContext, runContextOf } from "#src/state/run-context.ts";
import { ScanUnread } from "./scan-unread.ts";

/** The invoice graph as a worker needs it. */
export interface InvoiceRunner {
  invoke(
    input: InvoiceInput,
    config: {
      context: RunContext;
      metadata: { batchId: string; documentId: string };
      signal?: AbortSignal;
    },
  ): Promise<{ outcome?: Outcome | undefined }>;
}

type Deps = {
  readonly invoiceGraph: InvoiceRunner;
  readonly ledger: Ledger;
  readonly versions: OutcomeVersions;
  /** Holds the documents of a batch under its parallelism, over all its chunks. */
  readonly documentLimiter: KeyedLimiter;
  /** Holds the documents of all batches of the process under one limit. */
  readonly processLimiter: KeyedLimiter;
  readonly processSlots: number;
  readonly now: () => number;
};

/**
 * Runs the documents of one chunk and writes their `outcomes`. Documents the ledger already holds are not run again.
 *
 * Never throws for a document's own sake: a failure is an outcome. A document missing in the outcomes was not started, because
 * `onError: stop` closed the batch. An abort, or a ledger that fails, ends the chunk; a resumed run repeats it.
 */
export const processChunkNode =
  (deps: Deps) =>
  async (chunk: ChunkInput, config: LangGraphRunnableConfig): Promise<BatchUpdate> => {
    const context = runContextOf(config);
    const recorded = await deps.ledger.recorded(chunk.batchId, chunk.documents, deps.versions);
    const done = new Set(recorded.map(({ file }) => file));
    const left = chunk.documents.filter(({ file }) => !done.has(file));
    const processed = await Promise.all(
      left.map(async (document) => await inTurn(deps, { chunk, document, context, config })),
    );
    const outcomes = [...recorded, ...processed.filter((summary) => summary !== undefined)];
    return { outcomes: Object.fromEntries(outcomes.map((summary) => [summary.file, summary])) };
  };

type Task = {
  readonly chunk: ChunkInput;
  readonly document: InputDocument;
  readonly context: RunContext;
  readonly config: LangGraphRunnableConfig;
};

async function inTurn(deps: Deps, task: Task): Promise<OutcomeSummary | undefined> {
  const { batchId } = task.chunk;
  const { strategy, parallelism, onError } = task.context;
  const batchSlots = strategy === "sequential" ? 1 : parallelism;
  const { signal } = task.config;
  const work = async (): Promise<OutcomeSummary> => {
    const startedAtMs = deps.now();
    task.config.writer?.({ type: "document.started", file: task.document.file });
    const summary = await processDocument(deps, task);
    if (onError === "stop" && !("action" in summary)) deps.documentLimiter.close(batchId);
    const timed = { ...summary, startedAtMs, durationMs: deps.now() - startedAtMs };
    task.config.writer?.({ type: "document.finished", ...timed });
    return timed;
  };
  try {
    return await deps.documentLimiter.run(
      batchId,
      batchSlots,
      async () => {
        return await deps.processLimiter.run("process", deps.processSlots, work, signal);
      },
      signal,
    );
  } catch (error) {
    if (error instanceof LimiterClosed) return undefined;
    throw error;
  }
}

async function processDocument(deps: Deps, task: Task): Promise<OutcomeSummary> {
  const { chunk, document, context, config } = task;
  const { path, file, documentId } = document;
  try {
    const { outcome } = await deps.invoiceGraph.invoke(
      { path, file, documentId, batchId: chunk.batchId },
      {
        context,
        metadata: { batchId: chunk.batchId, documentId },
        ...(config.signal && { signal: config.signal }),
      },
    );
    if (outcome === undefined) throw new TypeError(`no outcome for ${file}`);
    return outcomeSummaryOf(outcome);
  } catch (error) {
    // A ledger that cannot be written is no fault of the document: the batch stops and can be resumed.
    if (config.signal?.aborted === true || error instanceof LedgerUnavailable) throw error;
    return await failed(deps, task, error);
  }
}

/** A failure worth another round, or the document's quarantine. */
async function failed(
  deps: Deps,
  { chunk, document, context }: Task,
  cause: unknown,
): Promise<OutcomeSummary> {
  const error = describe(cause, chunk.round + 1);
  const isTransient = cause instanceof AppError && cause.isTransient;
  if (isTransient && context.onError === "retry" && chunk.round < context.roundsMax) {
    const { documentId, file } = document;
    const { code: errorCode, message: errorMessage, attempts } = error;
    return { documentId, file, status: "failed", errorCode, errorMessage, attempts };
  }
  const analysis = cause instanceof ScanUnread ? cause.analysisNote : readByRules;
  const outcome = { ...quarantinedOutcome(document, error), analysis };
  await deps.ledger.record(chunk.batchId, outcome, {
    versions: deps.versions,
    fingerprint: { sellerKeys: [] },
  });
  return outcomeSummaryOf(outcome);
}

function describe(cause: unknown, attempts: number): OutcomeError {
  if (cause instanceof AppError) return { code: cause.code, message: cause.message, attempts };
  const message = cause instanceof Error ? cause.message : String(cause);
  return { code: "internal.error", message: `Unexpected error: ${message}`, attempts };
}

const quarantinedOutcome = ({ documentId, file }: InputDocument, error: OutcomeError): Outcome => ({
  schemaVersion,
  documentId,
  file,
  status: "quarantined",
  analysis: readByRules,
  evidence: {},
  findings: [],
  error,
  operations: [],
});
