import { AsyncLocalStorage } from "node:async_hooks";
import { bulkhead, type BulkheadPolicy } from "cockatiel";
import { systemClock } from "./clock.ts";
import { holdingSlot } from "./slot-lease.ts";

/** Runs work under a limit per key: documents of one batch, operations of one document. */
export interface KeyedLimiter {
  /**
   * Waits for one of the key's `executionSlots`, first come first served, then runs `work`.
   *
   * The first caller of a key sets its slots; they hold until no work of the key is left. Work that calls `leaveSlot` gives its slot back
   * and goes on, unless the key has one slot only or `leaversMax` of it have left.
   *
   * @throws {LimiterClosed} If the key was closed before the work began.
   */
  run<T>(
    key: string,
    executionSlots: number,
    work: () => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T>;
  /** Keeps the key, with its slots and whether it was closed, while `work` goes on, which takes no slot itself. */
  hold<T>(key: string, executionSlots: number, work: () => Promise<T>): Promise<T>;
  /** Lets nothing more of this key begin; what runs goes on. Forgotten once the key has no work left. */
  close(key: string): void;
  /** For work that has its slot and waited for something else: whether it is still to begin. */
  isClosed(key: string): boolean;
  /** Over all keys: callers that run, those that wait, and for how long the first of them has, milliseconds. */
  load(): { readonly running: number; readonly waiting: number; readonly oldestWaitMs: number };
}

export class LimiterClosed extends Error {
  override readonly name = "LimiterClosed";
}

type Entry = {
  readonly policy: BulkheadPolicy;
  readonly slots: number;
  users: number;
  /** Works that gave their slot back and go on. */
  leavers: number;
  isClosed: boolean;
};

/** Counts who waits and who runs. */
function createLoadMeter(now: () => number) {
  /** In order of arrival. */
  const waiting = new Set<{ readonly sinceMs: number }>();
  let running = 0;
  return {
    /** @param execute - Runs the work it is given once it is its turn. */
    async count<T, Result>(
      work: () => Promise<T>,
      execute: (counted: () => Promise<T>) => Promise<Result>,
    ): Promise<Result> {
      const waiter = { sinceMs: now() };
      waiting.add(waiter);
      const counted = async (): Promise<T> => {
        waiting.delete(waiter);
        running += 1;
        try {
          return await work();
        } finally {
          running -= 1;
        }
      };
      try {
        // Whoever frees a slot begins the next work: bound, it has the ambient values of its own run, not of that one.
        return await execute(AsyncLocalStorage.bind(counted));
      } finally {
        waiting.delete(waiter);
      }
    },
    load() {
      const [first] = waiting;
      const oldestWaitMs = first === undefined ? 0 : now() - first.sinceMs;
      return { running, waiting: waiting.size, oldestWaitMs };
    },
  };
}

/** The slot of one work, which it may give back before it is done. */
function createSlot(entry: Entry, leaversMax: number) {
  const left = Promise.withResolvers<void>();
  let hasLeft = false;
  const giveBack = (): void => {
    // One at a time means one at a time.
    if (entry.slots === 1 || entry.leavers >= leaversMax) return;
    entry.leavers += 1;
    hasLeft = true;
    left.resolve();
  };
  return {
    async hold<T>(work: () => Promise<T>): Promise<T> {
      try {
        return await holdingSlot(giveBack, work);
      } finally {
        if (hasLeft) entry.leavers -= 1;
      }
    },
    /** Waits until work is done or has left. @returns What is left of it. */
    async until<T>(rest: Promise<T>): Promise<{ readonly rest: Promise<T> }> {
      await Promise.race([rest, left.promise]);
      return { rest };
    },
  };
}

/**
 * @param options.queueSlots - Callers of one key that may wait; one more is rejected by the bulkhead.
 * @param options.leaversMax - Works of one key that may go on without a slot; none if absent.
 */
export function createKeyedLimiter({
  queueSlots,
  leaversMax = 0,
  now = () => systemClock.now(),
}: {
  queueSlots: number;
  leaversMax?: number;
  now?: () => number;
}): KeyedLimiter {
  const entries = new Map<string, Entry>();
  const meter = createLoadMeter(now);

  function enter(key: string, executionSlots: number): Entry {
    const existing = entries.get(key);
    if (existing !== undefined) return existing;
    const policy = bulkhead(executionSlots, queueSlots);
    const entry = { policy, slots: executionSlots, users: 0, leavers: 0, isClosed: false };
    entries.set(key, entry);
    return entry;
  }

  async function held<T>(
    key: string,
    executionSlots: number,
    use: (entry: Entry) => Promise<T>,
  ): Promise<T> {
    const entry = enter(key, executionSlots);
    entry.users += 1;
    try {
      return await use(entry);
    } finally {
      entry.users -= 1;
      if (entry.users === 0) entries.delete(key);
    }
  }

  return {
    async run(key, executionSlots, work, signal) {
      return await held(key, executionSlots, async (entry) => {
        const slot = createSlot(entry, leaversMax);
        const begin = async () => {
          signal?.throwIfAborted();
          if (entry.isClosed) throw new LimiterClosed(`no more work of ${key} is begun`);
          return await slot.hold(work);
        };
        const { rest } = await meter.count(begin, (counted) =>
          entry.policy.execute(async () => await slot.until(counted()), signal),
        );
        return await rest;
      });
    },
    hold: async (key, executionSlots, work) => await held(key, executionSlots, work),
    close(key) {
      const entry = entries.get(key);
      if (entry !== undefined) entry.isClosed = true;
    },
    isClosed: (key) => entries.get(key)?.isClosed ?? false,
    load: () => meter.load(),
  };
}
