import manifest from "../package.json" with { type: "json" };
import type { ServiceReading } from "#src/domain/measurement.ts";
import type { Ledger } from "#src/ports/ledger.ts";
import type { KeyedLimiter } from "#src/resilience/keyed-limiter.ts";
import { createMetrics, type Metrics } from "#src/telemetry/metrics.ts";
import type { RunObserver } from "#src/telemetry/run-observer.ts";

/*
 * Part of the composition root: what the metrics of a process are told, and what they read when somebody asks for them.
 */

type Sources = {
  readonly services: () => readonly ServiceReading[];
  readonly ledger: Pick<Ledger, "countAwaitingReview">;
  readonly documentLimiter: KeyedLimiter;
  readonly processLimiter: KeyedLimiter;
};

export function openMetrics(observer: RunObserver, sources: Sources): Metrics {
  const { services, ledger, documentLimiter, processLimiter } = sources;
  const metrics = createMetrics({
    version: manifest.version,
    services,
    documents: () => documentLoad(documentLimiter, processLimiter),
    reviewsPending: async () => await ledger.countAwaitingReview(),
  });
  observer.listen(metrics.observe);
  return metrics;
}

/** A document waits first for its turn in its batch, then for one of the process. */
function documentLoad(batches: KeyedLimiter, process: KeyedLimiter) {
  const inBatches = batches.load();
  const inProcess = process.load();
  return {
    inFlight: inProcess.running,
    waiting: inBatches.waiting + inProcess.waiting,
    oldestWaitMs: Math.max(inBatches.oldestWaitMs, inProcess.oldestWaitMs),
  };
}
