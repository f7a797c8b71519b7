import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import {
  type AnalysisResult,
  tier1Tasks,
  tier2Tasks,
  type TierTiming,
} from "#src/domain/analysis.ts";
import type { AnalysisState, AnalysisUpdate } from "#src/state/analysis-state.ts";
import { runContextOf, type TierMode } from "#src/state/run-context.ts";
import type { TellDeps } from "./tell.ts";
import { tierTiming } from "./tier-task.ts";

/** Reads what `generate` and the tasks of tier 2 wrote; writes `analysis`, all that leaves this graph. */
export const mergePostGenerationNode =
  (deps: TellDeps) =>
  (state: AnalysisState, config: LangGraphRunnableConfig): AnalysisUpdate => {
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
    const context = runContextOf(config);
    tellTier(deps, { tier: 1, mode: context.tier1 }, tier1);
    tellTier(deps, { tier: 2, mode: context.tier2 }, tier2);
    return { analysis };
  };

function tellTier(
  { observe }: TellDeps,
  { tier, mode }: { readonly tier: 1 | 2; readonly mode: TierMode },
  timing: TierTiming | undefined,
): void {
  if (timing === undefined || mode === "off") return;
  observe?.({ type: "tier.finished", tier, mode, ...timing });
}
