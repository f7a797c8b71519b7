import type { Measurement } from "#src/domain/measurement.ts";
import type { RunEvent, ServiceEvent } from "#src/domain/run-event.ts";

type Listener = (told: RunEvent | Measurement) => void;

/** The one place of a process that hears what its runs and services tell, and hands it on. */
export interface RunObserver {
  readonly observe: Listener;
  /** For what lives as long as the process: metrics, monitors. */
  listen(listener: Listener): void;
  /** For runs: what services do, until the run says that it is over. @returns What ends it. */
  subscribe(listener: (event: ServiceEvent) => void): () => void;
}

export function createRunObserver(): RunObserver {
  const listeners: Listener[] = [];
  const runs = new Set<(event: ServiceEvent) => void>();
  return {
    observe(told) {
      for (const listener of listeners) listener(told);
      if (told.type !== "limit.changed" && told.type !== "breaker.state") return;
      for (const run of runs) run(told);
    },
    listen: (listener) => void listeners.push(listener),
    subscribe(listener) {
      // A function of its own: who subscribes twice hears twice, and ends each by itself.
      const run = (event: ServiceEvent): void => listener(event);
      runs.add(run);
      return () => void runs.delete(run);
    },
  };
}
