import { readNodeGraph } from "#src/cli/read-node-graph.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import { planOperations } from "#src/ledger/operation-plan.ts";
import { RunContext, type Strategy } from "#src/state/run-context.ts";
import { createFakeLedger } from "#test/fakes/fake-ledger.ts";
import { median, rounded } from "../measure.ts";
import { simulatedInvoices } from "./simulated-invoices.ts";
import { referenceMs, referenceOperations, simulateServices } from "./simulated-services.ts";

const scale = 10;
const invoicesMeasured = 6;
/** Of the speed-up that the critical path allows. */
const speedUpShareMin = 0.9;

type Run = {
  readonly walls: readonly number[];
  readonly outcomes: readonly Outcome[];
  readonly calls: Record<string, number>;
};

/** Each invoice by itself, one after another; what differs is how its operations run. */
async function runAll(strategy: Strategy): Promise<Run> {
  const invoices = simulatedInvoices(invoicesMeasured);
  const ledger = createFakeLedger();
  await ledger.startBatch({ batchId: "b", startedAt: "2026-03-01T00:00:00Z", settings: {} });
  const { graph, calls } = simulateServices(invoices, { scale, ledger });
  const context = RunContext.parse({ strategy, analysis: "ollama" });
  const walls: number[] = [];
  const outcomes: Outcome[] = [];
  for (const { document } of invoices) {
    const { path, file, documentId } = document;
    const startedAtMs = performance.now();
    const { outcome } = await graph.invoke(
      { path, file, documentId, batchId: "b" },
      { context, metadata: { batchId: "b", documentId } },
    );
    walls.push(performance.now() - startedAtMs);
    if (outcome === undefined) throw new Error(`no outcome of ${file}`);
    outcomes.push(outcome);
  }
  return { walls, outcomes, calls: calls() };
}

/** All that was decided, without what was timed. */
const decided = ({ operations: _operations, ...outcome }: Outcome): string =>
  JSON.stringify(outcome);

/** Sequential against concurrent: the nine operations of one invoice at the reference latencies. */
export async function compareNineOperations() {
  const plan = planOperations(
    await readNodeGraph("invoice"),
    { durations: new Map() },
    referenceMs,
  );
  const sequential = await runAll("sequential");
  const concurrent = await runAll("concurrent");
  const sequentialMs = median(sequential.walls);
  const concurrentMs = median(concurrent.walls);
  const speedUp = sequentialMs / concurrentMs;
  const callsOf = ({ calls }: Run): number =>
    Object.values(calls).reduce((sum, count) => sum + count, 0);
  const row = (strategy: Strategy, run: Run, wallMs: number) => ({
    strategy,
    wallMs: rounded(wallMs),
    worstMs: rounded(Math.max(...run.walls)),
    boundMs: (strategy === "sequential" ? plan.sequentialMs : plan.criticalPathMs) / scale,
    speedUp: rounded(sequentialMs / wallMs, 2),
    calls: callsOf(run),
  });
  const operations = plan.operations
    .filter(({ name }) => referenceOperations.some((reference) => reference === name))
    .map(({ name, durationMs, slackMs, isCritical }) => ({
      operation: name,
      referenceMs: durationMs,
      slackMs: rounded(slackMs),
      isCritical,
      shareOfPath: isCritical ? rounded(durationMs / plan.criticalPathMs, 3) : 0,
      sequentialCalls: sequential.calls[name] ?? 0,
      concurrentCalls: concurrent.calls[name] ?? 0,
    }));
  const decisions = sequential.outcomes.map(({ file, decision }) => `${file}: ${decision?.action}`);
  const isSameDecided =
    sequential.outcomes.map(decided).join("\n") === concurrent.outcomes.map(decided).join("\n");
  const speedUpBound = plan.theoreticalSpeedUp;
  return {
    rows: [
      row("sequential", sequential, sequentialMs),
      row("concurrent", concurrent, concurrentMs),
    ],
    operations,
    figures: {
      invoices: invoicesMeasured,
      scale,
      speedUp: rounded(speedUp, 2),
      speedUpBound: rounded(speedUpBound, 2),
      criticalPath: plan.criticalPath.filter((name) => name in referenceMs),
      criticalPathOfAll: rounded(plan.criticalPathMs / plan.sequentialMs, 3),
      wallOverCriticalPath: rounded(concurrentMs / (plan.criticalPathMs / scale), 3),
      decisions,
    },
    promises: {
      "the same calls, one of each operation an invoice":
        JSON.stringify(sequential.calls) === JSON.stringify(concurrent.calls) &&
        Object.values(concurrent.calls).every((count) => count === invoicesMeasured),
      "the same findings, risks and decisions": isSameDecided,
      [`at least ${speedUpShareMin} of the speed-up the critical path allows`]:
        speedUp >= speedUpShareMin * speedUpBound,
    },
  };
}
