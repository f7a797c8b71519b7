import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import type { OutcomeSummary } from "#src/domain/batch.ts";
import { outcomeSummaryOf } from "#src/ledger/outcome-summary.ts";
import { type BatchState, type BatchUpdate, documentsOf } from "#src/state/batch-state.ts";
import { runContextOf } from "#src/state/run-context.ts";
import { batchIdOf } from "./batch-id.ts";
import { type SettleDeps, settleDuplicates } from "./settle-duplicates.ts";

/** Settles the batch once all its documents are read; writes the `outcomes` that change by that, or by reviews meanwhile. */
export const matchDuplicatesNode =
  (deps: SettleDeps) =>
  async (state: BatchState, config: LangGraphRunnableConfig): Promise<BatchUpdate> => {
    const batchId = batchIdOf(state, config);
    // A file that could not be read when the batch was planned got its identity later.
    const documents = documentsOf(state).map((document) => ({
      ...document,
      documentId: state.outcomes[document.file]?.documentId ?? document.documentId,
    }));
    const settled = await settleDuplicates(deps, {
      batchId,
      documents,
      baseCurrency: runContextOf(config, state.run).baseCurrency,
      signal: config.signal,
    });
    const recorded = await deps.ledger.recorded(batchId, documents, deps.versions);
    const reviewed = recorded.filter(({ file, action }) => {
      const before = state.outcomes[file];
      return before !== undefined && action !== undefined && action !== before.action;
    });
    // What was settled last: of documents a retry leaves alone, the ledger of that run tells what they were before.
    const changed: OutcomeSummary[] = [...reviewed, ...settled.map(outcomeSummaryOf)];
    return {
      outcomes: Object.fromEntries(
        changed.map((summary) => {
          const before = state.outcomes[summary.file];
          return [summary.file, { ...before, ...summary, revision: (before?.revision ?? 0) + 1 }];
        }),
      ),
    };
  };
