import { type Clock, systemClock } from "./clock.ts";
import { createFairQueue, type FairQueue, QueueFull } from "./fair-queue.ts";
import { currentPriority } from "./run-priority.ts";

export type RateLimitOptions = {
  /** Calls a second and key, in the long run; above zero, may be a fraction. */
  readonly ratePerSecond: number;
  /** Calls of a key that may go at once after a pause. Default 1. */
  readonly burst?: number | undefined;
  /** Calls of a key that may wait. */
  readonly queueSlots: number;
  /** Keys remembered at once. Default 1,000. */
  readonly keysMax?: number;
  readonly clock?: Clock;
};

/** So many calls a second, for each key apart: in any span of `t` seconds at most `burst + ratePerSecond * t` go. */
export interface RateLimit {
  /**
   * Waits until a call may go, in order of arrival. A caller that aborts uses nothing up.
   *
   * @throws {QueueFull} At once, if too many of the key wait, or too many keys are in use.
   * @throws The signal's reason, at once, when it is aborted.
   */
  take(key: string, signal?: AbortSignal): Promise<void>;
  /** Ends the waiting of everyone, and leaves no timer. */
  close(): void;
}

const defaultKeysMax = 1_000;

/** Sums of fractions fall short of a whole by less than this; a call more in ten million. */
const tokenError = 1e-7;

export function createRateLimit({
  ratePerSecond,
  burst = 1,
  queueSlots,
  keysMax = defaultKeysMax,
  clock = systemClock,
}: RateLimitOptions): RateLimit {
  const buckets = new Map<string, Bucket>();
  const closed = new AbortController();

  function bucketOf(key: string): Bucket {
    const existing = buckets.get(key);
    if (existing !== undefined) return existing;
    if (buckets.size >= keysMax) {
      // A full bucket nobody waits for is as good as a new one.
      for (const [idle, bucket] of buckets) if (bucket.isIdle()) buckets.delete(idle);
    }
    if (buckets.size >= keysMax) throw new QueueFull(`${keysMax} keys are in use already`);
    const bucket = createBucket({ ratePerSecond, burst, clock }, createFairQueue(queueSlots));
    buckets.set(key, bucket);
    return bucket;
  }

  return {
    async take(key, signal) {
      signal?.throwIfAborted();
      closed.signal.throwIfAborted();
      await bucketOf(key).take(signal);
    },
    close() {
      closed.abort(new Error("the rate limit is closed"));
      for (const bucket of buckets.values()) bucket.close();
      buckets.clear();
    },
  };
}

type Bucket = {
  take(signal: AbortSignal | undefined): Promise<void>;
  /** Nobody waits, and all tokens are there. */
  isIdle(): boolean;
  close(): void;
};

function createBucket(
  { ratePerSecond, burst, clock }: { ratePerSecond: number; burst: number; clock: Clock },
  queue: FairQueue,
): Bucket {
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
    isIdle() {
      refill();
      return tokens >= burst && queue.size() === 0;
    },
    close() {
      stopTimer();
      queue.close(new Error("the rate limit is closed"));
    },
  };
}
