import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import { Overwrite } from "@langchain/langgraph";
import type { InvoiceUpdate } from "#src/state/invoice-state.ts";
import type { AnalysisState, AnalysisUpdate } from "#src/state/analysis-state.ts";
import { draftDocument } from "./draft-invoice.ts";
import { findDocument } from "./read-document.ts";

type Deps = Parameters<typeof findDocument>[0] & Parameters<typeof draftDocument>[0];

/**
 * Reads `path`; writes what the `invoice` graph hands to its analysis, `document`, `draft` and `analysisPlan`, or the `failure` of a
 * document that cannot be read. Only where the analysis runs by itself. Empties every other channel: a thread may analyse one
 * document after another.
 *
 * @throws {AnalystUnavailable} If `analysis: ollama` was asked for and no model can be used.
 */
export const prepareAnalysisNode = (deps: Deps) => {
  const draftInvoice = draftDocument(deps);
  return async (state: AnalysisState, config: LangGraphRunnableConfig) => {
    const found = await findDocument(deps, state, config);
    const { error, ...prepared }: InvoiceUpdate = {
      ...found,
      ...(await draftInvoice({ ...state, error: undefined, ...found }, config)),
    };
    const failure =
      error && ({ status: "failed", reason: "failed", message: error.message } as const);
    const operations = new Overwrite(prepared.operations ?? {});
    return { ...nothingYet, ...prepared, failure, operations };
  };
};

const nothingYet = {
  file: undefined,
  documentId: undefined,
  draft: undefined,
  analysisPlan: undefined,
  passages: undefined,
  suggestedChecks: undefined,
  sellerMemory: undefined,
  context: undefined,
  answer: undefined,
  pagesLeftOut: undefined,
  quality: undefined,
  citations: undefined,
  cost: undefined,
  analysis: undefined,
} satisfies AnalysisUpdate;
