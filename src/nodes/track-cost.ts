import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import type { Cost } from "#src/domain/analysis.ts";
import { costOf, type ModelPrices } from "#src/domain/model-prices.ts";
import type { AnalysisState, AnalysisUpdate } from "#src/state/analysis-state.ts";
import { runTierTask, type TierTaskDeps } from "./tier-task.ts";

/** Reads `answer` or `failure`; writes `cost`: an answer of no use costs the same. */
export const trackCostNode =
  (deps: TierTaskDeps & { readonly modelPrices: ModelPrices }) =>
  async (state: AnalysisState, config: LangGraphRunnableConfig): Promise<AnalysisUpdate> => {
    const usage = state.answer?.usage ?? state.failure?.usage;
    if (usage === undefined) return {};
    const { value: cost, operations } = await runTierTask<Cost | undefined>(
      {
        name: "track_cost",
        tier: 2,
        fallback: undefined,
        work: () => costOf(usage, deps.modelPrices),
      },
      deps,
      { state, config },
    );
    return { cost, operations };
  };
