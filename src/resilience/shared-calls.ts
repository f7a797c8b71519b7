import { untilAborted } from "./until-aborted.ts";

/** Calls that ask the same are made once, and each caller may leave without ending it for the others. */
export interface SharedCalls<T> {
  /**
   * Joins the call of this key that is under way, or begins it. Its signal is aborted only when every caller has left.
   *
   * @returns `isJoined`: another caller began the call.
   * @throws The caller's own reason, at once, when its signal is aborted.
   */
  run(
    key: string,
    work: (signal: AbortSignal) => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly value: T; readonly isJoined: boolean }>;
}

type Call<T> = {
  readonly result: Promise<T>;
  readonly halt: AbortController;
  callers: number;
  isSettled: boolean;
};

/** Keys are held while a call is under way; callers bound them. */
export function createSharedCalls<T>(): SharedCalls<T> {
  const calls = new Map<string, Call<T>>();

  function begin(key: string, work: (signal: AbortSignal) => Promise<T>): Call<T> {
    const halt = new AbortController();
    const result = work(halt.signal);
    const call: Call<T> = { result, halt, callers: 0, isSettled: false };
    const settle = (): void => {
      call.isSettled = true;
      forget(key, call);
    };
    result.then(settle, settle);
    calls.set(key, call);
    return call;
  }

  function forget(key: string, call: Call<T>): void {
    if (calls.get(key) === call) calls.delete(key);
  }

  return {
    async run(key, work, signal) {
      signal?.throwIfAborted();
      const underWay = calls.get(key);
      const call = underWay ?? begin(key, work);
      call.callers += 1;
      try {
        const value = await untilAborted(call.result, signal);
        return { value, isJoined: underWay !== undefined };
      } finally {
        call.callers -= 1;
        if (call.callers === 0 && !call.isSettled) {
          forget(key, call);
          call.halt.abort(signal?.reason);
        }
      }
    },
  };
}
