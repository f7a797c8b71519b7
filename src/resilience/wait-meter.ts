import { AsyncLocalStorage } from "node:async_hooks";

type Meter = { begin(): void; end(): void };

const meters = new AsyncLocalStorage<Meter>();

export type Metered<T> = {
  readonly value: T;
  /** Time in which at least one call of the work waited for its slot, milliseconds; at most what the work took. */
  readonly waitedMs: number;
};

/**
 * Runs work and measures how long it waits for slots of services, models and threads. It is ambient, like the priority of a run,
 * so that no port has to hand it on. Of calls that are shared, only the one that is made counts.
 *
 * @param now - Milliseconds.
 */
export async function meterWaits<T>(
  now: () => number,
  work: () => Promise<T>,
): Promise<Metered<T>> {
  let waiting = 0;
  let sinceMs = 0;
  let totalMs = 0;
  const meter: Meter = {
    begin() {
      if (waiting === 0) sinceMs = now();
      waiting += 1;
    },
    end() {
      waiting -= 1;
      if (waiting === 0) totalMs += now() - sinceMs;
    },
  };
  const value = await meters.run(meter, work);
  // A call that was given up may still wait.
  const openMs = waiting > 0 ? now() - sinceMs : 0;
  return { value, waitedMs: Math.max(0, totalMs + openMs) };
}

/** Awaits a turn, and counts the time as waiting for a slot where somebody measures it. */
export async function whileWaiting<T>(turn: Promise<T>): Promise<T> {
  const meter = meters.getStore();
  meter?.begin();
  try {
    return await turn;
  } finally {
    meter?.end();
  }
}
