import { setTimeout as delay } from "node:timers/promises";
import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import type { BatchState, BatchUpdate } from "#src/state/batch-state.ts";
import { runContextOf } from "#src/state/run-context.ts";
import { noneLeft } from "./plan.ts";

/** Wait before the first retry round, milliseconds; doubles with each round. */
const backoffMsMin = 500;
const backoffMsMax = 30_000;

export type Sleep = (ms: number, signal: AbortSignal | undefined) => Promise<void>;

/** Waits as long as asked, or until the run is aborted. */
export const sleep: Sleep = async (ms, signal) => {
  await delay(ms, undefined, signal === undefined ? {} : { signal });
};

/** Reads `round`; writes the next one after the backoff, and `run`. What a stopped run `left` is taken up, unless this one stops too. */
export const planRetryNode =
  ({ sleep: wait }: { readonly sleep: Sleep }) =>
  async (state: BatchState, config: LangGraphRunnableConfig): Promise<BatchUpdate> => {
    const { round = 0 } = state;
    const run = runContextOf(config, state.run);
    await wait(Math.min(backoffMsMax, backoffMsMin * 2 ** round), config.signal);
    return { round: round + 1, run, ...(run.onError !== "stop" && { left: noneLeft() }) };
  };
