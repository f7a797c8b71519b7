import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import { type BatchCapacity, setupOf } from "#src/ledger/batch-setup.ts";
import { measureBatch } from "#src/ledger/measure-operations.ts";
import { summarizeBatch } from "#src/ledger/summarize-batch.ts";
import type { Ledger } from "#src/ports/ledger.ts";
import type { ResourceWatches } from "#src/ports/resource-watches.ts";
import { type BatchState, type BatchUpdate, documentsOf } from "#src/state/batch-state.ts";
import { runContextOf } from "#src/state/run-context.ts";
import { batchIdOf } from "./batch-id.ts";
import { tell, tellSettled, type TellDeps } from "./tell.ts";

type Deps = TellDeps & {
  readonly ledger: Ledger;
  readonly resourceWatches: ResourceWatches;
  readonly capacity: BatchCapacity;
  readonly processSlots: number;
  readonly now: () => number;
};

/**
 * Reads `outcomes`; writes `summary`. A batch is finished in the ledger only when all of it is done: not if documents
 * were left by `onError: stop`, nor if it is one part of several. Operations and resources are those of the whole batch, so a part has none.
 */
export const summarizeNode =
  (deps: Deps) =>
  async (state: BatchState, config: LangGraphRunnableConfig): Promise<BatchUpdate> => {
    const { ledger, resourceWatches, now } = deps;
    const run = runContextOf(config, state.run);
    const outcomes = Object.values(state.outcomes);
    const batchId = batchIdOf(state, config);
    const isPart = state.more === true || (state.after ?? "") !== "";
    const summary = summarizeBatch(batchId, outcomes, {
      startedAtMs: state.startedAtMs,
      wallMs: now() - (state.startedAtMs ?? now()),
      leaveOutQuarantined: run.onError === "skip",
      resources: isPart ? undefined : resourceWatches.end(batchId)?.resources,
      setup: setupOf(run, deps),
      operations: isPart ? undefined : await measureBatch(ledger.outcomes(batchId)),
    });
    if (!isPart && outcomes.length === documentsOf(state).length) {
      await ledger.finishBatch(batchId, summary, new Date(now()).toISOString());
    }
    // Counted when all of it is done, so that a batch that is stopped and resumed counts each document once.
    const isComplete = outcomes.length === documentsOf(state).length;
    if (isComplete) for (const outcome of outcomes) tellSettled(deps, outcome);
    tell(deps, config, { type: "batch.finished", batchId, isComplete, summary });
    return { summary };
  };
