import pRetry from "p-retry";

export type RetryOptions = {
  /** Calls in all, the first included. */
  readonly attemptsMax: number;
  /** Wait before the second attempt, milliseconds; it doubles from then on, with jitter. */
  readonly backoffMsMin: number;
  /** Longest wait a service may ask for by `retryAfterMs`; who asks for more is not asked again. Default 30,000. */
  readonly retryAfterMsMax?: number;
  /** No attempt begins later than this after the first, milliseconds. Default: none is too late. */
  readonly deadlineMs?: number;
  /** Waits; rejects with the signal's reason. Tests hand in another. */
  readonly sleep?: (forMs: number, signal?: AbortSignal) => Promise<void>;
};

const defaultRetryAfterMsMax = 30_000;

/**
 * Tries again while errors call themselves transient (`isTransient`); any other error is final at once. An error with
 * `retryAfterMs` is heeded: the next attempt begins no sooner.
 *
 * @throws The signal's reason once it is aborted.
 */
export async function retryTransient<T>(
  call: () => Promise<T>,
  {
    attemptsMax,
    backoffMsMin,
    retryAfterMsMax = defaultRetryAfterMsMax,
    deadlineMs = Number.POSITIVE_INFINITY,
    sleep = sleepFor,
  }: RetryOptions,
  signal?: AbortSignal,
): Promise<T> {
  const startedMs = performance.now();
  return await pRetry(call, {
    retries: attemptsMax - 1,
    minTimeout: backoffMsMin,
    randomize: true,
    shouldRetry: async ({ error, retryDelay }) => {
      if (!isTransient(error)) return false;
      const askedMs = retryAfterMsOf(error);
      if (askedMs > retryAfterMsMax) return false;
      const waitMs = Math.max(askedMs, retryDelay);
      if (performance.now() - startedMs + waitMs >= deadlineMs) return false;
      if (waitMs > retryDelay) await sleep(waitMs - retryDelay, signal);
      return true;
    },
    ...(signal && { signal }),
  });
}

/** What an error says of itself; errors that say nothing are final. */
export const isTransient = (error: unknown): boolean =>
  error instanceof Error && "isTransient" in error && error.isTransient === true;

const retryAfterMsOf = (error: Error): number =>
  "retryAfterMs" in error && typeof error.retryAfterMs === "number" ? error.retryAfterMs : 0;

function sleepFor(forMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(signal.reason as Error);
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, forMs);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
