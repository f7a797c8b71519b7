import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import { outcomeSummaryOf } from "#src/ledger/outcome-summary.ts";
import type { BatchState, BatchUpdate } from "#src/state/batch-state.ts";
import { runContextOf } from "#src/state/run-context.ts";
import { batchIdOf } from "./batch-id.ts";
import { type SettleDeps, settleDuplicates } from "./settle-duplicates.ts";

/** Settles the batch once all its documents are read; writes the `outcomes` that change. */
export const matchDuplicatesNode =
  (deps: SettleDeps) =>
  async (state: BatchState, config: LangGraphRunnableConfig): Promise<BatchUpdate> => {
    const changed = await settleDuplicates(deps, {
      batchId: batchIdOf(state, config),
      // A file that could not be read when the batch was planned got its identity later.
      documents: (state.documents ?? []).map((document) => ({
        ...document,
        documentId: state.outcomes[document.file]?.documentId ?? document.documentId,
      })),
      baseCurrency: runContextOf(config, state.run).baseCurrency,
      signal: config.signal,
    });
    const summaries = changed.map((outcome) => ({
      ...state.outcomes[outcome.file],
      ...outcomeSummaryOf(outcome),
      revision: 1,
    }));
    return { outcomes: Object.fromEntries(summaries.map((summary) => [summary.file, summary])) };
  };
