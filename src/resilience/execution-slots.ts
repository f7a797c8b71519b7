/** Too many callers wait already. */
export class QueueFull extends Error {
  override readonly name = "QueueFull";
  readonly isTransient = true;
}

/**
 * A fixed number of calls at once; others wait in their order, at most `queueSlots` of them.
 *
 * Not cockatiel's bulkhead: there a caller that aborts waits on until a slot is free, and takes a place in the queue meanwhile.
 */
export interface ExecutionSlots {
  /**
   * @throws {QueueFull}
   * @throws The signal's reason, at once, if it is aborted before the work began.
   */
  run<T>(work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T>;
}

export function createExecutionSlots(executionSlots: number, queueSlots: number): ExecutionSlots {
  const waiting = new Set<() => void>();
  let free = executionSlots;

  function enter(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        waiting.delete(onFree);
        reject(signal?.reason as Error);
      };
      const onFree = (): void => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      };
      waiting.add(onFree);
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  }

  function leave(): void {
    const [next] = waiting;
    if (next === undefined) {
      free += 1;
      return;
    }
    waiting.delete(next);
    next();
  }

  return {
    async run(work, signal) {
      signal?.throwIfAborted();
      if (free > 0) free -= 1;
      else if (waiting.size < queueSlots) await enter(signal);
      else throw new QueueFull(`${queueSlots} calls wait already`);
      try {
        signal?.throwIfAborted();
        return await work();
      } finally {
        leave();
      }
    },
  };
}
