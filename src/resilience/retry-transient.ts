import pRetry from "p-retry";

export type RetryOptions = {
  /** Calls in all, the first included. */
  readonly attemptsMax: number;
  /** Wait before the second attempt, milliseconds; it doubles from then on, with jitter. */
  readonly backoffMsMin: number;
};

/** Tries again while errors call themselves transient (`isTransient`); any other error is final at once. */
export async function retryTransient<T>(
  call: () => Promise<T>,
  { attemptsMax, backoffMsMin }: RetryOptions,
  signal?: AbortSignal,
): Promise<T> {
  return await pRetry(call, {
    retries: attemptsMax - 1,
    minTimeout: backoffMsMin,
    randomize: true,
    shouldRetry: ({ error }) => "isTransient" in error && error.isTransient === true,
    ...(signal && { signal }),
  });
}
