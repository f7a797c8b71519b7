import path from "node:path";
import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import type { OutcomeSummary } from "#src/domain/batch.ts";
import type { OutcomeStatus } from "#src/domain/outcome.ts";
import type { DocumentStage, RunEvent } from "#src/domain/run-event.ts";
import type { Observe } from "#src/ports/run-observer.ts";
import type { InvoiceState } from "#src/state/invoice-state.ts";

export type TellDeps = {
  /** Told of everything, whether somebody follows the run or not. Default: nobody is. */
  readonly observe?: Observe | undefined;
};

/** Tells an event to whoever follows the run, and to the process. */
export function tell(
  { observe }: TellDeps,
  config: Pick<LangGraphRunnableConfig, "writer" | "signal">,
  event: RunEvent,
): void {
  stream(config, event);
  observe?.(event);
}

/** Tells whoever follows the run. Once it is aborted its stream takes nothing more. */
export function stream(
  { writer, signal }: Pick<LangGraphRunnableConfig, "writer" | "signal">,
  event: RunEvent,
): void {
  if (signal?.aborted !== true) writer?.(event);
}

/** What a batch, or a run of one document, tells of an outcome. */
export const decidedEvent = (
  summary: OutcomeSummary & { readonly status: OutcomeStatus; readonly durationMs: number },
  batchId?: string,
): RunEvent => {
  const { documentId, file, status, action, source, errorCode, attempts, durationMs } = summary;
  return {
    type: "document.decided",
    ...(batchId !== undefined && { batchId }),
    documentId,
    file,
    status,
    ...(action && { action }),
    ...(source && { source }),
    ...(errorCode !== undefined && { errorCode }),
    attempts,
    durationMs,
  };
};

/** Tells the process that a document's decision is final. */
export const tellSettled = (
  { observe }: TellDeps,
  { action, source }: Pick<OutcomeSummary, "action" | "source">,
): void => observe?.({ type: "document.settled", decision: action ?? "quarantined", source });

/** Tells the stage a document came to. */
export function tellStage(
  deps: TellDeps,
  config: LangGraphRunnableConfig,
  state: Pick<InvoiceState, "path" | "file" | "batchId" | "document">,
  stage: DocumentStage,
): void {
  const { batchId, document } = state;
  tell(deps, config, {
    type: "document.stage",
    ...(batchId !== undefined && { batchId }),
    file: document?.file ?? state.file ?? path.basename(state.path),
    ...(document && { documentId: document.documentId }),
    stage,
  });
}
