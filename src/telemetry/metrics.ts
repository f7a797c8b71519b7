import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import { tier1Tasks, tier2Tasks } from "#src/domain/analysis.ts";
import type { Measurement, ServiceReading } from "#src/domain/measurement.ts";
import { type Operation, type OperationName, workedMsOf } from "#src/domain/operation.ts";
import { BreakerState, type RunEvent } from "#src/domain/run-event.ts";
import { counters, gauges, histograms } from "./metric-table.ts";

/** What is read at the moment somebody asks for the metrics. */
export type MetricSources = {
  readonly services: () => readonly ServiceReading[];
  readonly documents: () => {
    readonly inFlight: number;
    readonly waiting: number;
    readonly oldestWaitMs: number;
  };
  /** Documents that wait for a person. */
  readonly reviewsPending: () => Promise<number>;
  /** Of Fanfold. */
  readonly version: string;
};

/** The metrics of one process. */
export interface Metrics {
  readonly observe: (told: RunEvent | Measurement) => void;
  /** In the exposition format of Prometheus. */
  render(): Promise<{ readonly contentType: string; readonly body: string }>;
}

export function createMetrics(sources: MetricSources): Metrics {
  const registry = new Registry();
  const told = openTold(registry);
  openReadings(registry, sources);
  let hasDefaults = false;
  return {
    observe: (event) => observe(told, event),
    async render() {
      // They watch the whole process, so they begin when somebody wants to know.
      if (!hasDefaults) collectDefaultMetrics({ register: registry });
      hasDefaults = true;
      return { contentType: registry.contentType, body: await registry.metrics() };
    },
  };
}

type Told = ReturnType<typeof openTold>;

/** Metrics that grow by what is told. */
function openTold(registry: Registry) {
  const registers = [registry];
  const counter = <const T extends (typeof counters)[keyof typeof counters]>({
    name,
    help,
    labels,
  }: T) => new Counter<T["labels"][number]>({ name, help, labelNames: [...labels], registers });
  const histogram = <const T extends (typeof histograms)[keyof typeof histograms]>(of: T) => {
    const { name, help, labels, buckets } = of;
    return new Histogram<T["labels"][number]>({
      name,
      help,
      labelNames: [...labels],
      buckets: [...buckets],
      registers,
    });
  };
  const { name, help } = gauges.successRate;
  return {
    documents: counter(counters.documents),
    attempts: counter(counters.attempts),
    batches: counter(counters.batches),
    operations: counter(counters.operations),
    operationFailures: counter(counters.operationFailures),
    tierTimeouts: counter(counters.tierTimeouts),
    requests: counter(counters.requests),
    retries: counter(counters.retries),
    breakerTransitions: counter(counters.breakerTransitions),
    tokens: counter(counters.tokens),
    cacheLookups: counter(counters.cacheLookups),
    operationDuration: histogram(histograms.operationDuration),
    operationWait: histogram(histograms.operationWait),
    tierDuration: histogram(histograms.tierDuration),
    tierSpeedUp: histogram(histograms.tierSpeedUp),
    documentDuration: histogram(histograms.documentDuration),
    documentSpeedUp: histogram(histograms.documentSpeedUp),
    batchDuration: histogram(histograms.batchDuration),
    requestDuration: histogram(histograms.requestDuration),
    successRate: new Gauge({ name, help, registers }),
  };
}

const msPerSecond = 1_000;

