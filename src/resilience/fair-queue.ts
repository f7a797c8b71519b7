import { whileWaiting } from "./wait-meter.ts";

/** Too many callers wait already. */
export class QueueFull extends Error {
  override readonly name = "QueueFull";
  readonly isTransient = true;
}

/** Callers that wait for their turn: higher priority first, then who came first. */
export interface FairQueue {
  /**
   * Waits until `admitNext` reaches this caller.
   *
   * @throws {QueueFull} At once, if `queueSlots` callers wait already.
   * @throws The signal's reason, at once, when it is aborted; the place in the queue is free from then on.
   */
  wait(options: { priority: number; signal: AbortSignal | undefined }): Promise<void>;
  /** Lets the next caller go on. False if nobody waits. */
  admitNext(): boolean;
  size(): number;
  /** Rejects everyone who waits. */
  close(reason: Error): void;
}

type Waiter = { readonly admit: () => void; readonly reject: (reason: Error) => void };

export function createFairQueue(queueSlots: number): FairQueue {
  const waiting = createLines();

  return {
    async wait({ priority, signal }) {
      signal?.throwIfAborted();
      if (waiting.size() >= queueSlots) throw new QueueFull(`${queueSlots} calls wait already`);
      const { promise, resolve: admit, reject } = Promise.withResolvers<void>();
      const waiter: Waiter = { admit, reject };
      const onAbort = (): void => {
        waiting.remove(priority, waiter);
        reject(signal?.reason as Error);
      };
      waiting.add(priority, waiter);
      signal?.addEventListener("abort", onAbort, { once: true });
      try {
        await whileWaiting(promise);
      } finally {
        signal?.removeEventListener("abort", onAbort);
      }
    },
    admitNext() {
      const next = waiting.takeFirst();
      next?.admit();
      return next !== undefined;
    },
    size: () => waiting.size(),
    close(reason) {
      for (let next = waiting.takeFirst(); next !== undefined; next = waiting.takeFirst()) {
        next.reject(reason);
      }
    },
  };
}

/** One line for each priority, in order of arrival. A line nobody stands in is not kept, so what bounds waiters bounds lines. */
function createLines() {
  const lines = new Map<number, Set<Waiter>>();
  let size = 0;

  function remove(priority: number, waiter: Waiter): void {
    const line = lines.get(priority);
    if (line?.delete(waiter) !== true) return;
    size -= 1;
    if (line.size === 0) lines.delete(priority);
  }

  return {
    add(priority: number, waiter: Waiter): void {
      const line = lines.get(priority) ?? new Set();
      lines.set(priority, line.add(waiter));
      size += 1;
    },
    remove,
    takeFirst(): Waiter | undefined {
      if (size === 0) return undefined;
      const priority = Math.max(...lines.keys());
      const [first] = lines.get(priority) ?? [];
      if (first !== undefined) remove(priority, first);
      return first;
    },
    size: () => size,
  };
}
