import { type Clock, systemClock } from "./clock.ts";
import { createFairQueue } from "./fair-queue.ts";
import { currentPriority } from "./run-priority.ts";

export type RateLimitOptions = {
  /** Calls a second in the long run; above zero, may be a fraction. */
  readonly ratePerSecond: number;
  /** Calls that may go at once after a pause. Default 1. */
  readonly burst?: number | undefined;
  /** Calls that may wait. */
  readonly queueSlots: number;
  readonly clock?: Clock;
};

/** So many calls a second: in any span of `t` seconds at most `burst + ratePerSecond * t` go. */
export interface RateLimit {
  /**
   * Waits until a call may go: priority first, then age. A caller that aborts uses nothing up.
   *
   * @throws {QueueFull} At once, if too many wait.
   * @throws The signal's reason, at once, when it is aborted.
   */
  take(signal?: AbortSignal): Promise<void>;
  /** Ends the waiting of everyone, and leaves no timer. */
  close(): void;
}

/** Sums of fractions fall short of a whole by less than this; a call more in ten million. */
const tokenError = 1e-7;

/** A bucket of `burst` tokens that fills at the rate; each call takes one. */
export function createRateLimit({
  ratePerSecond,
  burst = 1,
  queueSlots,
  clock = systemClock,
}: RateLimitOptions): RateLimit {
  const queue = createFairQueue(queueSlots);
  const closed = new AbortController();
  let tokens = burst;
  let updatedMs = clock.now();
  let cancelTimer: (() => void) | undefined;

  function refill(): void {
    const nowMs = clock.now();
    tokens = Math.min(burst, tokens + ((nowMs - updatedMs) * ratePerSecond) / 1_000);
    updatedMs = nowMs;
  }

  const hasToken = (): boolean => tokens >= 1 - tokenError;

  function stopTimer(): void {
    cancelTimer?.();
    cancelTimer = undefined;
  }

  function serve(): void {
    stopTimer();
    refill();
    while (hasToken() && queue.admitNext()) tokens -= 1;
    if (queue.size() === 0) return;
    const waitMs = Math.ceil(((1 - tokens) * 1_000) / ratePerSecond);
    cancelTimer = clock.after(Math.max(1, waitMs), serve);
  }

  return {
    async take(signal) {
      signal?.throwIfAborted();
      closed.signal.throwIfAborted();
      refill();
      if (queue.size() === 0 && hasToken()) {
        tokens -= 1;
        return;
      }
      const turn = queue.wait({ priority: currentPriority(), signal });
      if (cancelTimer === undefined) serve();
      try {
        await turn;
      } finally {
        // The last one to leave stops the timer.
        if (queue.size() === 0) stopTimer();
      }
    },
    close() {
      const reason = new Error("the rate limit is closed");
      closed.abort(reason);
      stopTimer();
      queue.close(reason);
    },
  };
}
