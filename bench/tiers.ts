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
import { median, rounded } from "./measure.ts";

/*
 * Do the tasks of a tier really run at once? `node bench/tiers.ts`, half a minute. Simulated: each task only waits. The tiers
 * are wired as in graphs/analysis.ts, with nothing between them, and run parallel and sequential in turn in the same run.
 */
const rounds = 7;
const ratioMax = 1.1;

/** Milliseconds each task takes. */
const simulatedMs = {
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

const tiers = [
  { tier: 1, tasks: tier1Tasks },
  { tier: 2, tasks: tier2Tasks },
] as const;

/** Wall time of both tiers, each from the start of its first task to the end of its last. */
async function run(mode: "parallel" | "sequential"): Promise<readonly TierTiming[]> {
  const context = RunContext.parse({ tier1: mode, tier2: mode });
  const { operations } = await graph.invoke({ path: "/invoice.pdf", startedAtMs: 0 }, { context });
  return tiers.map(({ tasks }) => {
    const timing = tierTiming(tasks, operations);
    if (timing === undefined) throw new Error("no task of the tier ran");
    return timing;
  });
}

const parallel: (readonly TierTiming[])[] = [];
const sequential: (readonly TierTiming[])[] = [];
await run("parallel");
for (let round = 0; round < rounds; round += 1) {
  parallel.push(await run("parallel"));
  sequential.push(await run("sequential"));
}
const wallsOf = (measured: typeof parallel, index: number): number[] =>
  measured.map((timings) => timings[index]?.wallMs ?? 0);
const results = tiers.map(({ tier, tasks }, index) => {
  const slowestMs = Math.max(...tasks.map((task) => simulatedMs[task]));
  const walls = wallsOf(parallel, index);
  const sequentialMs = median(wallsOf(sequential, index));
  return {
    tier,
    tasks: tasks.map((task) => simulatedMs[task]).join(" / "),
    slowestMs,
    parallelMs: rounded(median(walls)),
    worstMs: rounded(Math.max(...walls)),
    ratio: rounded(median(walls) / slowestMs, 3),
    worstRatio: rounded(Math.max(...walls) / slowestMs, 3),
    sequentialMs: rounded(sequentialMs),
    speedUp: rounded(sequentialMs / median(walls), 2),
  };
});
console.table(results);
console.log(JSON.stringify({ rounds, ratioMax, tiers: results }));
if (results.some(({ ratio }) => ratio > ratioMax)) process.exitCode = 1;
