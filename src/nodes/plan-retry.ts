import { setTimeout as delay } from "node:timers/promises";
import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import type { BatchState, BatchUpdate } from "#src/state/batch-state.ts";

/** Wait before the first retry round, milliseconds; doubles with each round. */
const backoffMsMin = 500;
const backoffMsMax = 30_000;

export type Sleep = (ms: number, signal: AbortSignal | undefined) => Promise<void>;

/** Waits as long as asked, or until the run is aborted. */
export const sleep: Sleep = async (ms, signal) => {
  await delay(ms, undefined, signal === undefined ? {} : { signal });
};

/** Reads `round`; writes the next one after the backoff. */
export const planRetryNode =
  ({ sleep: wait }: { readonly sleep: Sleep }) =>
  async ({ round = 0 }: BatchState, config: LangGraphRunnableConfig): Promise<BatchUpdate> => {
    await wait(Math.min(backoffMsMax, backoffMsMin * 2 ** round), config.signal);
    return { round: round + 1 };
  };
