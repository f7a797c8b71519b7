import { END, START, StateGraph } from "@langchain/langgraph";
import { assessRiskNode } from "#src/nodes/assess-risk.ts";
import { checkCurrencyNode } from "#src/nodes/check-currency.ts";
import { checkDuplicatesNode } from "#src/nodes/check-duplicates.ts";
import { checkSellerNode } from "#src/nodes/check-seller.ts";
import { checkTaxNode } from "#src/nodes/check-tax.ts";
import { checkTotalsNode } from "#src/nodes/check-totals.ts";
import { decideNode } from "#src/nodes/decide.ts";
import { draftInvoiceNode, draftRoutes, routeDraft } from "#src/nodes/draft-invoice.ts";
import { followUpNode, followUpRoutes, routeFollowUps } from "#src/nodes/follow-up.ts";
import { readDocumentNode } from "#src/nodes/read-document.ts";
import { recheckNode } from "#src/nodes/recheck.ts";
import { reconcileNode, routeReconciled } from "#src/nodes/reconcile.ts";
import { recordNode } from "#src/nodes/record.ts";
import { runs } from "#src/nodes/runs.ts";
import { searchRegisterNode } from "#src/nodes/search-register.ts";
import {
  InvoiceInput,
  InvoiceOutput,
  InvoiceState,
  RecheckInput,
} from "#src/state/invoice-state.ts";
import { RunContext } from "#src/state/run-context.ts";
import { type AnalysisGraphDeps, buildAnalysisNode } from "./analysis.ts";

export type InvoiceGraphDeps = Parameters<typeof readDocumentNode>[0] &
  Parameters<typeof draftInvoiceNode>[0] &
  Parameters<typeof checkSellerNode>[0] &
  Parameters<typeof checkTaxNode>[0] &
  Parameters<typeof checkCurrencyNode>[0] &
  Parameters<typeof checkTotalsNode>[0] &
  Parameters<typeof checkDuplicatesNode>[0] &
  Parameters<typeof searchRegisterNode>[0] &
  Parameters<typeof decideNode>[0] &
  Parameters<typeof recordNode>[0] &
  AnalysisGraphDeps;

/**
 * ```text
 * START -> read_document -> draft_invoice
 *   -> analyze | check_seller | check_tax | check_currency | check_totals | check_duplicates   (one superstep, in parallel)
 *   -> reconcile -> (inputs of a check changed? Send(recheck) per such check -> follow_up)
 *   -> (findings ask for more? Send(search_register)) -> assess_risk -> decide -> record -> END
 * draft_invoice | reconcile -> record   (a document that cannot be processed)
 * draft_invoice -> END   (a file of several invoices, each of which a batch sends again by itself)
 * ```
 *
 * @param options.checkpointer - `false` where a worker runs many of these inside its own run.
 */
export const buildInvoiceGraph = (deps: InvoiceGraphDeps, options: { checkpointer?: false } = {}) =>
  new StateGraph({
    state: InvoiceState,
    input: InvoiceInput,
    output: InvoiceOutput,
    context: RunContext,
  })
    .addNode("read_document", readDocumentNode(deps))
    .addNode("draft_invoice", draftInvoiceNode(deps), runs("draft_invoice"))
    .addNode("analyze", buildAnalysisNode(deps, options))
    .addNode("check_seller", checkSellerNode(deps), runs("verify_seller"))
    .addNode(
      "check_tax",
      checkTaxNode(deps),
      runs("validate_address", "determine_tax_jurisdiction", "validate_tax"),
    )
    .addNode("check_currency", checkCurrencyNode(deps), runs("detect_currency", "convert_currency"))
    .addNode("check_totals", checkTotalsNode(deps), runs("validate_totals"))
    .addNode("check_duplicates", checkDuplicatesNode(deps), runs("find_duplicates"))
    .addNode("reconcile", reconcileNode)
    .addNode("recheck", recheckNode(deps), { input: RecheckInput })
    .addNode("follow_up", followUpNode)
    .addNode("search_register", searchRegisterNode(deps), runs("search_register"))
    .addNode("assess_risk", assessRiskNode(deps), runs("calculate_risk_score"))
    .addNode("decide", decideNode(deps), runs("make_final_decision"))
    .addNode("record", recordNode(deps))
    .addEdge(START, "read_document")
    .addEdge("read_document", "draft_invoice")
    .addConditionalEdges("draft_invoice", routeDraft, draftRoutes)
    .addEdge("analyze", "reconcile")
    .addEdge("check_seller", "reconcile")
    .addEdge("check_tax", "reconcile")
    .addEdge("check_currency", "reconcile")
    .addEdge("check_totals", "reconcile")
    .addEdge("check_duplicates", "reconcile")
    .addConditionalEdges("reconcile", routeReconciled(deps), [
      "recheck",
      ...followUpRoutes,
      "record",
    ])
    .addEdge("recheck", "follow_up")
    .addConditionalEdges("follow_up", routeFollowUps(deps), followUpRoutes)
    .addEdge("search_register", "assess_risk")
    .addEdge("assess_risk", "decide")
    .addEdge("decide", "record")
    .addEdge("record", END)
    .compile({ name: "invoice", ...options });
