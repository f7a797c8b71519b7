import { z } from "zod";
import { BatchSummary, OutcomeSummary } from "./batch.ts";
import { DocumentId } from "./document.ts";

/** Raised when an event loses or renames a field; new fields and new types of event do not raise it. */
export const eventsVersion = 1;

const Batch = z
  .string()
  .optional()
  .describe("The batch it belongs to; absent where one document is processed by itself");
const File = z
  .string()
  .describe("Name in the results: path relative to the input folder, forward slashes");
const Service = z
  .string()
  .describe(
    "As the services file names it, of VIES with its country; of models the host's address",
  );
const Count = z.int().min(0);

/** Where a document is. `checking` and `analyzing` go on side by side. */
export const DocumentStage = z
  .enum(["reading", "checking", "analyzing", "deciding", "waiting_to_retry"])
  .describe(
    "reading: its file is read and drafted; checking: the checks run; analyzing: a model is asked; deciding: risk and decision; " +
      "waiting_to_retry: it failed for a reason that may pass, and another round follows",
  );
export type DocumentStage = z.infer<typeof DocumentStage>;

/** What came of documents so far. */
const ByDecision = BatchSummary.shape.decisions
  .extend({ quarantined: Count, approve: Count.optional() })
  .describe("Documents done, by decision; quarantined: without one");

const BatchStarted = z
  .object({
    type: z.literal("batch.started"),
    batchId: z.string(),
    startedAt: z.iso.datetime().describe("ISO 8601"),
    total: Count.describe("Documents of this run"),
    more: z.boolean().describe("More documents follow behind them, in a run of their own"),
  })
  .describe(
    "A batch is planned. A run that is resumed behind this point goes on with batch.progress",
  );

const DocumentStageReached = z
  .object({
    type: z.literal("document.stage"),
    batchId: Batch,
    file: File,
    documentId: DocumentId.optional().describe("Absent while the file is not read"),
    stage: DocumentStage,
  })
  .describe("A document came to a stage");

const DocumentDecided = z
  .object({
    type: z.literal("document.decided"),
    batchId: Batch,
    ...OutcomeSummary.pick({ documentId: true, action: true, errorCode: true, attempts: true })
      .shape,
    file: File,
    status: z.enum(["decided", "awaiting_review", "quarantined"]),
    source: OutcomeSummary.shape.source,
    durationMs: z.number().min(0).describe("Time worked on it, milliseconds"),
  })
  .describe(
    "A document has its outcome. A copy found when the batch is complete may still change it: then batch.finished counts it as changed",
  );

const BatchProgress = z
  .object({
    type: z.literal("batch.progress"),
    batchId: z.string(),
    done: Count.describe(
      "Documents with an outcome; never falls, and a document tried again is counted once",
    ),
    total: Count.describe(
      "As in batch.started, and more as soon as a file is found to hold several invoices",
    ),
    byDecision: ByDecision,
    etaSeconds: z
      .number()
      .min(0)
      .optional()
      .describe("Seconds left at the pace of this round; absent before its first document"),
  })
  .describe(
    "How far a batch is: at the start of each round, then at most four times a second, and when all are done",
  );

const LimitChanged = z
  .object({
    type: z.literal("limit.changed"),
    service: Service,
    limit: z.int().min(1).describe("Calls at once from now on"),
  })
  .describe(
    "The adaptive limit of a service moved while the batch was under way; at most once a second for each service",
  );

export const BreakerState = z.enum(["closed", "open", "half_open"]);
export type BreakerState = z.infer<typeof BreakerState>;

const BreakerStateChanged = z
  .object({
    type: z.literal("breaker.state"),
    service: Service,
    state: BreakerState.describe("open: the service is left alone; half_open: it is tried again"),
  })
  .describe("The circuit breaker of a service changed while the batch was under way");

const BatchFinished = z
  .object({
    type: z.literal("batch.finished"),
    batchId: z.string(),
    isComplete: z
      .boolean()
      .describe("False if onError stop left documents; the batch can be resumed"),
    summary: BatchSummary,
  })
  .describe("All documents of this run are counted");

/**
 * What a run tells while it is under way, in stream mode `custom`. Other programs read it: it is an API. Names, ids, counts and times
 * only: never text of a document, never bank details, no path of the machine.
 */
export const RunEvent = z
  .discriminatedUnion("type", [
    BatchStarted,
    DocumentStageReached,
    DocumentDecided,
    BatchProgress,
    LimitChanged,
    BreakerStateChanged,
    BatchFinished,
  ])
  .describe("Event of a Fanfold run");
export type RunEvent = z.infer<typeof RunEvent>;
export type ServiceEvent = z.infer<typeof LimitChanged> | z.infer<typeof BreakerStateChanged>;
export type ByDecision = z.infer<typeof ByDecision>;
