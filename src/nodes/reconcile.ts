import assert from "node:assert/strict";
import { Send } from "@langchain/langgraph";
import { type AnalysisNote, type AnalysisResult, readByRules } from "#src/domain/analysis.ts";
import { checkNodes } from "#src/domain/check-node.ts";
import type { OutcomeError } from "#src/domain/outcome.ts";
import { checksToRepeat } from "#src/extraction/model/check-inputs.ts";
import { type Reconciled, reconcile } from "#src/extraction/model/reconcile.ts";
import type { InvoiceState, InvoiceUpdate } from "#src/state/invoice-state.ts";
import { drafted } from "./drafted.ts";

/** Reads `draft`, `analysisPlan` and `analysis`; writes `draft` joined with the answer, `checks.analysis`, `repeat` and `analysisNote`. */
export function reconcileNode(state: InvoiceState): InvoiceUpdate {
  const { analysisPlan: plan, analysis } = state;
  const needsVision = plan?.needsVision === true;
  const operations = analysis?.operations ?? {};
  const answered = analysis?.analysis;
  if (analysis === undefined || answered === undefined) {
    const analysisNote = noteWithoutAnswer(plan, analysis);
    const error = needsVision ? { error: unseen(analysis) } : {};
    return { analysisNote, operations, ...error };
  }
  const { citations, quality } = analysis;
  const { answer } = answered;
  const result = reconcile(drafted(state), { answer, citations, ...(quality && { quality }) });
  const analysisNote = noteOf(analysis, result);
  if (needsVision && result.draft.documentType === "other") {
    return { analysisNote, operations, error: notAnInvoice };
  }
  return {
    draft: result.draft,
    analysisNote,
    operations,
    checks: { analysis: { findings: result.findings } },
    repeat: needsVision ? [...checkNodes] : [...checksToRepeat(result.changedPaths)],
  };
}

function noteWithoutAnswer(
  plan: InvoiceState["analysisPlan"],
  analysis: AnalysisResult | undefined,
): AnalysisNote {
  const { reason, message } = analysis ?? plan ?? {};
  return {
    ...readByRules,
    degraded: analysis?.status === "failed" || plan?.isDegraded === true,
    ...(reason && { reason }),
    ...(message !== undefined && { message }),
  };
}

function noteOf(
  { analysis, quality, cost }: AnalysisResult,
  { contested, discarded }: Reconciled,
): AnalysisNote {
  assert(analysis !== undefined, "there is an answer");
  const { completeness, agreement, isConsistent } = quality ?? {};
  return {
    engine: "ollama",
    model: analysis.model,
    degraded: false,
    ...(contested.length > 0 && { contested: contested.map(({ path }) => path) }),
    ...(discarded.length > 0 && { discarded: [...discarded] }),
    ...(completeness !== undefined &&
      agreement !== undefined &&
      isConsistent !== undefined && { quality: { completeness, agreement, isConsistent } }),
    ...(cost && { cost }),
    ...(analysis.isCached && { isCached: true }),
  };
}

type Rejection = Omit<OutcomeError, "attempts">;

const unseen = (analysis: AnalysisResult | undefined): Rejection => ({
  code: "document.needs_ocr",
  message: `The document has no text of its own, and the vision model gave no answer (${analysis?.message ?? analysis?.reason ?? "not asked"}); process it again, or ask the sender for the original.`,
});

const notAnInvoice: Rejection = {
  code: "document.not_an_invoice",
  message: "The vision model does not take the picture for an invoice; check what the file is.",
};

/** Where a reconciled invoice goes: to the checks whose inputs changed, each by a `Send` of its own, else on to the risk. */
export function routeReconciled(state: InvoiceState): Send[] | "assess_risk" | "record" {
  if (state.error !== undefined) return "record";
  const { repeat = [] } = state;
  if (repeat.length === 0) return "assess_risk";
  return repeat.map((check) => new Send("recheck", { ...state, check }));
}
