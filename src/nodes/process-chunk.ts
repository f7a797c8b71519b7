import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import type { OutcomeSummary } from "#src/domain/batch.ts";
import { type InputDocument, type PageRange, pagesNamed } from "#src/domain/document.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import { outcomeSummaryOf } from "#src/ledger/outcome-summary.ts";
import type { DocumentFolder } from "#src/ports/document-folder.ts";
import { type Ledger, LedgerUnavailable } from "#src/ports/ledger.ts";
import { type KeyedLimiter, LimiterClosed } from "#src/resilience/keyed-limiter.ts";
import type { BatchUpdate, ChunkInput } from "#src/state/batch-state.ts";
import type { InvoiceInput } from "#src/state/invoice-state.ts";
import { type RunContext, runContextOf } from "#src/state/run-context.ts";
import { type BatchProgressDeps, createBatchProgress, type Round } from "./batch-progress.ts";
import { batchSlots } from "./batch-slots.ts";
import {
  attemptOf,
  attemptsMax,
  exhausted,
  failed,
  quarantine,
  type Trial,
} from "./failed-document.ts";
import { splitDocument } from "./split-document.ts";
import { decidedEvent, tell, tellStage } from "./tell.ts";

/** The invoice graph as a worker needs it. */
export interface InvoiceRunner {
  invoke(
    input: InvoiceInput,
    config: {
      context: RunContext;
      metadata: { batchId: string; documentId: string };
      signal?: AbortSignal;
    },
  ): Promise<{ outcome?: Outcome | undefined; parts?: PageRange[] | undefined }>;
}

type Deps = BatchProgressDeps & {
  readonly invoiceGraph: InvoiceRunner;
  readonly documentFolder: Pick<DocumentFolder, "identify">;
  readonly ledger: Ledger;
  /** Holds the documents of a batch under its parallelism, over all its chunks. */
  readonly documentLimiter: KeyedLimiter;
  /** Holds the documents of all batches of the process under one limit. */
  readonly processLimiter: KeyedLimiter;
  readonly processSlots: number;
};

/**
 * Runs the documents of one chunk; writes their `outcomes`, and as `left` the documents it did not begin because
 * `onError: stop` closed the batch. Documents the ledger already holds are not run again. A file of several invoices is run once to
 * learn its `parts`, and then each of them.
 *
 * Never throws for a document's own sake: a failure is an outcome. An abort, or a ledger that fails, ends the chunk; a resumed
 * run repeats it, and the ledger knows the attempts that failed before.
 */
export const processChunkNode = (deps: Deps) => {
  const progress = createBatchProgress(deps);
  return async (chunk: ChunkInput, config: LangGraphRunnableConfig): Promise<BatchUpdate> => {
    const context = runContextOf(config, chunk.run);
    // Held over the whole chunk: a batch that is closed stays so for chunks that still ask the ledger.
    return await deps.documentLimiter.hold(
      chunk.batchId,
      batchSlots(context),
      async () =>
        await progress.follow(chunk, config, async (round) => {
          return await processChunk(deps, { chunk, round, context, config });
        }),
    );
  };
};

async function processChunk(
  deps: Deps,
  work: { chunk: ChunkInput } & Pick<Task, "round" | "context" | "config">,
): Promise<BatchUpdate> {
  const { chunk, ...shared } = work;
  const { batchId, documents } = chunk;
  return await processDocuments(deps, documents, { batchId, ...shared });
}

type Shared = Pick<Task, "batchId" | "round" | "context" | "config">;
type ChunkUpdate = Required<Pick<BatchUpdate, "outcomes" | "left" | "parts">>;

async function processDocuments(
  deps: Deps,
  documents: readonly InputDocument[],
  shared: Shared,
): Promise<ChunkUpdate> {
  const { batchId, round } = shared;
  const recorded = await deps.ledger.recorded(batchId, documents, deps.versions);
  const done = new Set(recorded.map(({ file }) => file));
  const open = documents.filter(({ file }) => !done.has(file));
  const attempts = await deps.ledger.failedAttempts(batchId, open);
  for (const summary of recorded) round.settle(summary);
  const updates = await Promise.all(
    open.map(async (document): Promise<ChunkUpdate> => {
      const { file } = document;
      const earlier = attempts.get(file) ?? [];
      const turn = await inTurn(deps, { document, earlier, ...shared });
      if (turn === undefined) return { ...nothing, left: { [file]: true } };
      if ("summary" in turn) return { ...nothing, outcomes: { [file]: turn.summary } };
      // Parts are never split again: this goes no deeper.
      round.split(document, turn.parts);
      const update = await processDocuments(deps, turn.parts, shared);
      return { ...update, parts: { [file]: [...turn.parts] } };
    }),
  );
  const before = Object.fromEntries(recorded.map((summary) => [summary.file, summary]));
  return {
    outcomes: Object.assign(before, ...updates.map(({ outcomes }) => outcomes)),
    left: Object.assign({}, ...updates.map(({ left }) => left)),
    parts: Object.assign({}, ...updates.map(({ parts }) => parts)),
  };
}

