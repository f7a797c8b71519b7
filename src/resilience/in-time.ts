/** Work took longer than it may. */
export class TimedOut extends Error {
  override readonly name = "TimedOut";
}

type InTimeOptions = {
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  readonly timedOut?: () => Error;
};

/**
 * Runs work within `timeoutMs`. Its signal is aborted when the time is over or the caller's signal is; work that ignores its
 * signal is left behind, not waited for. No timer and no listener outlives the call.
 *
 * @param options.timedOut - What work and caller are told when the time is over. Default: a `TimedOut`.
 * @throws {TimedOut} When the time is over, or what `timedOut` makes.
 * @throws The caller's reason once its signal is aborted.
 */
export async function inTime<T>(
  work: (signal: AbortSignal) => Promise<T> | T,
  {
    timeoutMs,
    signal: outer,
    timedOut = () => new TimedOut(`not done within ${timeoutMs} ms`),
  }: InTimeOptions,
): Promise<T> {
  outer?.throwIfAborted();
  const halt = new AbortController();
  const { promise: halted, reject } = Promise.withResolvers<never>();
  const stop = (reason: unknown): void => {
    halt.abort(reason);
    reject(reason);
  };
  const onAbort = (): void => stop(outer?.reason);
  outer?.addEventListener("abort", onAbort, { once: true });
  const timer = setTimeout(() => stop(timedOut()), timeoutMs);
  try {
    return await Promise.race([work(halt.signal), halted]);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener("abort", onAbort);
  }
}
