import DataLoader from "dataloader";
import { type Clock, systemClock } from "./clock.ts";
import { currentPriority, withPriority } from "./run-priority.ts";
import { untilAborted } from "./until-aborted.ts";

export type BatchLoaderOptions<V> = {
  /**
   * Asks for many keys at once, each named once. It ends by a deadline of its own, or when its signal is aborted: everyone who waited
   * has left.
   */
  readonly loadAll: LoadAll<V>;
  /** Loads that share one request, also those of one key. */
  readonly sizeMax: number;
  /** How long the first of them waits for others, milliseconds; a full batch is sent at once. */
  readonly waitMs: number;
  readonly clock?: Clock;
};

type LoadAll<V> = (keys: readonly string[], signal: AbortSignal) => Promise<ReadonlyMap<string, V>>;

/**
 * Gathers what is asked for one by one, at nearly the same time, into requests for many. A request has the highest priority of those
 * it was gathered for. No answer is kept: caches are elsewhere.
 */
export interface BatchLoader<V> {
  /**
   * @returns `undefined` if the answer has nothing of this key.
   * @throws What the request throws, to everyone who shares it.
   * @throws The signal's reason, at once, when it is aborted; the request goes on for the others.
   */
  load(key: string, signal?: AbortSignal): Promise<V | undefined>;
}

/** Loads of one request, which is still gathered or under way. */
type Batch = {
  /** Ends the request. */
  readonly halt: AbortController;
  dispatch: () => void;
  cancelTimer: () => void;
  priority: number;
  size: number;
  /** Callers that have not left. */
  waiting: number;
  isSettled: boolean;
};

type Load = { readonly key: string; readonly batch: Batch };

/** `dataloader` gathers and hands out; what it lacks is here: requests that end with their last caller, or are sent when they are full. */
export function createBatchLoader<V>({
  loadAll,
  sizeMax,
  waitMs,
  clock = systemClock,
}: BatchLoaderOptions<V>): BatchLoader<V> {
  let gathering: Batch | undefined;

  const loader = new DataLoader<Load, V | undefined>(
    async (loads) => await answersOf(loads, loadAll),
    {
      cache: false,
      maxBatchSize: sizeMax,
      batchScheduleFn(dispatch) {
        if (gathering !== undefined) gathering.dispatch = dispatch;
      },
    },
  );

  function begin(): Batch {
    const batch = emptyBatch();
    batch.cancelTimer = clock.after(waitMs, () => send(batch));
    gathering = batch;
    return batch;
  }

  function send(batch: Batch): void {
    if (gathering !== batch) return;
    gathering = undefined;
    batch.cancelTimer();
    batch.dispatch();
  }

  function leave(batch: Batch, reason: unknown): void {
    batch.waiting -= 1;
    if (batch.waiting > 0 || batch.isSettled) return;
    batch.halt.abort(reason);
    send(batch);
  }

  return {
    async load(key, signal) {
      signal?.throwIfAborted();
      const batch = gathering ?? begin();
      const answer = loader.load({ key, batch });
      batch.priority = Math.max(batch.priority, currentPriority());
      batch.waiting += 1;
      batch.size += 1;
      if (batch.size === sizeMax) send(batch);
      try {
        return await untilAborted(answer, signal);
      } finally {
        leave(batch, signal?.reason);
      }
    },
  };
}

const emptyBatch = (): Batch => ({
  halt: new AbortController(),
  dispatch: () => undefined,
  cancelTimer: () => undefined,
  priority: Number.NEGATIVE_INFINITY,
  size: 0,
  waiting: 0,
  isSettled: false,
});

/** One answer for each load of a batch, in their order. */
async function answersOf<V>(
  loads: readonly Load[],
  loadAll: LoadAll<V>,
): Promise<(V | undefined)[]> {
  const batch = loads[0]?.batch;
  if (batch === undefined) return [];
  const { halt, priority } = batch;
  try {
    // Everyone has left while it was gathered.
    halt.signal.throwIfAborted();
    const keys = [...new Set(loads.map(({ key }) => key))];
    const answers = await withPriority(priority, async () => await loadAll(keys, halt.signal));
    return loads.map(({ key }) => answers.get(key));
  } finally {
    batch.isSettled = true;
  }
}
