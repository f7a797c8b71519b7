import { counters, gauges, histograms } from "#src/telemetry/metric-table.ts";

export type Panel = {
  readonly title: string;
  readonly kind: "timeseries" | "stat" | "state-timeline";
  /** Unit as Grafana names it. */
  readonly unit: "short" | "s" | "percentunit" | "bytes" | "ops" | "none";
  readonly description: string;
  readonly queries: readonly { readonly expr: string; readonly legend: string }[];
  /** Of the 24 columns. */
  readonly width: 6 | 8 | 12;
};

export type Row = { readonly title: string; readonly panels: readonly Panel[] };

/** A metric of the chosen processes. */
const of = ({ name }: { readonly name: string }, labels = ""): string =>
  `${name}{job=~"$job", instance=~"$instance"${labels === "" ? "" : `, ${labels}`}}`;

const rate = (metric: string, by: string): string =>
  `sum by (${by}) (rate(${metric}[$__rate_interval]))`;

const quantileOf = (share: number, { name }: { readonly name: string }, by: string): string =>
  `histogram_quantile(${share}, ${rate(of({ name: `${name}_bucket` }), `le, ${by}`)})`;

const meanOf = ({ name }: { readonly name: string }, by: string, labels = ""): string =>
  `${rate(of({ name: `${name}_sum` }, labels), by)} / ${rate(of({ name: `${name}_count` }, labels), by)}`;

const documents: Row = {
  title: "Documents",
  panels: [
    {
      title: "Documents a second",
      kind: "timeseries",
      unit: "ops",
      description: "Attempts at documents that ended, by what they came to.",
      queries: [{ expr: rate(of(counters.attempts), "status"), legend: "{{status}}" }],
      width: 12,
    },
    {
      title: "In flight and waiting",
      kind: "timeseries",
      unit: "short",
      description: "Documents that are worked on, and that wait for their turn.",
      queries: [
        { expr: `sum(${of(gauges.documentsInFlight)})`, legend: "in flight" },
        { expr: `sum(${of(gauges.documentsWaiting)})`, legend: "waiting" },
      ],
      width: 12,
    },
    {
      title: "Success rate of the last batch",
      kind: "stat",
      unit: "percentunit",
      description: "Of every process; nothing before its first batch ended.",
      queries: [
        {
          expr: `${of(gauges.successRate)} and on (job, instance) sum by (job, instance) (${of(counters.batches)}) > 0`,
          legend: "{{instance}}",
        },
      ],
      width: 6,
    },
    {
      title: "Longest wait",
      kind: "stat",
      unit: "s",
      description: "How long the document that waits longest has been waiting.",
      queries: [{ expr: `max(${of(gauges.documentsWaitingAge)})`, legend: "oldest" }],
      width: 6,
    },
    {
      title: "Waiting for a person",
      kind: "stat",
      unit: "short",
      description: "Documents in the ledger.",
      queries: [{ expr: `max(${of(gauges.reviewsPending)})`, legend: "reviews" }],
      width: 6,
    },
    {
      title: "Batches ended, today",
      kind: "stat",
      unit: "short",
      description: "By verdict.",
      queries: [
        {
          expr: `sum by (status) (increase(${of(counters.batches)}[1d]))`,
          legend: "{{status}}",
        },
      ],
      width: 6,
    },
    {
      title: "Decisions",
      kind: "timeseries",
      unit: "short",
      description: "Final decisions within an hour; counted when a batch is done.",
      queries: [
        {
          expr: `sum by (decision) (increase(${of(counters.documents)}[1h]))`,
          legend: "{{decision}}",
        },
      ],
      width: 12,
    },
    {
      title: "Time of a document",
      kind: "timeseries",
      unit: "s",
      description: "From the start of the work on it to its record.",
      queries: [0.5, 0.95].map((share) => ({
        expr: quantileOf(share, histograms.documentDuration, "strategy"),
        legend: `p${share * 100} {{strategy}}`,
      })),
      width: 12,
    },
    {
      title: "Time of a batch",
      kind: "timeseries",
      unit: "s",
      description: "Mean of those that ended within a day.",
      queries: [
        {
          expr: `sum(increase(${of({ name: `${histograms.batchDuration.name}_sum` })}[1d])) / sum(increase(${of({ name: `${histograms.batchDuration.name}_count` })}[1d]))`,
          legend: "batch",
        },
      ],
      width: 12,
    },
  ],
};

