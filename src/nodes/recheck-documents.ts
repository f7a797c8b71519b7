import assert from "node:assert/strict";
import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import { fingerprintOf } from "#src/checks/duplicates-check.ts";
import { withPastDecision } from "#src/decision/past-decisions.ts";
import type { PastDecision } from "#src/domain/decision.ts";
import { type CheckName, CheckName as AnyCheckName } from "#src/domain/finding.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import type { Ledger } from "#src/ports/ledger.ts";
import type { KeyedLimiter } from "#src/resilience/keyed-limiter.ts";
import type { Rechecked, RecheckChunk, RecheckUpdate } from "#src/state/recheck-state.ts";
import { runContextOf } from "#src/state/run-context.ts";
import { batchSlots } from "./batch-slots.ts";
import { judgeAgain, type JudgeDeps } from "./judge.ts";
import { repeatSkipped } from "./repeat-skipped.ts";

type Deps = Parameters<typeof repeatSkipped>[0] &
  JudgeDeps & {
    readonly ledger: Ledger;
    readonly documentLimiter: KeyedLimiter;
    readonly now: () => number;
  };

/**
 * Runs the skipped checks of the documents of one chunk and records what follows from them; writes `rechecked`. A check that
 * tells no more than before keeps its findings, and all else of a record stays; a decision that changes is kept in its history.
 * What a person decided is left alone.
 */
export const recheckDocumentsNode =
  (deps: Deps) =>
  async (chunk: RecheckChunk, config: LangGraphRunnableConfig): Promise<RecheckUpdate> => {
    const slots = batchSlots(runContextOf(config));
    const { batchId } = chunk;
    const files = chunk.files.values();
    const rechecked: Rechecked[] = [];
    const work = async (): Promise<void> => {
      for (const file of files) {
        const document = await deps.documentLimiter.run(
          `recheck ${batchId}`,
          slots,
          async () => await recheckDocument(deps, { batchId, file }, config),
          config.signal,
        );
        if (document !== undefined) rechecked.push(document);
      }
    };
    await Promise.all(Array.from({ length: Math.min(slots, waitingMax) }, work));
    return {
      rechecked: Object.fromEntries(rechecked.map((document) => [document.file, document])),
    };
  };

/** Documents of one chunk that run or wait for their turn: those of all chunks, `sendsMax`, fit into the limiter's queue. */
const waitingMax = 64;

async function recheckDocument(
  deps: Deps,
  { batchId, file }: { batchId: string; file: string },
  config: LangGraphRunnableConfig,
): Promise<Rechecked | undefined> {
  const { outcome, revision } = (await deps.ledger.findRecord(batchId, file)) ?? {};
  const { decision } = outcome ?? {};
  if (outcome === undefined || decision?.decidedBy !== "policy") return undefined;
  const { action: before } = decision;
  const skipped = AnyCheckName.array().parse(decision.skippedChecks ?? []);
  const { checks, findings, answered } = await repeatSkipped(
    deps,
    outcome,
    { batchId, skipped },
    config,
  );
  config.signal?.throwIfAborted();
  if (checks.length === 0) return { file, before, after: before, stillSkipped: skipped };
  const { baseCurrency } = runContextOf(config);
  const { signal } = config;
  const judged = await judgeAgain(deps, outcome, { checks, findings, baseCurrency, signal });
  assert(judged.decision !== undefined, "what was judged is decided");
  const { action: after, skippedChecks: stillSkipped = [] } = judged.decision;
  const updated = withHistory(judged, outcome, {
    replacedAt: new Date(deps.now()).toISOString(),
    replacedBecause: reasonOf(answered, stillSkipped),
  });
  const fingerprint = fingerprintOf(outcome.invoice ?? {}, outcome.documentType ?? "other");
  const options = { versions: deps.versions, fingerprint, ...(revision && { revision }) };
  if (await deps.ledger.record(batchId, updated, options)) {
    return { file, before, after, stillSkipped };
  }
  return await changedMeanwhile(deps, { batchId, file }, before);
}

/** What another run left; undefined if a person decided. */
async function changedMeanwhile(
  { ledger }: Deps,
  { batchId, file }: { batchId: string; file: string },
  before: Rechecked["before"],
): Promise<Rechecked | undefined> {
  const { decision } = (await ledger.findOutcome(batchId, file)) ?? {};
  if (decision?.decidedBy !== "policy") return undefined;
  const { action: after, skippedChecks: stillSkipped = [] } = decision;
  return { file, before, after, stillSkipped };
}

function reasonOf(answered: readonly CheckName[], stillSkipped: readonly string[]): string {
  const done = answered.filter((check) => !stillSkipped.includes(check));
  const inPart = answered.filter((check) => stillSkipped.includes(check));
  const sentences = [
    ...(done.length > 0 ? [`Checked at last: ${done.join(", ")}.`] : []),
    ...(inPart.length > 0 ? [`Some more services answered: ${inPart.join(", ")}.`] : []),
  ];
  return sentences.join(" ");
}

function withHistory(
  judged: Outcome,
  before: Outcome,
  replaced: Pick<PastDecision, "replacedAt" | "replacedBecause">,
): Outcome {
  const { decision, decisionHistory = [] } = before;
  if (decision === undefined || JSON.stringify(decision) === JSON.stringify(judged.decision)) {
    return judged;
  }
  return {
    ...judged,
    decisionHistory: withPastDecision(decisionHistory, { ...decision, ...replaced }),
  };
}
