import { createSharedCalls } from "./shared-calls.ts";

export type CachedCallsOptions = {
  /** How long an answer is kept, milliseconds; 0 keeps none, and calls are still shared while under way. */
  readonly lifetimeMs: number;
  /** Answers kept at once; the one not asked for the longest goes first. Default 1,000. */
  readonly entriesMax?: number;
  readonly now: () => number;
  /** Told of every answer: a hit was kept, or came of a call that was under way. */
  readonly onAnswer?: (isHit: boolean) => void;
};

/** Asks once for the same key: while a call is under way, and as long as its answer lives. Errors are never kept. */
export interface CachedCalls<T> {
  /** @throws The caller's own reason, at once, when its signal is aborted; the call goes on for others that wait for it. */
  run(key: string, work: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T>;
  size(): number;
}

const defaultEntriesMax = 1_000;

export function createCachedCalls<T>({
  lifetimeMs,
  entriesMax = defaultEntriesMax,
  now,
  onAnswer,
}: CachedCallsOptions): CachedCalls<T> {
  const shared = createSharedCalls<T>();
  /** In order of last use. */
  const kept = new Map<string, { readonly value: T; readonly untilMs: number }>();

  function find(key: string) {
    const entry = kept.get(key);
    if (entry === undefined) return undefined;
    kept.delete(key);
    if (entry.untilMs <= now()) return undefined;
    kept.set(key, entry);
    return entry;
  }

  function keep(key: string, value: T): void {
    if (lifetimeMs <= 0) return;
    kept.delete(key);
    kept.set(key, { value, untilMs: now() + lifetimeMs });
    const [oldest] = kept.keys();
    if (kept.size > entriesMax && oldest !== undefined) kept.delete(oldest);
  }

  return {
    async run(key, work, signal) {
      signal?.throwIfAborted();
      const entry = find(key);
      if (entry !== undefined) {
        onAnswer?.(true);
        return entry.value;
      }
      const { value, isJoined } = await shared.run(key, work, signal);
      onAnswer?.(isJoined);
      // Each who waited keeps it: the one who asked may have left.
      keep(key, value);
      return value;
    },
    size: () => kept.size,
  };
}
