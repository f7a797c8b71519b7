import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import { measureBatch } from "#src/ledger/measure-operations.ts";
import { summarizeBatch } from "#src/ledger/summarize-batch.ts";
import type { Ledger } from "#src/ports/ledger.ts";
import type { BatchState, BatchUpdate } from "#src/state/batch-state.ts";
import { runContextOf } from "#src/state/run-context.ts";
import { batchIdOf } from "./batch-id.ts";

type Deps = { readonly ledger: Ledger; readonly now: () => number };

/**
 * Reads `outcomes`; writes `summary`. A batch is finished in the ledger only when all of it is done: not if documents
 * were left by `onError: stop`, nor if it is one part of several. The operations are those of the whole batch, so a part has none.
 */
export const summarizeNode =
  ({ ledger, now }: Deps) =>
  async (state: BatchState, config: LangGraphRunnableConfig): Promise<BatchUpdate> => {
    const { onError } = runContextOf(config, state.run);
    const outcomes = Object.values(state.outcomes);
    const batchId = batchIdOf(state, config);
    const isPart = state.more === true || (state.after ?? "") !== "";
    const summary = summarizeBatch(batchId, outcomes, {
      startedAtMs: state.startedAtMs,
      wallMs: now() - (state.startedAtMs ?? now()),
      leaveOutQuarantined: onError === "skip",
      operations: isPart ? undefined : await measureBatch(ledger.outcomes(batchId)),
    });
    if (!isPart && outcomes.length === (state.documents ?? []).length) {
      await ledger.finishBatch(batchId, summary, new Date(now()).toISOString());
    }
    return { summary };
  };
