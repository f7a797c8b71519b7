import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import type { OutcomeSummary } from "#src/domain/batch.ts";
import { compareFiles, type InputDocument, pagesNamed } from "#src/domain/document.ts";
import type { ByDecision, ServiceEvent } from "#src/domain/run-event.ts";
import type { Ledger, OutcomeVersions } from "#src/ports/ledger.ts";
import type { ServiceEvents } from "#src/ports/run-observer.ts";
import type { ChunkInput } from "#src/state/batch-state.ts";
import { stream, tell, type TellDeps } from "./tell.ts";

/** Progress is told at most this often, milliseconds. */
const progressEveryMs = 250;
/** A limit's changes are told at most this often for each service, milliseconds. */
const limitEveryMs = 1_000;

export type BatchProgressDeps = TellDeps & {
  readonly ledger: Pick<Ledger, "findBatch" | "documents" | "recorded">;
  readonly versions: OutcomeVersions;
  /** What the services of the process do; told to every batch under way. Default: nothing is known of them. */
  readonly serviceEvents?: ServiceEvents | undefined;
  readonly now: () => number;
};

/** One round of one batch, as those see it who work on it. */
export interface Round {
  /** Counts an outcome, each file once. */
  settle(summary: OutcomeSummary): void;
  /** Counts the parts of a file in its place. */
  split(document: Pick<InputDocument, "path">, parts: readonly InputDocument[]): void;
}

type OpenRound = Round & { readonly ready: Promise<void>; users: number; close(): void };

/** Follows the rounds of batches in this process, each as long as chunks of it are under way. */
export function createBatchProgress(deps: BatchProgressDeps) {
  const rounds = new Map<string, OpenRound>();
  return {
    /** Runs the work of one chunk inside its round. */
    async follow<T>(
      chunk: ChunkInput,
      config: LangGraphRunnableConfig,
      work: (round: Round) => Promise<T>,
    ): Promise<T> {
      const { thread_id: thread = "" } = config.configurable ?? {};
      const key = JSON.stringify([thread, chunk.batchId]);
      const round = rounds.get(key) ?? openRound(deps, chunk, config);
      rounds.set(key, round);
      round.users += 1;
      try {
        await round.ready;
        return await work(round);
      } finally {
        round.users -= 1;
        if (round.users === 0) {
          rounds.delete(key);
          round.close();
        }
      }
    },
  };
}

function openRound(
  deps: BatchProgressDeps,
  chunk: ChunkInput,
  config: LangGraphRunnableConfig,
): OpenRound {
  const { batchId } = chunk;
  const books = countDocuments(chunk.total ?? chunk.documents.length);
  let start = { atMs: deps.now(), done: 0 };
  let toldMs = start.atMs;

  function tellProgress(): void {
    toldMs = deps.now();
    const { done, total } = books.counts();
    const left = { done: done - start.done, open: total - done, elapsedMs: toldMs - start.atMs };
    const etaSeconds = secondsLeft(left);
    tell(deps, config, {
      type: "batch.progress",
      batchId,
      ...books.counts(),
      ...(etaSeconds !== undefined && { etaSeconds }),
    });
  }

  async function begin(): Promise<void> {
    const { recorded, partsByPath } = await recordedBefore(deps, chunk);
    for (const [path, parts] of partsByPath) books.split(path, parts.length);
    for (const summary of recorded) books.settle(summary);
    start = { atMs: deps.now(), done: books.counts().done };
    tellProgress();
  }

  const isLimitDue = everyMs(limitEveryMs, deps.now);
  const end = deps.serviceEvents?.subscribe((event: ServiceEvent) => {
    if (event.type === "breaker.state" || isLimitDue(event.service)) stream(config, event);
  });
  return {
    users: 0,
    ready: begin(),
    split: ({ path }, parts) => books.split(path, parts.length),
    settle(summary) {
      if (!books.settle(summary)) return;
      const { done, total } = books.counts();
      if (done === total || deps.now() - toldMs >= progressEveryMs) tellProgress();
    },
    close: () => end?.(),
  };
}

/** Counts the documents of a round, each file once, and the parts of a split file in its place. */
function countDocuments(filesGiven: number) {
  const files = new Set<string>();
  const splitPaths = new Set<string>();
  let total = filesGiven;
  const byDecision: ByDecision = {
    auto_approve: 0,
    manager_approval: 0,
    reject: 0,
    quarantined: 0,
  };
  return {
    counts: () => ({ done: files.size, total, byDecision: { ...byDecision } }),
    split(path: string, parts: number): void {
      if (splitPaths.has(path)) return;
      splitPaths.add(path);
      total += parts - 1;
    },
    /** @returns Whether it was not counted before. */
    settle({ file, action }: OutcomeSummary): boolean {
      if (files.has(file)) return false;
      files.add(file);
      const decision = action ?? "quarantined";
      byDecision[decision] = (byDecision[decision] ?? 0) + 1;
      return true;
    },
  };
}

/**
 * Seconds until the open documents are done, if they go like those done since the start.
 *
 * @returns Nothing before the first of them.
 */
export function secondsLeft(pace: {
  readonly done: number;
  readonly open: number;
  readonly elapsedMs: number;
}): number | undefined {
  const { done, open, elapsedMs } = pace;
  if (open <= 0) return 0;
  if (done <= 0) return undefined;
  return Math.round((open * elapsedMs) / done / 100) / 10;
}

/** What rounds and runs before this one made of the documents of this run, and the parts of files they had split. */
async function recordedBefore(
  { ledger, versions }: BatchProgressDeps,
  { batchId, after = "" }: ChunkInput,
): Promise<Before> {
  const batch = await ledger.findBatch(batchId);
  if (batch === undefined || batch.decided + batch.awaitingReview + batch.quarantined === 0) {
    return { recorded: [], partsByPath: new Map() };
  }
  const documents = await ledger.documents(batchId);
  const own = documents.filter(
    ({ file }) => after === "" || (compareFiles(file, after) > 0 && !isPartOf(file, after)),
  );
  const recorded = await ledger.recorded(batchId, own, versions);
  const parts = own.filter((document) => pagesNamed(document) !== undefined);
  return { recorded, partsByPath: Map.groupBy(parts, ({ path }) => path) };
}

type Before = {
  readonly recorded: readonly OutcomeSummary[];
  readonly partsByPath: ReadonlyMap<string, readonly InputDocument[]>;
};

const isPartOf = (file: string, whole: string): boolean => file.startsWith(`${whole}#page=`);

/** True at most once within a time, for each key. */
function everyMs(ms: number, now: () => number): (key: string) => boolean {
  const lastMs = new Map<string, number>();
  return (key) => {
    const nowMs = now();
    if (nowMs - (lastMs.get(key) ?? Number.NEGATIVE_INFINITY) < ms) return false;
    lastMs.set(key, nowMs);
    return true;
  };
}
