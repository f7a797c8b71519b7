import { setTimeout as wait } from "node:timers/promises";
import { END, START, StateGraph, type LangGraphRunnableConfig } from "@langchain/langgraph";
import { type TierTiming, tier1Tasks, tier2Tasks } from "#src/domain/analysis.ts";
import { runTierTask, tierTiming } from "#src/nodes/tier-task.ts";
import { createKeyedLimiter } from "#src/resilience/keyed-limiter.ts";
import {
  type AnalysisState as State,
  AnalysisState,
  type AnalysisUpdate,
} from "#src/state/analysis-state.ts";
import { RunContext } from "#src/state/run-context.ts";

/*
 * The two tiers of the analysis as graphs/analysis.ts wires them, with nothing between them and tasks that only wait.
 */

/** Milliseconds each task takes. */
export const simulatedMs = {
  retrieve_context: 500,
  suggest_checks: 300,
  recall_seller: 200,
  score_quality: 100,
  extract_citations: 150,
  track_cost: 50,
} as const;
type Task = keyof typeof simulatedMs;

const deps = {
  now: () => performance.now(),
  operationLimiter: createKeyedLimiter({ queueSlots: 100 }),
  log: () => undefined,
};

const waitingNode =
  (name: Task, tier: 1 | 2) =>
  async (state: State, config: LangGraphRunnableConfig): Promise<AnalysisUpdate> => {
    const work = async (signal: AbortSignal) =>
      await wait(simulatedMs[name], undefined, { signal });
    const task = { name, tier, fallback: undefined, work };
    const { operations } = await runTierTask(task, deps, { state, config });
    return { operations };
  };

const between = () => ({});
const graph = new StateGraph({ state: AnalysisState, context: RunContext })
  .addNode("retrieve_context", waitingNode("retrieve_context", 1))
  .addNode("suggest_checks", waitingNode("suggest_checks", 1))
  .addNode("recall_seller", waitingNode("recall_seller", 1))
  .addNode("between", between)
  .addNode("score_quality", waitingNode("score_quality", 2))
  .addNode("extract_citations", waitingNode("extract_citations", 2))
  .addNode("track_cost", waitingNode("track_cost", 2))
  .addNode("merge", between)
  .addEdge(START, "retrieve_context")
  .addEdge(START, "suggest_checks")
  .addEdge(START, "recall_seller")
  .addEdge([...tier1Tasks], "between")
  .addEdge("between", "score_quality")
  .addEdge("between", "extract_citations")
  .addEdge("between", "track_cost")
  .addEdge([...tier2Tasks], "merge")
  .addEdge("merge", END)
  .compile({ checkpointer: false });

export const tiers = [
  { tier: 1, tasks: tier1Tasks },
  { tier: 2, tasks: tier2Tasks },
] as const;

/** Wall time of both tiers, each from the start of its first task to the end of its last. */
export async function runTiers(mode: "parallel" | "sequential"): Promise<readonly TierTiming[]> {
  const context = RunContext.parse({ tier1: mode, tier2: mode });
  const { operations } = await graph.invoke({ path: "/invoice.pdf", startedAtMs: 0 }, { context });
  return tiers.map(({ tasks }) => {
    const timing = tierTiming(tasks, operations);
    if (timing === undefined) throw new Error("no task of the tier ran");
    return timing;
  });
}
