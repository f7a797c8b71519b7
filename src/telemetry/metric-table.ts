/** From a look-up in a table to the longest a model may take, seconds. */
const durationBuckets = [
  0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300,
];
const batchBuckets = [1, 5, 15, 60, 300, 900, 3_600, 14_400, 43_200];
const speedUpBuckets = [1, 1.25, 1.5, 2, 2.5, 3, 4, 6, 8];

type Described = {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
};
type Table<T extends object = object> = Readonly<Record<string, Described & T>>;

/*
 * Every metric of ours. Seconds and counts; labels take values of a closed set, or names of the configuration: services, hosts of
 * models, models. Nothing of a document is in a name, a label or a value.
 */

export const counters = {
  documents: {
    name: "fanfold_documents_total",
    help: "Documents of batch runs that were completed and of single runs, by final decision (auto_approve, manager_approval, reject, quarantined) and by what they were read from (none: nothing could be read)",
    labels: ["decision", "source"],
  },
  attempts: {
    name: "fanfold_document_attempts_total",
    help: "Attempts at documents, counted when they end: decided, awaiting_review, quarantined, or failed for a reason that may pass",
    labels: ["status"],
  },
  batches: {
    name: "fanfold_batches_total",
    help: "Batch runs that came to their end, by verdict",
    labels: ["status"],
  },
  operations: {
    name: "fanfold_operations_total",
    help: "Operations on documents, by how they ended: ok, no_answer (of a service), timed_out, failed",
    labels: ["operation", "outcome"],
  },
  operationFailures: {
    name: "fanfold_operation_failures_total",
    help: "Operations that did not end ok, by kind: no_answer (of a service), timed_out, failed",
    labels: ["operation", "kind"],
  },
  tierTimeouts: {
    name: "fanfold_tier_timeouts_total",
    help: "Tasks that took longer than they may, by tier: 1 (retrieval), model, 2 (checks of its answer)",
    labels: ["tier"],
  },
  requests: {
    name: "fanfold_service_requests_total",
    help: "Requests to services and hosts of models, each attempt by itself: answered, declined (it answers, and not this one), failed, timed_out, turned_away (breaker open or queue full: not sent), aborted",
    labels: ["service", "outcome"],
  },
  retries: {
    name: "fanfold_service_retries_total",
    help: "Attempts after the first at look-ups of a service",
    labels: ["service"],
  },
  breakerTransitions: {
    name: "fanfold_breaker_transitions_total",
    help: "Changes of a circuit breaker, by the state it came to",
    labels: ["service", "state"],
  },
  tokens: {
    name: "fanfold_model_tokens_total",
    help: "Tokens of answered requests to models, by direction: prompt, output",
    labels: ["model", "direction"],
  },
  cacheLookups: {
    name: "fanfold_cache_lookups_total",
    help: "Answers of services and models (cache: its name, or model): hit (kept from before, or asked for by somebody else just then), miss (asked for)",
    labels: ["cache", "result"],
  },
} as const satisfies Table;

export const histograms = {
  operationDuration: {
    name: "fanfold_operation_duration_seconds",
    help: "Time worked on one operation, without waiting for slots",
    labels: ["operation"],
    buckets: durationBuckets,
  },
  operationWait: {
    name: "fanfold_operation_wait_seconds",
    help: "Time one operation waited for slots: its own, and those of services, models and reading threads",
    labels: ["operation"],
    buckets: durationBuckets,
  },
  tierDuration: {
    name: "fanfold_tier_duration_seconds",
    help: "Time from the start of the first task of a tier to the end of its last, by mode: parallel, sequential",
    labels: ["tier", "mode"],
    buckets: durationBuckets,
  },
  tierSpeedUp: {
    name: "fanfold_tier_speedup_ratio",
    help: "Sum of the tasks' own times over the time the tier took",
    labels: ["tier", "mode"],
    buckets: speedUpBuckets,
  },
  documentDuration: {
    name: "fanfold_document_duration_seconds",
    help: "Time from the start of the work on a document to its record",
    labels: ["strategy"],
    buckets: durationBuckets,
  },
  documentSpeedUp: {
    name: "fanfold_document_speedup_ratio",
    help: "Sum of a document's operations' own times over the time it took",
    labels: ["strategy"],
    buckets: speedUpBuckets,
  },
  batchDuration: {
    name: "fanfold_batch_duration_seconds",
    help: "Time of a batch run from its plan to its summary",
    labels: [],
    buckets: batchBuckets,
  },
  requestDuration: {
    name: "fanfold_service_request_duration_seconds",
    help: "Time from a request to its answer, without waiting for a slot",
    labels: ["service"],
    buckets: durationBuckets,
  },
} as const satisfies Table<{ readonly buckets: readonly number[] }>;

export const gauges = {
  successRate: {
    name: "fanfold_batch_success_ratio",
    help: "Success rate of the batch run that ended last, 0 to 1",
    labels: [],
  },
  documentsInFlight: {
    name: "fanfold_documents_in_flight",
    help: "Documents of batches that are worked on",
    labels: [],
  },
  documentsWaiting: {
    name: "fanfold_documents_waiting",
    help: "Documents of batches that wait for their turn",
    labels: [],
  },
  documentsWaitingAge: {
    name: "fanfold_documents_waiting_oldest_seconds",
    help: "How long the document that waits longest has been waiting for its turn; 0 if none waits",
    labels: [],
  },
  concurrencyLimit: {
    name: "fanfold_service_concurrency_limit",
    help: "Requests at once a service is sent at most, as the adaptive limit found it",
    labels: ["service"],
  },
  inFlight: {
    name: "fanfold_service_in_flight",
    help: "Requests a service has now",
    labels: ["service"],
  },
  queueDepth: {
    name: "fanfold_service_queue_depth",
    help: "Requests that wait for a slot of a service",
    labels: ["service"],
  },
  breakerState: {
    name: "fanfold_breaker_state",
    help: "1 for the state the circuit breaker of a service is in, 0 for the others: closed, open, half_open",
    labels: ["service", "state"],
  },
  reviewsPending: {
    name: "fanfold_reviews_pending",
    help: "Documents in the ledger that wait for a person",
    labels: [],
  },
  buildInfo: {
    name: "fanfold_build_info",
    help: "Always 1; the labels tell the version of Fanfold and of Node",
    labels: ["version", "node_version"],
  },
} as const satisfies Table;