const nothing: ChunkUpdate = { outcomes: {}, left: {}, parts: {} };

type Task = Trial & { readonly round: Round; readonly config: LangGraphRunnableConfig };

type Split = { readonly parts: readonly InputDocument[] };

/** @returns Nothing if the document was not begun, because the batch is closed. */
async function inTurn(
  deps: Deps,
  task: Task,
): Promise<{ readonly summary: OutcomeSummary } | Split | undefined> {
  const { batchId } = task;
  const { onError } = task.context;
  const { signal } = task.config;
  const work = async () => {
    if (deps.documentLimiter.isClosed(batchId)) return undefined;
    const startedAtMs = deps.now();
    const done = await processDocument(deps, task);
    if ("parts" in done) return done;
    const { summary, isAttempted } = done;
    const hasFailed = isAttempted && !("action" in summary);
    if (onError === "stop" && hasFailed) deps.documentLimiter.close(batchId);
    const timed = { ...summary, startedAtMs, durationMs: deps.now() - startedAtMs };
    tellOutcome(deps, task, timed);
    if (isAttempted) deps.observe?.({ type: "document.attempted", status: summary.status });
    return { summary: timed };
  };
  try {
    return await deps.documentLimiter.run(
      batchId,
      batchSlots(task.context),
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

type Timed = OutcomeSummary & { readonly durationMs: number };

/** Tells what a document came to, or that it waits for another round. */
function tellOutcome(deps: Deps, { batchId, document, round, config }: Task, summary: Timed): void {
  if (summary.status === "failed") {
    const state = { ...document, document, batchId };
    return tellStage(deps, config, state, "waiting_to_retry");
  }
  tell(deps, config, decidedEvent({ ...summary, status: summary.status }, batchId));
  round.settle(summary);
}

type Processed = {
  readonly summary: OutcomeSummary;
  /** False if what came of it was settled before: such a document stops no batch. */
  readonly isAttempted: boolean;
};

async function processDocument(deps: Deps, task: Task): Promise<Processed | Split> {
  const { batchId, earlier, context, config } = task;
  const last = earlier.at(-1);
  if (last !== undefined && earlier.length >= attemptsMax(context)) {
    return { summary: await exhausted(deps, task, last), isAttempted: false };
  }
  let { document } = task;
  try {
    document = await identified(deps, task);
    if (document !== task.document) {
      const [recorded] = await deps.ledger.recorded(batchId, [document], deps.versions);
      if (recorded !== undefined) return { summary: recorded, isAttempted: false };
    }
    return await attempted(deps, task, document);
  } catch (error) {
    // A ledger that cannot be written is no fault of the document: the batch stops and can be resumed.
    if (config.signal?.aborted === true || error instanceof LedgerUnavailable) throw error;
    return { summary: await failed(deps, task, { document, cause: error }), isAttempted: true };
  }
}

/** The document; with its true identity if its file could not be read when the batch was planned. */
async function identified(deps: Deps, { batchId, document, config }: Task): Promise<InputDocument> {
  if (document.isUnidentified !== true) return document;
  const { file, path, sizeBytes } = document;
  const listed = { file, path, sizeBytes, pages: pagesNamed(document) };
  const found = await deps.documentFolder.identify(listed, config.signal);
  await deps.ledger.saveDocuments(batchId, [found]);
  return found;
}

async function attempted(
  deps: Deps,
  task: Task,
  document: InputDocument,
): Promise<Processed | Split> {
  const { batchId, earlier, context, config } = task;
  const { path, file, documentId } = document;
  const { outcome, parts } = await deps.invoiceGraph.invoke(
    { path, file, documentId, batchId },
    {
      context,
      metadata: { batchId, documentId },
      ...(config.signal && { signal: config.signal }),
    },
  );
  if (parts !== undefined) return await parted(deps, task, { document, ranges: parts });
  if (outcome === undefined) throw new TypeError(`no outcome for ${file}`);
  if (outcome.error === undefined || earlier.length === 0) {
    return { summary: outcomeSummaryOf(outcome), isAttempted: true };
  }
  // Its record knows this attempt only.
  const failures = [...earlier, attemptOf(deps, task, outcome.error)];
  return { summary: await quarantine(deps, task, { outcome, failures }), isAttempted: true };
}

/** The parts of a file; what a person decided on the whole of it, before it could be split, stands. */
async function parted(
  deps: Deps,
  { batchId, config }: Task,
  found: { readonly document: InputDocument; readonly ranges: readonly PageRange[] },
): Promise<Processed | Split> {
  const { file, documentId } = found.document;
  const whole = await deps.ledger.findOutcome(batchId, file);
  if (whole?.documentId === documentId && whole.decision?.decidedBy === "reviewer") {
    return { summary: outcomeSummaryOf(whole), isAttempted: false };
  }
  return { parts: await splitDocument(deps, { batchId, ...found }, config.signal) };
}
