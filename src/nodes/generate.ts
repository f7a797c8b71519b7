import assert from "node:assert/strict";
import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import type { AnalysisReason } from "#src/domain/analysis.ts";
import type { Operation } from "#src/domain/operation.ts";
import { AnswerUnusable, type DocumentAnalyst } from "#src/ports/document-analyst.ts";
import type { DocumentReader } from "#src/ports/document-reader.ts";
import { LedgerUnavailable } from "#src/ports/ledger.ts";
import type { Log } from "#src/ports/log.ts";
import { PortUnavailable } from "#src/ports/port-unavailable.ts";
import { inTime, TimedOut } from "#src/resilience/in-time.ts";
import type { AnalysisState, AnalysisUpdate } from "#src/state/analysis-state.ts";
import { runContextOf } from "#src/state/run-context.ts";
import { type OperationDeps, timeOperation } from "./operation.ts";
import { tellStage } from "./tell.ts";

type Deps = OperationDeps & {
  readonly documentReader: Pick<DocumentReader, "content">;
  readonly documentAnalyst: DocumentAnalyst;
  readonly log: Log;
};

type Failure = NonNullable<AnalysisState["failure"]>;

/**
 * Reads `analysisPlan`, `document`, `draft` and `context`; writes `answer`, or `failure` with its reason. Whatever keeps the
 * model from answering, the rules' draft stands; only an abort of the run is thrown.
 */
export const generateNode =
  (deps: Deps) =>
  async (state: AnalysisState, config: LangGraphRunnableConfig): Promise<AnalysisUpdate> => {
    const { analysisPlan, failure: unreadable } = state;
    if (unreadable !== undefined) return {};
    if (analysisPlan?.isWanted !== true) return { failure: skipped(analysisPlan) };
    tellStage(deps, config, state, "analyzing");
    const { value: update, operations } = await timeOperation<AnalysisUpdate>(
      "analyze_document",
      deps,
      { state, config },
      async () => {
        try {
          const timeoutMs = runContextOf(config).deadlineMs;
          const asked = async (signal: AbortSignal) => await ask(deps, state, config, signal);
          const value = await inTime(asked, { timeoutMs, signal: config.signal });
          return { value, outcome: "ok" };
        } catch (error) {
          config.signal?.throwIfAborted();
          // A ledger that fails, here where answers are kept, stops the batch; it is no matter of this document.
          if (error instanceof LedgerUnavailable) throw error;
          const failure = failureOf(error);
          const { reason, message } = failure;
          deps.log("warn", `analysis.${reason}`, { message });
          return { value: { failure }, outcome: outcomes[reason] ?? "failed" };
        }
      },
    );
    return { ...update, operations };
  };

const skipped = (plan: AnalysisState["analysisPlan"]): Failure => ({
  status: "skipped",
  reason: plan?.reason ?? "rules_requested",
  ...(plan?.message !== undefined && { message: plan.message }),
});

async function ask(
  { documentReader, documentAnalyst }: Deps,
  { document, draft, context }: AnalysisState,
  config: LangGraphRunnableConfig,
  signal: AbortSignal,
): Promise<AnalysisUpdate> {
  assert(document !== undefined && context !== undefined, "runs behind tier 1 only");
  const { ignoreEmbeddedXml } = runContextOf(config);
  const content = await documentReader.content(document, { ignoreEmbeddedXml }, signal);
  // A model that sees the page is not told what rules took it for: it is to confirm or to differ by itself.
  const readByRules = content.kind === "image" ? undefined : draft;
  const { documentId } = document;
  const request = { documentId, content, draft: readByRules, context };
  const answer = await documentAnalyst.analyze(request, signal);
  return { answer, pagesLeftOut: content.kind === "image" ? content.pagesLeftOut : undefined };
}

function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  const usage = error instanceof AnswerUnusable ? error.usage : undefined;
  return { status: "failed", reason: reasonOf(error), message, ...(usage && { usage }) };
}

function reasonOf(error: unknown): AnalysisReason {
  if (error instanceof TimedOut) return "timed_out";
  if (error instanceof PortUnavailable) return "unavailable";
  if (error instanceof AnswerUnusable) {
    return error.code === "analysis.context_too_small" ? "context_too_small" : "unusable_answer";
  }
  return "failed";
}

const outcomes: Partial<Record<AnalysisReason, Operation["outcome"]>> = {
  timed_out: "timed_out",
  unavailable: "no_answer",
};
