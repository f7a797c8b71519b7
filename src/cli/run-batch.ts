import { buildGraphs } from "#graphs/build-graphs.ts";
import type { App } from "#src/app.ts";
import type { BatchOperations } from "#src/domain/batch-operations.ts";
import type { BatchSummary, OutcomeSummary } from "#src/domain/batch.ts";
import type { ResourcePoint } from "#src/domain/batch-resources.ts";
import type { RunEvent } from "#src/domain/run-event.ts";
import { setupOf } from "#src/ledger/batch-setup.ts";
import { measureBatch } from "#src/ledger/measure-operations.ts";
import { summarizeBatch } from "#src/ledger/summarize-batch.ts";
import { type BatchState, documentsOf } from "#src/state/batch-state.ts";
import { RunContext } from "#src/state/run-context.ts";
import { lendSignal } from "./lend-signal.ts";

/** Parts of at most 5,000 documents one batch may have. */
const partsMax = 1_000;

export type BatchRun = {
  readonly batchId: string;
  readonly paths: readonly string[];
  readonly exclude: readonly string[];
  readonly context: RunContext;
  /** On a resume: what of the settings was given again. The others stay as the thread last ran under them, not as in `context`. */
  readonly overrides?: Partial<RunContext>;
  readonly signal: AbortSignal;
  /** Told of everything the batch tells while it is under way. */
  readonly onEvent: (event: RunEvent) => void;
};

export type BatchResult = {
  readonly summary: BatchSummary;
  /** False if `onError: stop` left documents; the batch can be resumed. */
  readonly isComplete: boolean;
  readonly outcomes: readonly OutcomeSummary[];
  /** What the process used over the time of this run. */
  readonly resourcePoints: readonly ResourcePoint[];
};

/**
 * Runs a batch from where its checkpoints say it is, part by part, each a thread of its own.
 *
 * @returns Counts over all parts; `wallSeconds` is the time of this run.
 * @throws If the run is aborted: what was recorded stays, and running it again goes on from there.
 */
export async function runBatch(app: App, run: BatchRun): Promise<BatchResult> {
  const startedAtMs = app.now();
  app.resourceWatches.begin(run.batchId);
  const { invoiceBatch } = buildGraphs(app, { checkpointer: app.checkpoints.saver });
  const outcomes: OutcomeSummary[] = [];
  let after = "";
  let isComplete = true;
  let operations: BatchOperations | undefined;
  let { context } = run;
  for (let part = 1; part <= partsMax; part += 1) {
    const state = await lendSignal(
      run.signal,
      async (signal) => await runPart(invoiceBatch, { ...run, context, signal }, { part, after }),
    );
    context = state.run ?? context;
    operations = state.summary?.operations;
    outcomes.push(...Object.values(state.outcomes));
    isComplete = hasAllOutcomes(state);
    // The input goes on behind the file, not behind the last of its invoices.
    const last = state.documents?.at(-1)?.file;
    if (!isComplete || state.more !== true || last === undefined) break;
    after = last;
  }
  const measured = app.resourceWatches.end(run.batchId);
  const summary = summarizeBatch(run.batchId, outcomes, {
    startedAtMs,
    wallMs: app.now() - startedAtMs,
    leaveOutQuarantined: context.onError === "skip",
    resources: measured?.resources,
    setup: setupOf(context, app),
    operations: operations ?? (await measureBatch(app.ledger.outcomes(run.batchId))),
  });
  if (isComplete) await finish(app, run.batchId, summary);
  return { summary, isComplete, outcomes, resourcePoints: measured?.points ?? [] };
}

type BatchGraph = ReturnType<typeof buildGraphs>["invoiceBatch"];

const threadOf = (batchId: string, part: number): string =>
  part === 1 ? batchId : `${batchId}.part${part}`;

async function runPart(
  graph: BatchGraph,
  run: BatchRun,
  { part, after }: { part: number; after: string },
): Promise<BatchState> {
  const config = { configurable: { thread_id: threadOf(run.batchId, part) } };
  const saved = await graph.getState(config);
  const values = saved.values as Partial<BatchState>;
  if (isDone(saved.next, values)) return toldAgain(run, values as BatchState);
  const input = {
    paths: [...run.paths],
    batchId: run.batchId,
    exclude: [...run.exclude],
    after,
  };
  const isUnderWay = saved.next.length > 0;
  const stream = await graph.stream(isUnderWay ? null : input, {
    ...config,
    metadata: { batchId: run.batchId },
    context: contextOf(run, values),
    signal: run.signal,
    streamMode: ["custom"],
    durability: "sync",
  });
  // Nothing but our own nodes writes to the custom stream.
  for await (const [, event] of stream) run.onEvent(event as RunEvent);
  return (await graph.getState(config)).values as BatchState;
}

const contextOf = ({ context, overrides }: BatchRun, { run }: Partial<BatchState>): RunContext =>
  overrides === undefined ? context : { ...(run ?? context), ...overrides };

/** A part whose graph ended, with an outcome for every document; one that `onError: stop` cut short is planned anew. */
function isDone(next: readonly string[], values: Partial<BatchState>): boolean {
  return next.length === 0 && values.summary !== undefined && hasAllOutcomes(values);
}

const hasAllOutcomes = ({ documents, parts = {}, outcomes = {} }: Partial<BatchState>): boolean =>
  Object.keys(outcomes).length === documentsOf({ documents, parts }).length;

/** A part that is done does not run again; what came of it is told, so that who counts goes on from there. */
function toldAgain({ batchId, onEvent }: BatchRun, part: BatchState): BatchState {
  const { summary } = part;
  if (summary !== undefined)
    onEvent({ type: "batch.finished", batchId, isComplete: true, summary });
  return part;
}

async function finish(app: App, batchId: string, summary: BatchSummary): Promise<void> {
  await app.ledger.finishBatch(batchId, summary, new Date(app.now()).toISOString());
  await forgetCheckpoints(app, batchId);
}

/**
 * The ledger has all of a finished batch: its checkpoints served their purpose. What its threads ran under last becomes the
 * batch's own settings, for commands that come later.
 *
 * @returns The settings of the run that were kept; nothing if there were no checkpoints.
 */
export async function forgetCheckpoints(
  app: App,
  batchId: string,
): Promise<RunContext | undefined> {
  const threadIds: string[] = [];
  let last: unknown;
  for (let part = 1; part <= partsMax; part += 1) {
    const threadId = threadOf(batchId, part);
    const config = { configurable: { thread_id: threadId } };
    const saved = await app.checkpoints.saver.getTuple(config);
    if (saved === undefined) break;
    last = saved.checkpoint.channel_values["run"] ?? last;
    threadIds.push(threadId);
  }
  const { data: run } = RunContext.safeParse(last);
  const batch = await app.ledger.findBatch(batchId);
  if (run !== undefined && batch !== undefined) {
    await app.ledger.saveSettings(batchId, { ...batch.settings, run });
  }
  // Last to first: cut short, what is left is found again.
  for (const threadId of threadIds.toReversed()) await app.checkpoints.deleteThread(threadId);
  return run;
}
