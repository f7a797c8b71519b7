import type { AnalysisState, AnalysisUpdate } from "#src/state/analysis-state.ts";

/** Reads what the tasks of tier 1 wrote; writes `context`. A task that gave nothing leaves its part empty. */
export const mergeRetrievalNode = ({
  passages = [],
  suggestedChecks = [],
  sellerMemory,
}: AnalysisState): AnalysisUpdate => ({
  context: { passages, suggestedChecks, ...(sellerMemory && { seller: sellerMemory }) },
});