function observe(told: Told, event: RunEvent | Measurement): void {
  switch (event.type) {
    case "operation.finished":
      return countOperation(told, event.operation);
    case "operation.failed":
      told.operations.inc({ operation: event.name, outcome: "failed" });
      return told.operationFailures.inc({ operation: event.name, kind: "failed" });
    case "tier.finished": {
      const labels = { tier: String(event.tier), mode: event.mode };
      told.tierDuration.observe(labels, event.wallMs / msPerSecond);
      if (event.wallMs > 0) told.tierSpeedUp.observe(labels, event.tasksMs / event.wallMs);
      return;
    }
    case "document.attempted":
      return told.attempts.inc({ status: event.status });
    case "document.recorded": {
      const { strategy, wallMs, operationsMs } = event;
      told.documentDuration.observe({ strategy }, wallMs / msPerSecond);
      if (wallMs > 0) told.documentSpeedUp.observe({ strategy }, operationsMs / wallMs);
      return;
    }
    case "document.settled":
      return told.documents.inc({ decision: event.decision, source: event.source ?? "none" });
    case "batch.finished": {
      const { status, successRate, wallSeconds } = event.summary;
      told.batches.inc({ status });
      told.successRate.set(successRate);
      return told.batchDuration.observe(wallSeconds);
    }
    case "request.finished": {
      const { service, outcome, durationMs } = event;
      told.requests.inc({ service, outcome });
      if (durationMs === undefined) return;
      return told.requestDuration.observe({ service }, durationMs / msPerSecond);
    }
    case "call.retried":
      return told.retries.inc({ service: event.service });
    case "breaker.state":
      return told.breakerTransitions.inc({ service: event.service, state: event.state });
    case "model.answered":
      told.tokens.inc({ model: event.model, direction: "prompt" }, event.promptTokens);
      return told.tokens.inc({ model: event.model, direction: "output" }, event.outputTokens);
    case "cache.answered":
      return told.cacheLookups.inc({ cache: event.cache, result: event.isHit ? "hit" : "miss" });
    case "batch.started":
    case "batch.progress":
    case "document.stage":
    case "document.decided":
    case "limit.changed":
      return;
    default:
      event satisfies never;
  }
}

function countOperation(told: Told, operation: Operation): void {
  const { name, outcome, waitedMs } = operation;
  told.operations.inc({ operation: name, outcome });
  told.operationDuration.observe({ operation: name }, workedMsOf(operation) / msPerSecond);
  if (waitedMs !== undefined) {
    told.operationWait.observe({ operation: name }, waitedMs / msPerSecond);
  }
  if (outcome !== "ok") told.operationFailures.inc({ operation: name, kind: outcome });
  const tier = tierOf(name);
  if (outcome === "timed_out" && tier !== undefined) told.tierTimeouts.inc({ tier });
}

function tierOf(name: OperationName): "1" | "2" | "model" | undefined {
  if (name === "analyze_document") return "model";
  if (tier1Tasks.some((task) => task === name)) return "1";
  return tier2Tasks.some((task) => task === name) ? "2" : undefined;
}

/** Metrics that are read when they are asked for. */
function openReadings(registry: Registry, sources: MetricSources): void {
  const gauge = (
    { name, help, labels }: (typeof gauges)[keyof typeof gauges],
    read: (gauge: Gauge) => void | Promise<void>,
  ): void => {
    const labelNames = [...labels];
    registry.registerMetric(
      new Gauge({
        name,
        help,
        labelNames,
        registers: [],
        collect() {
          return read(this);
        },
      }),
    );
  };
  const ofServices = (
    of: (typeof gauges)[keyof typeof gauges],
    read: (service: ServiceReading) => number,
  ): void =>
    gauge(of, (one) => {
      for (const reading of sources.services())
        one.set({ service: reading.service }, read(reading));
    });
  ofServices(gauges.concurrencyLimit, ({ limit }) => limit);
  ofServices(gauges.inFlight, ({ inFlight }) => inFlight);
  ofServices(gauges.queueDepth, ({ queued }) => queued);
  gauge(gauges.breakerState, (one) => {
    for (const { service, state: current } of sources.services()) {
      for (const state of BreakerState.options)
        one.set({ service, state }, Number(state === current));
    }
  });
  gauge(gauges.documentsInFlight, (one) => one.set(sources.documents().inFlight));
  gauge(gauges.documentsWaiting, (one) => one.set(sources.documents().waiting));
  gauge(gauges.documentsWaitingAge, (one) =>
    one.set(sources.documents().oldestWaitMs / msPerSecond),
  );
  gauge(gauges.reviewsPending, async (one) => {
    // A ledger that is locked takes this number away, not all the others.
    one.set(await sources.reviewsPending().catch(() => Number.NaN));
  });
  gauge(gauges.buildInfo, (one) =>
    one.set({ version: sources.version, node_version: process.versions.node }, 1),
  );
}
