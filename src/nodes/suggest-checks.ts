import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import { suggestChecks } from "#src/checks/suggest-checks.ts";
import type { SuggestedCheck } from "#src/domain/analysis.ts";
import type { Policy } from "#src/domain/policy.ts";
import type { AnalysisState, AnalysisUpdate } from "#src/state/analysis-state.ts";
import { runContextOf } from "#src/state/run-context.ts";
import { runTierTask, type TierTaskDeps } from "./tier-task.ts";

/** Reads `draft`; writes `suggestedChecks`: what matters for this document, and why. */
export const suggestChecksNode =
  (deps: TierTaskDeps & { readonly policy: Policy }) =>
  async (state: AnalysisState, config: LangGraphRunnableConfig): Promise<AnalysisUpdate> => {
    const given = { policy: deps.policy, baseCurrency: runContextOf(config).baseCurrency };
    const { value: suggestedChecks, operations } = await runTierTask<readonly SuggestedCheck[]>(
      {
        name: "suggest_checks",
        tier: 1,
        fallback: [],
        work: () => (state.draft === undefined ? [] : suggestChecks(state.draft, given)),
      },
      deps,
      { state, config },
    );
    return { suggestedChecks: [...suggestedChecks], operations };
  };
