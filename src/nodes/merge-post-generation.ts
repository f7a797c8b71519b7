import { type AnalysisResult, tier1Tasks, tier2Tasks } from "#src/domain/analysis.ts";
import type { AnalysisState, AnalysisUpdate } from "#src/state/analysis-state.ts";
import { tierTiming } from "./tier-task.ts";

/** Reads what `generate` and the tasks of tier 2 wrote; writes `analysis`, all that leaves this graph. */
export function mergePostGenerationNode(state: AnalysisState): AnalysisUpdate {
  const { answer, pagesLeftOut, failure, citations, quality, cost, operations } = state;
  const tier1 = tierTiming(tier1Tasks, operations);
  const tier2 = tierTiming(tier2Tasks, operations);
  const analysis: AnalysisResult = {
    status: answer === undefined ? (failure?.status ?? "failed") : "answered",
    ...(failure && { reason: failure.reason }),
    ...(failure?.message !== undefined && { message: failure.message }),
    ...(answer && { analysis: answer }),
    ...(pagesLeftOut !== undefined && { pagesLeftOut }),
    ...(citations && { citations }),
    ...(quality && { quality }),
    ...(cost && { cost }),
    ...(tier1 && { tier1 }),
    ...(tier2 && { tier2 }),
    operations,
  };
  return { analysis };
}
