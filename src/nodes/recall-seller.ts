import type { BaseStore, LangGraphRunnableConfig } from "@langchain/langgraph";
import { fingerprintOf } from "#src/checks/duplicates-check.ts";
import { type SellerMemory, sellerNotesMax } from "#src/domain/analysis.ts";
import { sellerMemoryOf } from "#src/ledger/seller-memory.ts";
import type { Ledger } from "#src/ports/ledger.ts";
import type { AnalysisState, AnalysisUpdate } from "#src/state/analysis-state.ts";
import { sellerNamespaceOf } from "./seller-namespace.ts";
import { runTierTask, type TierTaskDeps } from "./tier-task.ts";

/** Earlier invoices of a seller that are looked at. */
const pastInvoicesMax = 20;

type Deps = TierTaskDeps & { readonly ledger: Pick<Ledger, "pastOutcomes"> };

/**
 * Reads `draft`; writes `sellerMemory`: what the ledger knows of the seller's settled invoices, and the notes and reviewer
 * corrections that the LangGraph store keeps as items `{ "note": "..." }` under `["sellers", "vat", "DE136695976"]`,
 * `["sellers", "registration", ...]` or `["sellers", "name", "BEISPIELWERKEGMBH"]`: letters and digits, capitals.
 */
export const recallSellerNode =
  (deps: Deps) =>
  async (state: AnalysisState, config: LangGraphRunnableConfig): Promise<AnalysisUpdate> => {
    const { value: sellerMemory, operations } = await runTierTask<SellerMemory | undefined>(
      {
        name: "recall_seller",
        tier: 1,
        fallback: undefined,
        work: async () => await recall(deps, state, config.store),
      },
      deps,
      { state, config },
    );
    return { sellerMemory, operations };
  };

async function recall(
  { ledger }: Deps,
  { draft, batchId }: AnalysisState,
  store: BaseStore | undefined,
): Promise<SellerMemory | undefined> {
  const { sellerKeys } = fingerprintOf(draft?.invoice ?? {}, draft?.documentType ?? "other");
  if (sellerKeys.length === 0) return undefined;
  const [past, notes] = await Promise.all([
    ledger.pastOutcomes({ sellerKeys, batchId, limit: pastInvoicesMax }),
    store === undefined ? [] : notesOf(store, sellerKeys),
  ]);
  return sellerMemoryOf(
    past.map(({ outcome }) => outcome),
    notes,
  );
}

async function notesOf(store: BaseStore, sellerKeys: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    sellerKeys.map(
      async (key) => await store.search(sellerNamespaceOf(key), { limit: sellerNotesMax }),
    ),
  );
  return found
    .flat()
    .map(({ value }) => value["note"] as unknown)
    .filter((note) => typeof note === "string");
}
