import assert from "node:assert/strict";
import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import { fingerprintOf } from "#src/checks/duplicates-check.ts";
import { readByRules } from "#src/domain/analysis.ts";
import type { InputDocument } from "#src/domain/document.ts";
import type { Draft } from "#src/domain/draft.ts";
import { workedMsOf } from "#src/domain/operation.ts";
import {
  type Outcome,
  type OutcomeStatus,
  schemaVersion,
  statusOfDecision,
} from "#src/domain/outcome.ts";
import { summarizeBatch } from "#src/ledger/summarize-batch.ts";
import { outcomeSummaryOf } from "#src/ledger/outcome-summary.ts";
import type { InvoiceState, InvoiceUpdate } from "#src/state/invoice-state.ts";
import { runContextOf } from "#src/state/run-context.ts";
import { findingsOf } from "./assess-risk.ts";
import { ownerOf } from "./owner.ts";
import { recordOutcome } from "./record-outcome.ts";
import { decidedEvent, tell, tellSettled, type TellDeps } from "./tell.ts";
import { type SettleDeps, settleDuplicates } from "./settle-duplicates.ts";

type Deps = SettleDeps &
  TellDeps & {
    readonly now: () => number;
    /** True inside a batch's run, which tells by itself what came of its documents. */
    readonly isWorker?: boolean;
  };

/** Reads everything; writes `outcome`, after the ledger holds it. An invoice without `batchId` is a batch of its own. */
export const recordNode =
  (deps: Deps) =>
  async (state: InvoiceState, config: LangGraphRunnableConfig): Promise<InvoiceUpdate> => {
    const outcome = await recorded(deps, outcomeOf(state), { state, config });
    tellRecorded(deps, outcome, { state, config });
    return { outcome };
  };

type Recording = { readonly state: InvoiceState; readonly config: LangGraphRunnableConfig };

async function recorded(deps: Deps, outcome: Outcome, run: Recording): Promise<Outcome> {
  const { batchId } = run.state;
  return batchId === undefined
    ? await recordAlone(deps, outcome, run)
    : await recordIn(batchId, deps, outcome);
}

function tellRecorded(deps: Deps, outcome: Outcome, { state, config }: Recording): void {
  const durationMs = deps.now() - (state.startedAtMs ?? deps.now());
  const { strategy } = runContextOf(config);
  const operationsMs = outcome.operations.reduce((sum, one) => sum + workedMsOf(one), 0);
  deps.observe?.({ type: "document.recorded", strategy, wallMs: durationMs, operationsMs });
  if (deps.isWorker === true) return;
  const { status } = outcome;
  const summary = { ...outcomeSummaryOf(outcome), status, durationMs };
  tell(deps, config, decidedEvent(summary, state.batchId));
  tellSettled(deps, summary);
  deps.observe?.({ type: "document.attempted", status });
}

async function recordIn(
  batchId: string,
  { ledger, versions }: Deps,
  outcome: Outcome,
): Promise<Outcome> {
  const fingerprint = fingerprintOf(outcome.invoice ?? {}, outcome.documentType ?? "other");
  return await recordOutcome(ledger, { batchId, outcome }, { versions, fingerprint });
}

async function recordAlone(
  deps: Deps,
  outcome: Outcome,
  { state, config }: Recording,
): Promise<Outcome> {
  const { ledger, now } = deps;
  const { document, startedAtMs = now() } = state;
  assert(document !== undefined, "read_document ran before");
  const startedAt = new Date(startedAtMs).toISOString();
  const batchId = `single-${startedAt.replaceAll(/\D/g, "")}-${outcome.documentId.slice(7, 15)}`;
  await ledger.startBatch({
    batchId,
    startedAt,
    settings: { paths: [document.path], ...ownerOf(config) },
  });
  await ledger.saveDocuments(batchId, [document]);
  await recordIn(batchId, deps, outcome);
  const { baseCurrency } = runContextOf(config);
  const { signal } = config;
  const settling = { batchId, documents: [document], baseCurrency, signal };
  const [settled = outcome] = await settleDuplicates(deps, settling);
  const summary = summarizeBatch(batchId, [outcomeSummaryOf(settled)], {
    wallMs: now() - startedAtMs,
    leaveOutQuarantined: false,
  });
  await ledger.finishBatch(batchId, summary, new Date(now()).toISOString());
  return settled;
}

function outcomeOf(state: InvoiceState): Outcome {
  const { document, draft, analysisNote, error, risk, decision, operations } = state;
  assert(document !== undefined, "read_document ran before");
  return {
    schemaVersion,
    documentId: document.documentId,
    file: document.file,
    status: statusOf(state),
    ...(draft && { documentType: draft.documentType, source: draft.source }),
    ...pagesOf(document, draft),
    analysis: analysisNote ?? readByRules,
    ...(draft && { invoice: draft.invoice }),
    evidence: draft?.evidence ?? {},
    findings: findingsOf(state),
    ...(risk && { risk }),
    ...(decision && { decision }),
    ...(error && { error: { ...error, attempts: 1 } }),
    operations: Object.values(operations).toSorted((a, b) => a.startedMs - b.startedMs),
  };
}

function pagesOf({ part }: InputDocument, draft: Draft | undefined): Pick<Outcome, "pages"> {
  const { appendices, recognized } = draft ?? {};
  if ((part ?? appendices ?? recognized) === undefined) return {};
  const { first, last } = part ?? {};
  return {
    pages: {
      ...(part && { first, last }),
      ...(appendices && { appendices }),
      ...(recognized && { recognized }),
    },
  };
}

function statusOf({ error, decision }: InvoiceState): OutcomeStatus {
  if (error !== undefined) return "quarantined";
  assert(decision !== undefined, "decide ran before");
  return statusOfDecision(decision);
}
