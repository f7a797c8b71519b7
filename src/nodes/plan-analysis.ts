import type { AnalysisPlan } from "#src/domain/analysis.ts";
import { isEInvoice } from "#src/domain/document.ts";
import type { Draft } from "#src/domain/draft.ts";
import type { Policy } from "#src/domain/policy.ts";
import { usableFrom } from "#src/domain/value-cost.ts";
import { isDraftSure } from "#src/extraction/model/draft-is-sure.ts";
import {
  type AnalystStatus,
  AnalystUnavailable,
  type DocumentAnalyst,
} from "#src/ports/document-analyst.ts";
import type { Log } from "#src/ports/log.ts";
import type { AnalysisMode } from "#src/state/run-context.ts";

export type PlanDeps = {
  readonly policy: Policy;
  readonly documentAnalyst: Pick<DocumentAnalyst, "status">;
  readonly log: Log;
};

const notWanted = { isWanted: false, isDegraded: false, needsVision: false } as const;

/**
 * Decides whether a model is asked about a document. An e-invoice is read exactly and needs none. A model that cannot be used
 * counts as missing (`isDegraded`) only where one was wanted: the user named it, or asked for it;
 * and what keeps it away is logged. Hosts are looked at only where one would be asked.
 */
export async function planAnalysis(
  draft: Draft,
  mode: AnalysisMode,
  { documentAnalyst, log, policy }: PlanDeps,
  signal: AbortSignal | undefined,
): Promise<AnalysisPlan> {
  if (isEInvoice(draft.source)) return { ...notWanted, reason: "e_invoice" };
  if (mode === "rules") return { ...notWanted, reason: "rules_requested" };
  if (mode === "auto" && isDraftSure(draft, usableFrom(policy.autoApproval.wrongValueCost))) {
    return { ...notWanted, reason: "draft_is_sure" };
  }
  const status = await documentAnalyst.status(signal);
  if (draft.source === "ocr") return planSight(status, log);
  if (status.isReady) return { ...notWanted, isWanted: true };
  if (mode === "auto" && !status.isConfigured) return { ...notWanted, reason: "no_model" };
  const message = tellProblems(log, status);
  return { ...notWanted, reason: "unavailable", isDegraded: true, message };
}

/** A scan that rules have read is looked at by a model that sees; one that only reads text has nothing to add. */
function planSight(status: AnalystStatus, log: Log): AnalysisPlan {
  if (status.canSee) return { ...notWanted, isWanted: true };
  if (!status.isVisionConfigured) return { ...notWanted, reason: "no_model" };
  const message = tellProblems(log, status);
  return { ...notWanted, reason: "unavailable", isDegraded: true, message };
}

/** Logs what keeps a model away, each problem by its own code. Returns them as one text. */
export function tellProblems(log: Log, { problems }: Pick<AnalystStatus, "problems">): string {
  for (const { code, message } of problems) log("warn", code, { message });
  return problems.map(({ message }) => message).join(" ");
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
