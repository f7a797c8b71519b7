import { createFairQueue } from "./fair-queue.ts";
import { createLimitController, type LimitBounds } from "./limit-controller.ts";
import { createLimitWindow, type LimitSample, windowMsMin } from "./limit-window.ts";
import { currentPriority } from "./run-priority.ts";

export type LimitChanged = {
  readonly type: "limit.changed";
  readonly service: string;
  readonly limit: number;
};

export type AdaptiveLimitOptions = LimitBounds & {
  /** Name of the service in events. */
  readonly service: string;
  /** Calls that may wait; one more is rejected. */
  readonly queueSlots: number;
  /** Milliseconds of a clock that never runs backwards. */
  readonly now: () => number;
  readonly onEvent?: (event: LimitChanged) => void;
  /** Whether an error says that the service has too much to do. Default: its `isOverload`. */
  readonly isOverload?: (error: unknown) => boolean;
};

type LimitedRunOptions<T> = {
  readonly signal?: AbortSignal | undefined;
  /** Higher is sooner among those that wait. Default 0. */
  readonly priority?: number | undefined;
  /** What the answer's latency is divided by: output tokens of a model. Default 1; an answer of none is no sample. */
  readonly unitsOf?: ((answer: T) => number) | undefined;
};

/** Finds by itself how many calls at once a service bears, and runs no more than those. */
export interface AdaptiveLimit {
  /**
   * Runs the work once it is its turn: priority first, then age. Work that waits for something else before it asks the service
   * calls `asked` when it does, and its latency counts from there.
   *
   * @throws {QueueFull} At once, if too many wait.
   * @throws The signal's reason, at once, if it is aborted before the work began; afterwards the work minds its signal itself.
   */
  run<T>(work: (asked: () => void) => Promise<T>, options?: LimitedRunOptions<T>): Promise<T>;
  /** Calls at once, now. */
  limit(): number;
  inFlight(): number;
  queued(): number;
}

/** Latencies below this, milliseconds, are all the same: what they differ by is this process's own event loop. */
const latencyMsMin = 5;

export function createAdaptiveLimit(options: AdaptiveLimitOptions): AdaptiveLimit {
  const { queueSlots } = options;
  const observer = createLimitObserver(options);
  const queue = createFairQueue(queueSlots);
  let inFlight = 0;

  function admit(): void {
    while (inFlight < observer.limit() && queue.admitNext()) inFlight += 1;
  }

  async function enter(priority: number, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (inFlight < observer.limit() && queue.size() === 0) inFlight += 1;
    else await queue.wait({ priority, signal });
  }

  return {
    async run(work, { signal, priority = currentPriority(), unitsOf = () => 1 } = {}) {
      await enter(priority, signal);
      try {
        // Aborted between its turn and now.
        signal?.throwIfAborted();
        return await observer.measure(work, { inFlight, unitsOf });
      } finally {
        inFlight -= 1;
        admit();
      }
    },
    limit: () => observer.limit(),
    inFlight: () => inFlight,
    queued: () => queue.size(),
  };
}

/** Runs work that has its slot, and shows the controller what became of it. */
function createLimitObserver(options: AdaptiveLimitOptions) {
  const { service, now, onEvent, isOverload = saysOverload } = options;
  const controller = createLimitController(options);
  let window = createLimitWindow(now());
  /** Calls begun before the last cut were too many already: their refusal is no news. */
  let cutMs = Number.NEGATIVE_INFINITY;

  function change(decide: () => void): void {
    const before = controller.limit();
    decide();
    const limit = controller.limit();
    if (limit !== before) onEvent?.({ type: "limit.changed", service, limit });
  }

  function refuse(askedMs: number): void {
    if (askedMs < cutMs) return;
    window.refuse();
    if (cutMs >= window.beganMs || now() - cutMs < windowMsMin) return;
    cutMs = now();
    change(() => controller.cut());
  }

  function endWindow(): void {
    const ended = window;
    if (!ended.isOver(now())) return;
    window = createLimitWindow(now());
    if (ended.refusedShare() > 0) controller.observeOverload(ended.refusedShare());
    else if (ended.hasAnswers()) change(() => controller.observe(ended.summary()));
  }

  return {
    limit: () => controller.limit(),
    async measure<T>(
      work: (asked: () => void) => Promise<T>,
      { inFlight, unitsOf }: { inFlight: number; unitsOf: (answer: T) => number },
    ): Promise<T> {
      const joined = window.isOpen(now(), controller.limit()) ? window : undefined;
      joined?.join();
      let askedMs = now();
      let sample: LimitSample | undefined;
      try {
        const answer = await work(() => void (askedMs = now()));
        const units = unitsOf(answer);
        const latencyMs = Math.max(latencyMsMin, now() - askedMs);
        if (units > 0) sample = { latencyMs, units, inFlight };
        return answer;
      } catch (error) {
        if (isOverload(error)) refuse(askedMs);
        throw error;
      } finally {
        joined?.leave(sample);
        endWindow();
      }
    },
  };
}

/** An error's own word for a service that has too much to do. */
export const saysOverload = (error: unknown): boolean =>
  error instanceof Error && "isOverload" in error && error.isOverload === true;
