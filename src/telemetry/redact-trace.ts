import { z } from "zod";
import { BatchSummary, OutcomeSummary } from "#src/domain/batch.ts";
import { DecisionAction } from "#src/domain/decision.ts";
import { DocumentId } from "#src/domain/document.ts";

/** What a traced run was given, or gave. */
export type TracePayload = Readonly<Record<string, unknown>>;

/** What is shown of a value; `undefined` if nothing is. Applied to what it shows, it shows the same. */
type Shown = (value: unknown) => unknown;
type ShownFields = Readonly<Record<string, Shown>>;

/** Counts above it are no counts of ours. */
const countMax = 1_000_000;
const Count = z.int().min(0).max(countMax);

const only =
  (schema: z.ZodType): Shown =>
  (value) =>
    schema.safeParse(value).success ? value : undefined;

const countOf: Shown = (value) => {
  if (typeof value === "object" && value !== null) return Object.keys(value).length;
  return only(Count)(value);
};

const objectOf =
  (fields: ShownFields): Shown =>
  (value) =>
    isRecord(value) ? redacted(value, fields) : undefined;

/** Made of its own characters, and a name that `newBatchId` or a LangGraph thread could have. */
const BatchName = z.string().regex(/^[\w.:-]{1,80}$/);

const documentId = only(DocumentId);
const decision = objectOf({ action: only(DecisionAction) });
const {
  status: batchStatus,
  dispatched,
  decided,
  awaitingReview,
  quarantined,
} = BatchSummary.shape;

/** The only names shown of what a run was given or gave; a model may answer under any name, so each has a form. */
const shownFields: ShownFields = {
  documentId,
  decision,
  document: objectOf({ documentId }),
  outcome: objectOf({ documentId, decision, status: only(OutcomeSummary.shape.status) }),
  summary: objectOf({
    status: only(batchStatus),
    dispatched: only(dispatched),
    decided: only(decided),
    awaitingReview: only(awaitingReview),
    quarantined: only(quarantined),
  }),
  ...Object.fromEntries(
    [
      "documents",
      "outcomes",
      "checks",
      "operations",
      "passages",
      "suggestedChecks",
      "citations",
      "messages",
    ].map((name) => [name, countOf]),
  ),
};

/** The batch is named by what a graph is given, never by what a model gave. */
const shownInputs: ShownFields = { ...shownFields, batchId: only(BatchName) };

/**
 * Keeps ids, decisions and counts of what a run was given; the rest is counted as `leftOut`. A list of what may be shown, since
 * a list of what may not would miss the next field.
 */
export const redactInputs = (inputs: TracePayload): TracePayload => redacted(inputs, shownInputs);

/** The same for what a run gave. */
export const redactOutputs = (outputs: TracePayload): TracePayload =>
  redacted(outputs, shownFields);

/** An error's message may quote the document, and its stack repeats the message. */
export const redactError = (): { readonly error: string } => ({
  error: "error; its text is left out of traces: see the log, or set FANFOLD_TRACE_CONTENT=true",
});

/** LangSmith's client may redact a run twice: what was redacted stays as it is. */
function redacted(payload: TracePayload, fields: ShownFields): TracePayload {
  const { leftOut: leftOutBefore, ...rest } = payload;
  const given = Object.entries(rest).filter(([, value]) => value !== undefined);
  const shown = given.flatMap(([name, value]) => {
    const kept = Object.hasOwn(fields, name) ? fields[name]?.(value) : undefined;
    return kept === undefined ? [] : [[name, kept] as const];
  });
  const before = Count.safeParse(leftOutBefore).data ?? (leftOutBefore === undefined ? 0 : 1);
  const leftOut = before + given.length - shown.length;
  return { ...Object.fromEntries(shown), ...(leftOut > 0 && { leftOut }) };
}

const isRecord = (value: unknown): value is TracePayload =>
  typeof value === "object" && value !== null && !Array.isArray(value);
