import { type BaseCheckpointSaver, END, START, StateGraph } from "@langchain/langgraph";
import { aggregateNode, routeRound } from "#src/nodes/aggregate.ts";
import { matchDuplicatesNode } from "#src/nodes/match-duplicates.ts";
import { dispatchChunks, dispatchRetries, planNode } from "#src/nodes/plan.ts";
import { planRetryNode } from "#src/nodes/plan-retry.ts";
import { processChunkNode } from "#src/nodes/process-chunk.ts";
import { summarizeNode } from "#src/nodes/summarize.ts";
import { BatchInput, BatchOutput, BatchState, ChunkInput } from "#src/state/batch-state.ts";
import { RunContext } from "#src/state/run-context.ts";

export type InvoiceBatchGraphDeps = Parameters<typeof planNode>[0] &
  Parameters<typeof processChunkNode>[0] &
  Parameters<typeof planRetryNode>[0] &
  Parameters<typeof matchDuplicatesNode>[0] &
  Parameters<typeof summarizeNode>[0];

/** Supersteps of one run: planning and ending, three for each of up to 10 retry rounds, and some to spare. */
const superstepsMax = 60;

/**
 * ```text
 * START -> plan -> Send(process_chunk) x N -> aggregate
 *   -> (failed left and rounds left? plan_retry -> Send(process_chunk) x N -> aggregate ...)
 *   -> match_duplicates -> summarize -> END
 * plan -> match_duplicates   (nothing to process)
 * ```
 */
export const buildInvoiceBatchGraph = (
  deps: InvoiceBatchGraphDeps,
  options: { checkpointer?: BaseCheckpointSaver } = {},
) =>
  new StateGraph({ state: BatchState, input: BatchInput, output: BatchOutput, context: RunContext })
    .addNode("plan", planNode(deps))
    .addNode("process_chunk", processChunkNode(deps), { input: ChunkInput })
    .addNode("aggregate", aggregateNode)
    .addNode("plan_retry", planRetryNode(deps))
    .addNode("match_duplicates", matchDuplicatesNode(deps))
    .addNode("summarize", summarizeNode(deps))
    .addEdge(START, "plan")
    .addConditionalEdges("plan", dispatchChunks, ["process_chunk", "match_duplicates"])
    .addEdge("process_chunk", "aggregate")
    .addConditionalEdges("aggregate", routeRound, ["plan_retry", "match_duplicates"])
    .addConditionalEdges("plan_retry", dispatchRetries, ["process_chunk"])
    .addEdge("match_duplicates", "summarize")
    .addEdge("summarize", END)
    .compile({ name: "invoice_batch", ...options })
    .withConfig({ recursionLimit: superstepsMax });
