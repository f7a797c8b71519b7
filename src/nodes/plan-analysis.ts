import type { AnalysisPlan } from "#src/domain/analysis.ts";
import type { Draft } from "#src/domain/draft.ts";
import { isDraftSure } from "#src/extraction/model/plan-analysis.ts";
import {
  type AnalystStatus,
  AnalystUnavailable,
  type DocumentAnalyst,
} from "#src/ports/document-analyst.ts";
import type { AnalysisMode } from "#src/state/run-context.ts";

const notWanted = { isWanted: false, isDegraded: false, needsVision: false } as const;

/**
 * Decides whether a model is asked about a document. An e-invoice is read exactly and needs none. A model that cannot be used
 * counts as missing (`isDegraded`) only where one was wanted: the user named it, or asked for it.
 *
 * @param statusOf - Tells whether a model can be asked. Called only where one would be.
 */
export async function planAnalysis(
  draft: Draft,
  mode: AnalysisMode,
  statusOf: () => Promise<AnalystStatus>,
): Promise<AnalysisPlan> {
  const isEInvoice = ["ubl", "cii", "facturx"].includes(draft.source);
  if (isEInvoice) return { ...notWanted, reason: "e_invoice" };
  if (mode === "rules") return { ...notWanted, reason: "rules_requested" };
  if (mode === "auto" && isDraftSure(draft)) return { ...notWanted, reason: "draft_is_sure" };
  const status = await statusOf();
  if (status.isReady) return { ...notWanted, isWanted: true };
  const message = status.problems.map((problem) => problem.message).join(" ");
  if (mode === "auto" && !status.isConfigured) return { ...notWanted, reason: "no_model", message };
  return { ...notWanted, reason: "unavailable", isDegraded: true, message };
}

/** @throws {AnalystUnavailable} In mode `ollama`, if no model can be asked: nothing is begun. */
export async function assertAnalyst(
  documentAnalyst: Pick<DocumentAnalyst, "status">,
  mode: AnalysisMode,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (mode !== "ollama") return;
  const status = await documentAnalyst.status(signal);
  if (!status.isReady) throw new AnalystUnavailable(status);
}
