import { END, type LangGraphRunnableConfig } from "@langchain/langgraph";
import type { AnalysisPlan } from "#src/domain/analysis.ts";
import { type CheckNode, checkNodes } from "#src/domain/check-node.ts";
import type { Draft } from "#src/domain/draft.ts";
import type { OutcomeError } from "#src/domain/outcome.ts";
import type { DocumentReader } from "#src/ports/document-reader.ts";
import type { InvoiceState, InvoiceUpdate } from "#src/state/invoice-state.ts";
import { runContextOf } from "#src/state/run-context.ts";
import { type OperationDeps, runOperation } from "./operation.ts";
import { assertAnalyst, planAnalysis, type PlanDeps, tellProblems } from "./plan-analysis.ts";
import { rejection } from "./rejection.ts";
import { scanUnread } from "./scan-unread.ts";
import { tellStage } from "./tell.ts";

type Input = Pick<InvoiceState, "path" | "file" | "batchId" | "document" | "startedAtMs" | "error">;

type Deps = OperationDeps &
  PlanDeps & {
    readonly documentReader: Pick<DocumentReader, "draft">;
    /** True inside a batch's run, which goes on with each invoice of a file by itself. */
    readonly isWorker?: boolean;
  };

/**
 * Reads `document`; writes `draft` and `analysisPlan`, or `error` if it cannot be processed or is no invoice. A scan or an image is
 * an empty draft where a vision model can be asked. Of a file that surely holds several invoices a batch is told the `parts` instead.
 *
 * @throws {AnalystUnavailable} If `analysis: ollama` was asked for and no model can be used.
 */
export const draftInvoiceNode = (deps: Deps) => {
  const draftInvoice = draftDocument(deps);
  return async (state: Input, config: LangGraphRunnableConfig): Promise<InvoiceUpdate> => {
    const update = await draftInvoice(state, config);
    const isChecked = update.draft !== undefined && update.analysisPlan?.needsVision !== true;
    if (isChecked) tellStage(deps, config, state, "checking");
    return update;
  };
};

/** The draft of a document, whatever graph it is for. */
export const draftDocument =
  (deps: Deps) =>
  async (state: Input, config: LangGraphRunnableConfig): Promise<InvoiceUpdate> => {
    const { document } = state;
    if (document === undefined || state.error !== undefined) return {};
    const { ignoreEmbeddedXml, analysis: mode } = runContextOf(config);
    // A batch asked when it was planned.
    if (state.batchId === undefined) await assertAnalyst(deps.documentAnalyst, mode, config.signal);
    try {
      const { value: draft, operations } = await runOperation(
        "draft_invoice",
        deps,
        { state, config },
        async () => await deps.documentReader.draft(document, { ignoreEmbeddedXml }, config.signal),
      );
      const isWhole = document.part === undefined;
      if (deps.isWorker === true && isWhole && draft.parts !== undefined) {
        return { parts: draft.parts, operations };
      }
      const analysisPlan = await planAnalysis(draft, mode, deps, config.signal);
      return { draft, analysisPlan, operations };
    } catch (error) {
      return await withoutText(deps, rejection(error), state, config);
    }
  };

/** What becomes of a document that rules cannot read: a scan may be seen by a model, all else is an error. */
async function withoutText(
  { documentAnalyst, log }: Deps,
  error: Omit<OutcomeError, "attempts">,
  state: Input,
  config: LangGraphRunnableConfig,
): Promise<InvoiceUpdate> {
  const isScan = error.code === "document.needs_ocr" || error.code === "document.illegible";
  if (!isScan || runContextOf(config).analysis === "rules") return { error };
  const status = await documentAnalyst.status(config.signal);
  if (status.canSee) return { draft: emptyDraft, analysisPlan: seen };
  if (!status.isVisionConfigured) return { error };
  const message = tellProblems(log, status);
  return scanUnread(state, { reason: "unavailable", message });
}

const emptyDraft: Draft = { source: "ocr", documentType: "other", invoice: {}, evidence: {} };
const seen: AnalysisPlan = { isWanted: true, isDegraded: false, needsVision: true };

/** The places `routeDraft` may name. */
export const draftRoutes: ("analyze" | CheckNode | "record" | typeof END)[] = [
  "analyze",
  ...checkNodes,
  "record",
  END,
];

/**
 * Where a draft goes: on to every check, and to the model if it is wanted; straight to the record if there is nothing to check; to
 * the end if the file is several invoices, each of which comes again.
 */
export function routeDraft({
  draft,
  parts,
  analysisPlan,
}: Pick<InvoiceState, "draft" | "parts" | "analysisPlan">): typeof draftRoutes {
  if (parts !== undefined) return [END];
  if (draft === undefined) return ["record"];
  if (analysisPlan?.isWanted !== true) return [...checkNodes];
  return analysisPlan.needsVision ? ["analyze"] : ["analyze", ...checkNodes];
}
