/**
 * Runs work with a signal of its own, which follows the caller's as long as the work goes on: for code that leaves listeners on
 * what it is given, as LangGraph does with every run.
 */
export async function lendSignal<T>(
  signal: AbortSignal,
  work: (lent: AbortSignal) => Promise<T>,
): Promise<T> {
  const lent = new AbortController();
  const follow = (): void => lent.abort(signal.reason);
  if (signal.aborted) follow();
  signal.addEventListener("abort", follow, { once: true });
  try {
    return await work(lent.signal);
  } finally {
    signal.removeEventListener("abort", follow);
  }
}
