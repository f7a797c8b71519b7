import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import type { Quality } from "#src/domain/analysis.ts";
import { scoreQuality } from "#src/extraction/model/score-quality.ts";
import type { AnalysisState, AnalysisUpdate } from "#src/state/analysis-state.ts";
import { runTierTask, type TierTaskDeps } from "./tier-task.ts";

/** Reads `answer` and `draft`; writes `quality`. */
export const scoreQualityNode =
  (deps: TierTaskDeps) =>
  async (state: AnalysisState, config: LangGraphRunnableConfig): Promise<AnalysisUpdate> => {
    const { answer, draft } = state;
    if (answer === undefined) return {};
    const { value: quality, operations } = await runTierTask<Quality | undefined>(
      {
        name: "score_quality",
        tier: 2,
        fallback: undefined,
        work: () => scoreQuality(answer.answer, draft),
      },
      deps,
      { state, config },
    );
    return { quality, operations };
  };
