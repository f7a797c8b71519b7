import { END, START, StateGraph } from "@langchain/langgraph";
import { dispatchRechecks, findSkippedNode } from "#src/nodes/find-skipped.ts";
import { recheckDocumentsNode } from "#src/nodes/recheck-documents.ts";
import {
  RecheckChunk,
  RecheckInput,
  RecheckOutput,
  RecheckState,
} from "#src/state/recheck-state.ts";
import { RunContext } from "#src/state/run-context.ts";

export type RecheckBatchGraphDeps = Parameters<typeof findSkippedNode>[0] &
  Parameters<typeof recheckDocumentsNode>[0];

/**
 * Checks a service had not answered, of a batch that is done.
 *
 * ```text
 * START -> find_skipped -> (some are? Send(recheck_documents) x N) -> END
 * ```
 */
export const buildRecheckBatchGraph = (deps: RecheckBatchGraphDeps) =>
  new StateGraph({
    state: RecheckState,
    input: RecheckInput,
    output: RecheckOutput,
    context: RunContext,
  })
    .addNode("find_skipped", findSkippedNode(deps))
    .addNode("recheck_documents", recheckDocumentsNode(deps), { input: RecheckChunk })
    .addEdge(START, "find_skipped")
    .addConditionalEdges("find_skipped", dispatchRechecks, ["recheck_documents", END])
    .addEdge("recheck_documents", END)
    .compile({ name: "recheck_batch" });
