import type { BaseCheckpointSaver } from "@langchain/langgraph";
import { sleep } from "#src/nodes/plan-retry.ts";
import { buildAnalysisGraph } from "./analysis.ts";
import { buildInvoiceBatchGraph, type InvoiceBatchGraphDeps } from "./invoice-batch.ts";
import { buildRecheckBatchGraph } from "./recheck-batch.ts";
import { buildInvoiceGraph, type InvoiceGraphDeps } from "./invoice.ts";
import { buildReviewGraph } from "./review.ts";

/** What the graphs need of an app; the app has more. */
export type GraphDeps = InvoiceGraphDeps & Omit<InvoiceBatchGraphDeps, "invoiceGraph" | "sleep">;

/** Builds the graphs over one app: the batch runs the same invoice graph as the one that is handed out. */
export function buildGraphs(
  deps: GraphDeps,
  options: { checkpointer?: BaseCheckpointSaver; sleep?: InvoiceBatchGraphDeps["sleep"] } = {},
) {
  // A worker runs many invoices in one node: an inherited checkpointer would mix them up on resume.
  const worker = buildInvoiceGraph({ ...deps, isWorker: true }, { checkpointer: false });
  const { checkpointer } = options;
  return {
    invoice: buildInvoiceGraph(deps),
    analysis: buildAnalysisGraph(deps),
    recheckBatch: buildRecheckBatchGraph(deps),
    review: buildReviewGraph(deps),
    invoiceBatch: buildInvoiceBatchGraph(
      { ...deps, invoiceGraph: worker, sleep: options.sleep ?? sleep },
      checkpointer === undefined ? {} : { checkpointer },
    ),
  };
}
