import path from "node:path";
import type { BatchOperations } from "#src/domain/batch-operations.ts";
import type { BatchSummary } from "#src/domain/batch.ts";

type Described = {
  readonly summary: BatchSummary;
  readonly written: readonly string[];
  readonly isComplete: boolean;
};

/** The end of a run for people: counts, verdict, where the results are. */
export function describeSummary({ summary, written, isComplete }: Described): string {
  const { decisions, dispatched, quarantined, wallSeconds, documentsPerSecond } = summary;
  return [
    "",
    `${dispatched} documents in ${wallSeconds.toFixed(1)} s (${documentsPerSecond.toFixed(1)} per second)`,
    `  auto_approve      ${decisions.auto_approve}`,
    ...(decisions.approve === undefined ? [] : [`  approve           ${decisions.approve}`]),
    `  manager_approval  ${decisions.manager_approval}`,
    `  reject            ${decisions.reject}`,
    `  quarantined       ${quarantined}`,
    ...describeOperations(summary.operations),
    ...describeResources(summary),
    `${summary.status}: ${summary.recommendation}`,
    ...(isComplete
      ? []
      : [`Stopped at the first failure. Go on with: fanfold process --resume ${summary.batchId}`]),
    ...written.map((file) => `  ${shortPath(file)}`),
    "",
  ].join("\n");
}

/** Operations named; the report has all of them. */
const operationsNamedMax = 3;

/** What the operations of the batch took, waited and gained, in two lines. */
function describeOperations(operations: BatchOperations | undefined): string[] {
  if (operations === undefined || operations.byName.length === 0) return [];
  const { sequentialMs, waitedMs, speedUp = 0, byName } = operations;
  // Of few documents the start takes longer than the work.
  const gain =
    speedUp <= 1 ? "" : `, done ${speedUp.toFixed(1)} times as fast as one after another`;
  const longest = byName
    .slice(0, operationsNamedMax)
    .map(({ name, p50Ms, p95Ms }) => `${name} p50 ${seconds(p50Ms)} p95 ${seconds(p95Ms)}`);
  return [
    `operations: ${seconds(sequentialMs)} of work${gain}, ${seconds(waitedMs)} waiting for slots`,
    `  most work: ${longest.join("; ")}`,
  ];
}

/** How much memory and processor it took, and what to change. */
function describeResources({ resources, advice = [] }: BatchSummary): string[] {
  if (resources === undefined) return [];
  const { rssBytes, cpuShare, cores } = resources;
  const memory = `memory up to ${Math.round(rssBytes.max / 1e6)} MB`;
  const processor = `processor ${Math.round(cpuShare.mean * 100)} % of ${cores} cores`;
  return [
    `resources: ${memory}, ${processor}`,
    ...advice.map(({ reason, change }) => `  advice: ${change} ${reason}`),
  ];
}

const seconds = (ms: number): string =>
  ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;

/** Relative to the working directory where that is shorter to read. */
function shortPath(file: string): string {
  const relative = path.relative("", file);
  return relative.startsWith("..") ? file : relative;
}
