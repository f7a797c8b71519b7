import { bulkhead, type BulkheadPolicy } from "cockatiel";

/** Runs work under a limit per key: documents of one batch, operations of one document. */
export interface KeyedLimiter {
  /**
   * Waits for one of the key's `executionSlots`, first come first served, then runs `work`.
   *
   * The first caller of a key sets its slots; they hold until no work of the key is left.
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
}

export class LimiterClosed extends Error {
  override readonly name = "LimiterClosed";
}

type Entry = { readonly policy: BulkheadPolicy; users: number; isClosed: boolean };

/** @param queueSlots - Callers of one key that may wait; one more is rejected by the bulkhead. */
export function createKeyedLimiter({ queueSlots }: { queueSlots: number }): KeyedLimiter {
  const entries = new Map<string, Entry>();

  function enter(key: string, executionSlots: number): Entry {
    const existing = entries.get(key);
    if (existing !== undefined) return existing;
    const entry = { policy: bulkhead(executionSlots, queueSlots), users: 0, isClosed: false };
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
    run: async (key, executionSlots, work, signal) =>
      await held(key, executionSlots, async (entry) => {
        return await entry.policy.execute(async () => {
          signal?.throwIfAborted();
          if (entry.isClosed) throw new LimiterClosed(`no more work of ${key} is begun`);
          return await work();
        }, signal);
      }),
    hold: async (key, executionSlots, work) => await held(key, executionSlots, work),
    close(key) {
      const entry = entries.get(key);
      if (entry !== undefined) entry.isClosed = true;
    },
    isClosed: (key) => entries.get(key)?.isClosed ?? false,
  };
}
