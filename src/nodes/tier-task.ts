import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import type { TierTiming } from "#src/domain/analysis.ts";
import type { Operation, OperationName } from "#src/domain/operation.ts";
import type { Log } from "#src/ports/log.ts";
import { inTime, TimedOut } from "#src/resilience/in-time.ts";
import { runContextOf } from "#src/state/run-context.ts";
import {
  type Operated,
  type OperationDeps,
  type OperationScope,
  timeOperation,
} from "./operation.ts";

export type TierTaskDeps = OperationDeps & { readonly log: Log };

export type TierTask<T> = {
  readonly name: OperationName;
  readonly tier: 1 | 2;
  /** What stands if the task is off, fails or takes too long. */
  readonly fallback: T;
  readonly work: (signal: AbortSignal) => Promise<T> | T;
};

/**
 * Runs one task of a tier behind an error boundary of its own, within a time of its own. Whatever happens to it is recorded and
 * costs its siblings nothing: it gives its fallback instead. Only an abort of the run itself is thrown.
 *
 * Its time begins when it begins: in a sequential tier it does not run while the task waits for its siblings.
 */
export async function runTierTask<T>(
  task: TierTask<T>,
  deps: TierTaskDeps,
  { state, config }: Omit<OperationScope, "lane">,
): Promise<Operated<T>> {
  const { name, tier, fallback } = task;
  const { mode, timeoutMs } = tierSettings(tier, config);
  if (mode === "off") return { value: fallback, operations: {} };
  const lane = mode === "sequential" ? `tier${tier}` : undefined;
  return await timeOperation(name, deps, { state, config, lane }, async () => {
    try {
      const { signal } = config;
      return { value: await inTime(task.work, { timeoutMs, signal }), outcome: "ok" };
    } catch (error) {
      config.signal?.throwIfAborted();
      const outcome = error instanceof TimedOut ? "timed_out" : "failed";
      deps.log("warn", `task.${outcome}`, { task: name, message: messageOf(name, error) });
      return { value: fallback, outcome };
    }
  });
}

const messageOf = (name: OperationName, error: unknown): string =>
  `${name}: ${error instanceof Error ? error.message : String(error)}; its part is left empty`;

function tierSettings(tier: 1 | 2, config: LangGraphRunnableConfig) {
  const context = runContextOf(config);
  return tier === 1
    ? { mode: context.tier1, timeoutMs: context.tier1TimeoutMs }
    : { mode: context.tier2, timeoutMs: context.tier2TimeoutMs };
}

/** What a tier took together, against its tasks one after another; absent if none of them ran. */
export function tierTiming(
  tasks: readonly OperationName[],
  operations: Readonly<Record<string, Operation>>,
): TierTiming | undefined {
  const ran = Object.values(operations).filter(({ name }) => tasks.includes(name));
  if (ran.length === 0) return undefined;
  const starts = ran.map(({ startedMs }) => startedMs);
  const ends = ran.map(({ startedMs, durationMs }) => startedMs + durationMs);
  return {
    wallMs: Math.max(...ends) - Math.min(...starts),
    tasksMs: ran.reduce((sum, { durationMs }) => sum + durationMs, 0),
  };
}
