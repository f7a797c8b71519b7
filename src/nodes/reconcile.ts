import { Send } from "@langchain/langgraph";
import {
  type Analysis,
  type AnalysisNote,
  type AnalysisResult,
  type Citation,
  type Cost,
  type Quality,
  readByRules,
} from "#src/domain/analysis.ts";
import { checkNodes } from "#src/domain/check-node.ts";
import type { OutcomeError } from "#src/domain/outcome.ts";
import { checksToRepeat } from "#src/checks/check-inputs.ts";
import { type Reconciled, reconcile } from "#src/extraction/model/reconcile.ts";
import type { InvoiceState, InvoiceUpdate } from "#src/state/invoice-state.ts";
import { drafted } from "./drafted.ts";
import { routeFollowUps } from "./follow-up.ts";
import { scanUnread } from "./scan-unread.ts";

/**
 * Reads `draft`, `analysisPlan` and `analysis`; writes `draft` joined with the answer, `checks.analysis`, `repeat` and
 * `analysisNote`, or the `error` of a scan that its model could not read.
 *
 * @throws {ScanUnread} In a batch, if the model may read the scan in a later round.
 */
export function reconcileNode(state: InvoiceState): InvoiceUpdate {
  const { analysisPlan: plan, analysis } = state;
  const needsVision = plan?.needsVision === true;
  const operations = analysis?.operations ?? {};
  const answered = usableAnswer(analysis);
  if (answered === undefined) {
    const analysisNote = noteWithoutAnswer(plan, analysis);
    return { analysisNote, operations, ...(needsVision && scanUnread(state, analysisNote)) };
  }
  const result = reconcile(drafted(state), answered);
  const analysisNote = noteOf(answered, result);
  const { documentType } = answered.answer;
  if (needsVision && (documentType === "other" || result.changedPaths.length === 0)) {
    const error = documentType === "other" ? notAnInvoice : nothingFound;
    return { analysisNote, operations, error };
  }
  return {
    draft: result.draft,
    analysisNote,
    operations,
    checks: { analysis: { findings: result.findings } },
    repeat: needsVision ? [...checkNodes] : checksToRepeat(result.changedPaths),
  };
}

type Answered = Analysis & {
  readonly citations: readonly Citation[];
  readonly quality: Quality | undefined;
  readonly cost: Cost | undefined;
  readonly pagesLeftOut: number | undefined;
};

/** The answer with its places. An answer whose values were not looked for in the document is as good as none. */
function usableAnswer(result: AnalysisResult | undefined): Answered | undefined {
  if (result?.analysis === undefined || result.citations === undefined) return undefined;
  const { analysis, citations, quality, cost, pagesLeftOut } = result;
  return { ...analysis, citations, quality, cost, pagesLeftOut };
}

function noteWithoutAnswer(
  plan: InvoiceState["analysisPlan"],
  result: AnalysisResult | undefined,
): AnalysisNote {
  const isUnchecked = result?.status === "answered";
  const { reason, message } = isUnchecked ? unchecked : (result ?? plan ?? {});
  return {
    ...readByRules,
    degraded: isUnchecked || result?.status === "failed" || plan?.isDegraded === true,
    ...(reason && { reason }),
    ...(message !== undefined && { message }),
    ...(result?.cost && { cost: result.cost }),
  };
}

const unchecked = {
  reason: "unchecked_answer",
  message:
    "the model answered, but its values were not looked for in the document (tier 2 failed, took too long or is off), so none is used",
} as const;

function noteOf(answered: Answered, { contested, discarded }: Reconciled): AnalysisNote {
  const { model, isCached, quality, cost, pagesLeftOut } = answered;
  return {
    engine: "ollama",
    model,
    degraded: false,
    ...(pagesLeftOut !== undefined && { message: cutShort(pagesLeftOut) }),
    ...(contested.length > 0 && { contested: contested.map(({ path }) => path) }),
    ...(discarded.length > 0 && { discarded: [...discarded] }),
    ...(quality && { quality: withoutConfidence(quality) }),
    ...(cost && { cost }),
    ...(isCached && { isCached }),
  };
}

const cutShort = (pages: number): string =>
  `The model was shown the first pages and the last; ${pages} between them were too many.`;

/** Confidence is told with each value's evidence. */
const withoutConfidence = ({ confidence: _confidence, ...quality }: Quality) => quality;

type Rejection = Omit<OutcomeError, "attempts">;

const nothingFound: Rejection = {
  code: "document.nothing_found",
  message:
    "The vision model read not one field of an invoice in the picture; enter it by hand or ask the sender for the original.",
};

const notAnInvoice: Rejection = {
  code: "document.not_an_invoice",
  message: "The vision model does not take the picture for an invoice; check what the file is.",
};

/** Where a reconciled invoice goes: to the checks whose inputs changed, each by a `Send` of its own, else to what follows them. */
export function routeReconciled(deps: Parameters<typeof routeFollowUps>[0]) {
  const routeChecked = routeFollowUps(deps);
  return (state: InvoiceState): Send[] | "assess_risk" | "record" => {
    if (state.error !== undefined) return "record";
    const { repeat = [] } = state;
    if (repeat.length === 0) return routeChecked(state);
    return repeat.map((check) => new Send("recheck", { ...state, check }));
  };
}
