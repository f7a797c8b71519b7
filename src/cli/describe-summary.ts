import path from "node:path";
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
    `${summary.status}: ${summary.recommendation}`,
    ...(isComplete
      ? []
      : [`Stopped at the first failure. Go on with: fanfold process --resume ${summary.batchId}`]),
    ...written.map((file) => `  ${shortPath(file)}`),
    "",
  ].join("\n");
}

/** Relative to the working directory where that is shorter to read. */
function shortPath(file: string): string {
  const relative = path.relative("", file);
  return relative.startsWith("..") ? file : relative;
}