const operations: Row = {
  title: "Operations and what running them together gives",
  panels: [
    {
      title: "Work by operation",
      kind: "timeseries",
      unit: "short",
      description: "Seconds of work a second: what costs most.",
      queries: [
        {
          expr: rate(of({ name: `${histograms.operationDuration.name}_sum` }), "operation"),
          legend: "{{operation}}",
        },
      ],
      width: 12,
    },
    {
      title: "Waiting by operation",
      kind: "timeseries",
      unit: "short",
      description: "Seconds of waiting for slots a second: where a limit holds work up.",
      queries: [
        {
          expr: rate(of({ name: `${histograms.operationWait.name}_sum` }), "operation"),
          legend: "{{operation}}",
        },
      ],
      width: 12,
    },
    {
      title: "95 % of operations take up to",
      kind: "timeseries",
      unit: "s",
      description: "Work, without waiting for slots.",
      queries: [
        {
          expr: quantileOf(0.95, histograms.operationDuration, "operation"),
          legend: "{{operation}}",
        },
      ],
      width: 12,
    },
    {
      title: "Failures by operation",
      kind: "timeseries",
      unit: "ops",
      description:
        "no_answer: the check is unknown; timed_out, failed: its safe default was taken.",
      queries: [
        {
          expr: rate(of(counters.operationFailures), "operation, kind"),
          legend: "{{operation}} {{kind}}",
        },
      ],
      width: 12,
    },
    {
      title: "Speed-up",
      kind: "timeseries",
      unit: "none",
      description: "Times as fast as one task after another, by tier and for whole documents.",
      queries: [
        {
          expr: meanOf(histograms.tierSpeedUp, "tier", 'mode="parallel"'),
          legend: "tier {{tier}}",
        },
        { expr: meanOf(histograms.documentSpeedUp, "strategy"), legend: "document {{strategy}}" },
      ],
      width: 12,
    },
    {
      title: "Tiers take",
      kind: "timeseries",
      unit: "s",
      description: "95 % of them up to, by mode.",
      queries: [
        {
          expr: quantileOf(0.95, histograms.tierDuration, "tier, mode"),
          legend: "tier {{tier}} {{mode}}",
        },
      ],
      width: 12,
    },
    {
      title: "Tasks that took too long",
      kind: "timeseries",
      unit: "ops",
      description: "By tier, a second.",
      queries: [{ expr: rate(of(counters.tierTimeouts), "tier"), legend: "tier {{tier}}" }],
      width: 12,
    },
  ],
};

const services: Row = {
  title: "Services and models",
  panels: [
    {
      title: "Requests by outcome",
      kind: "timeseries",
      unit: "ops",
      description: "Each attempt by itself; turned_away: not sent.",
      queries: [
        {
          expr: rate(of(counters.requests), "service, outcome"),
          legend: "{{service}} {{outcome}}",
        },
        { expr: rate(of(counters.retries), "service"), legend: "{{service}} retried" },
      ],
      width: 12,
    },
    {
      title: "95 % of answers within",
      kind: "timeseries",
      unit: "s",
      description: "Without waiting for a slot.",
      queries: [
        { expr: quantileOf(0.95, histograms.requestDuration, "service"), legend: "{{service}}" },
      ],
      width: 12,
    },
    {
      title: "In flight, and the limit found",
      kind: "timeseries",
      unit: "short",
      description: "A service whose limit is reached and whose queue grows holds the batch up.",
      queries: [
        { expr: `sum by (service) (${of(gauges.inFlight)})`, legend: "{{service}}" },
        { expr: `sum by (service) (${of(gauges.concurrencyLimit)})`, legend: "{{service}} limit" },
      ],
      width: 12,
    },
    {
      title: "Requests that wait",
      kind: "timeseries",
      unit: "short",
      description: "For a slot of a service.",
      queries: [{ expr: `sum by (service) (${of(gauges.queueDepth)})`, legend: "{{service}}" }],
      width: 12,
    },
    {
      title: "Circuit breakers",
      kind: "state-timeline",
      unit: "none",
      description: "1 while open.",
      queries: [
        {
          expr: `max by (service) (${of(gauges.breakerState, 'state="open"')})`,
          legend: "{{service}}",
        },
      ],
      width: 12,
    },
    {
      title: "Changes of circuit breakers",
      kind: "timeseries",
      unit: "short",
      description: "Within five minutes, by the state they came to.",
      queries: [
        {
          expr: `sum by (service, state) (increase(${of(counters.breakerTransitions)}[5m]))`,
          legend: "{{service}} {{state}}",
        },
      ],
      width: 12,
    },
    {
      title: "Tokens a second",
      kind: "timeseries",
      unit: "ops",
      description: "By model and direction.",
      queries: [
        { expr: rate(of(counters.tokens), "model, direction"), legend: "{{model}} {{direction}}" },
      ],
      width: 12,
    },
    {
      title: "Answers that were kept",
      kind: "timeseries",
      unit: "percentunit",
      description: "Share of hits, by cache.",
      queries: [
        {
          expr: `${rate(of(counters.cacheLookups, 'result="hit"'), "cache")} / ${rate(of(counters.cacheLookups), "cache")}`,
          legend: "{{cache}}",
        },
      ],
      width: 12,
    },
  ],
};

const processes: Row = {
  title: "Process",
  panels: [
    {
      title: "Memory",
      kind: "timeseries",
      unit: "bytes",
      description: "All threads.",
      queries: [{ expr: of({ name: "process_resident_memory_bytes" }), legend: "{{instance}}" }],
      width: 8,
    },
    {
      title: "Processor",
      kind: "timeseries",
      unit: "short",
      description: "Cores in use.",
      queries: [
        {
          expr: `rate(${of({ name: "process_cpu_seconds_total" })}[$__rate_interval])`,
          legend: "{{instance}}",
        },
      ],
      width: 8,
    },
    {
      title: "Event loop is late by",
      kind: "timeseries",
      unit: "s",
      description: "99 % of the time at most.",
      queries: [{ expr: of({ name: "nodejs_eventloop_lag_p99_seconds" }), legend: "{{instance}}" }],
      width: 8,
    },
  ],
};

export const rows: readonly Row[] = [documents, operations, services, processes];
