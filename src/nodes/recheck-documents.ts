import assert from "node:assert/strict";
import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import { fingerprintOf } from "#src/checks/duplicates-check.ts";
import type { CheckNode } from "#src/domain/check-node.ts";
import type { PastDecision } from "#src/domain/decision.ts";
import { type CheckName, CheckName as AnyCheckName } from "#src/domain/finding.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import type { Ledger } from "#src/ports/ledger.ts";
import type { KeyedLimiter } from "#src/resilience/keyed-limiter.ts";
import type { InvoiceState } from "#src/state/invoice-state.ts";
import type { Rechecked, RecheckChunk, RecheckUpdate } from "#src/state/recheck-state.ts";
import { runContextOf } from "#src/state/run-context.ts";
import { judgeAgain, type JudgeDeps } from "./judge.ts";
import { recheckNode } from "./recheck.ts";

type Deps = Parameters<typeof recheckNode>[0] &
  JudgeDeps & {
    readonly ledger: Ledger;
    readonly documentLimiter: KeyedLimiter;
    readonly now: () => number;
  };

/**
 * Runs the skipped checks of the documents of one chunk and records what follows from them; writes `rechecked`. All else of a
 * record stays; a decision that changes is kept in its history. What a person decided is left alone.
 */
export const recheckDocumentsNode =
  (deps: Deps) =>
  async (chunk: RecheckChunk, config: LangGraphRunnableConfig): Promise<RecheckUpdate> => {
    const { parallelism } = runContextOf(config);
    const rechecked = await Promise.all(
      chunk.files.map(
        async (file) =>
          await deps.documentLimiter.run(
            `recheck ${chunk.batchId}`,
            parallelism,
            async () => await recheckDocument(deps, { batchId: chunk.batchId, file }, config),
            config.signal,
          ),
      ),
    );
    const known = rechecked.filter((document) => document !== undefined);
    return { rechecked: Object.fromEntries(known.map((document) => [document.file, document])) };
  };

async function recheckDocument(
  deps: Deps,
  { batchId, file }: { batchId: string; file: string },
  config: LangGraphRunnableConfig,
): Promise<Rechecked | undefined> {
  const outcome = await deps.ledger.findOutcome(batchId, file);
  const { decision } = outcome ?? {};
  if (outcome === undefined || decision?.decidedBy !== "policy") return undefined;
  const skipped = AnyCheckName.array().parse(decision.skippedChecks ?? []);
  const findings = await findingsOf(deps, outcome, { batchId, skipped }, config);
  const { baseCurrency } = runContextOf(config);
  const judged = await judgeAgain(deps, outcome, { checks: skipped, findings, baseCurrency });
  const updated = withHistory(judged, outcome, {
    replacedAt: new Date(deps.now()).toISOString(),
    replacedBecause: `Checked at last: ${skipped.join(", ")}.`,
  });
  const fingerprint = fingerprintOf(outcome.invoice ?? {}, outcome.documentType ?? "other");
  await deps.ledger.record(batchId, updated, { versions: deps.versions, fingerprint });
  assert(updated.decision !== undefined, "what was judged is decided");
  const { action: after, skippedChecks: stillSkipped = [] } = updated.decision;
  return { file, before: decision.action, after, stillSkipped };
}

/** The node each check that asks a service is run by. */
const nodeOf: Partial<Record<CheckName, CheckNode>> = {
  seller: "check_seller",
  address: "check_tax",
  tax: "check_tax",
  currency: "check_currency",
};

async function findingsOf(
  deps: Deps,
  outcome: Outcome,
  { batchId, skipped }: { batchId: string; skipped: readonly CheckName[] },
  config: LangGraphRunnableConfig,
) {
  const state = stateOf(outcome, batchId, deps.now());
  const recheck = recheckNode(deps);
  const nodes = new Set(skipped.flatMap((check) => nodeOf[check] ?? []));
  const updates = await Promise.all(
    [...nodes].map(async (check) => await recheck({ ...state, check }, config)),
  );
  return updates
    .flatMap(({ checks = {} }) => Object.values(checks))
    .flatMap((result) => result.findings)
    .filter(({ check }) => skipped.includes(check));
}

/** What the checks read of a document that was recorded: its invoice, not its file. */
function stateOf(outcome: Outcome, batchId: string, startedAtMs: number): InvoiceState {
  const { file, documentId, invoice, documentType, source, evidence } = outcome;
  assert(invoice !== undefined && documentType !== undefined && source !== undefined, "was read");
  return {
    path: file,
    file,
    batchId,
    documentId,
    document: { documentId, file, path: file, sizeBytes: 0 },
    startedAtMs,
    draft: { source, documentType, invoice, evidence },
    checks: {},
    operations: {},
  };
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
  return { ...judged, decisionHistory: [...decisionHistory, { ...decision, ...replaced }] };
}
