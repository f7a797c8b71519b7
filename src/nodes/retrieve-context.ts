import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import { type Passage, passagesMax } from "#src/domain/analysis.ts";
import type { Draft } from "#src/domain/draft.ts";
import type { KnowledgeIndex } from "#src/ports/knowledge-index.ts";
import type { AnalysisState, AnalysisUpdate } from "#src/state/analysis-state.ts";
import { runTierTask, type TierTaskDeps } from "./tier-task.ts";

/** Items whose names are searched for. */
const itemsMax = 5;

/** Reads `draft`; writes `passages`: what policy documents and earlier invoices say about its matter. */
export const retrieveContextNode =
  (deps: TierTaskDeps & { readonly knowledgeIndex: KnowledgeIndex }) =>
  async (state: AnalysisState, config: LangGraphRunnableConfig): Promise<AnalysisUpdate> => {
    const { value: passages, operations } = await runTierTask<readonly Passage[]>(
      {
        name: "retrieve_context",
        tier: 1,
        fallback: [],
        work: async (signal) => {
          const query = queryOf(state.draft);
          const options = { limit: passagesMax, batchId: state.batchId };
          return query === "" ? [] : await deps.knowledgeIndex.search(query, options, signal);
        },
      },
      deps,
      { state, config },
    );
    return { passages: [...passages], operations };
  };

function queryOf(draft: Draft | undefined): string {
  const { seller, invoiceLines = [], currencyCode } = draft?.invoice ?? {};
  const items = invoiceLines.slice(0, itemsMax).map(({ name }) => name);
  const words = [seller?.name, seller?.address?.countryCode, currencyCode, ...items];
  return words.filter((word) => word !== undefined).join(" ");
}
