import assert from "node:assert/strict";
import { readByRules } from "#src/domain/analysis.ts";
import type { OutcomeSummary } from "#src/domain/batch.ts";
import type { InputDocument } from "#src/domain/document.ts";
import {
  type FailedAttempt,
  type Outcome,
  type OutcomeError,
  schemaVersion,
} from "#src/domain/outcome.ts";
import { AppError } from "#src/errors.ts";
import { outcomeSummaryOf } from "#src/ledger/outcome-summary.ts";
import type { Ledger, OutcomeVersions } from "#src/ports/ledger.ts";
import type { RunContext } from "#src/state/run-context.ts";
import { recordOutcome } from "./record-outcome.ts";
import { ScanUnread } from "./scan-unread.ts";

type Deps = {
  readonly ledger: Ledger;
  readonly versions: OutcomeVersions;
  readonly now: () => number;
};

/** A document of a batch that is tried. */
export type Trial = {
  readonly batchId: string;
  readonly document: InputDocument;
  /** Attempts at it that failed, in rounds and runs before. */
  readonly earlier: readonly FailedAttempt[];
  readonly context: RunContext;
};

/** Attempts at one document in all, over rounds and resumed runs. */
export const attemptsMax = ({ onError, roundsMax }: RunContext): number =>
  onError === "retry" ? roundsMax + 1 : 1;

/** Sets a document aside that has had all its attempts in rounds and runs before. */
export async function exhausted(
  deps: Deps,
  trial: Trial,
  last: FailedAttempt,
): Promise<OutcomeSummary> {
  const outcome = outcomeOf(trial.document);
  // Only a scan without its model fails with this code in a way that may pass.
  const isUnread = last.code === "document.needs_ocr";
  const analysis = isUnread ? { ...outcome.analysis, degraded: true } : outcome.analysis;
  return await quarantine(deps, trial, {
    outcome: { ...outcome, analysis },
    failures: trial.earlier,
  });
}

/** A failure worth another round, or the document's quarantine. */
export async function failed(
  deps: Deps,
  trial: Trial,
  { document, cause }: { document: InputDocument; cause: unknown },
): Promise<OutcomeSummary> {
  const { batchId, earlier, context } = trial;
  const failure = attemptOf(deps, trial, describe(cause));
  const isTransient = cause instanceof AppError && cause.isTransient;
  if (isTransient && failure.attempt < attemptsMax(context)) {
    // Under the identity it was planned with, also once the true one is known: that is how they are counted.
    await deps.ledger.recordFailedAttempt(batchId, trial.document, failure);
    const { documentId, file } = document;
    const { code: errorCode, message: errorMessage, attempt: attempts } = failure;
    return { documentId, file, status: "failed", errorCode, errorMessage, attempts };
  }
  const analysis = cause instanceof ScanUnread ? cause.analysisNote : readByRules;
  const outcome = { ...outcomeOf(document), analysis };
  if (isTransient || earlier.length > 0) {
    return await quarantine(deps, trial, { outcome, failures: [...earlier, failure] });
  }
  const { code, message } = failure;
  return await record(deps, batchId, { ...outcome, error: { code, message, attempts: 1 } });
}

type Failure = Pick<OutcomeError, "code" | "message">;

function describe(cause: unknown): Failure {
  if (cause instanceof AppError) return { code: cause.code, message: cause.message };
  const message = cause instanceof Error ? cause.message : String(cause);
  return { code: "internal.error", message: `Unexpected error: ${message}` };
}

export const attemptOf = (
  { now }: Deps,
  { earlier }: Trial,
  { code, message }: Failure,
): FailedAttempt => ({
  attempt: earlier.length + 1,
  code,
  message,
  at: new Date(now()).toISOString(),
});

/** Sets a document aside for the last of its failures, with what happened at each attempt. */
export async function quarantine(
  deps: Deps,
  { batchId }: Trial,
  { outcome, failures }: { outcome: Outcome; failures: readonly FailedAttempt[] },
): Promise<OutcomeSummary> {
  const last = failures.at(-1);
  assert(last !== undefined, "a document is set aside for a failure");
  const { code, message } = last;
  const error = { code, message, attempts: failures.length, history: [...failures] };
  return await record(deps, batchId, { ...outcome, error });
}

async function record(deps: Deps, batchId: string, outcome: Outcome): Promise<OutcomeSummary> {
  const { ledger, versions } = deps;
  const options = { versions, fingerprint: { sellerKeys: [] } };
  return outcomeSummaryOf(await recordOutcome(ledger, { batchId, outcome }, options));
}

/** The record of a document that came to nothing. */
const outcomeOf = ({ documentId, file }: InputDocument): Outcome => ({
  schemaVersion,
  documentId,
  file,
  status: "quarantined",
  analysis: readByRules,
  evidence: {},
  findings: [],
  operations: [],
});
