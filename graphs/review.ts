import { type BaseCheckpointSaver, END, START, StateGraph } from "@langchain/langgraph";
import { applyReviewNode, routeAnswer } from "#src/nodes/apply-review.ts";
import { awaitReviewerNode } from "#src/nodes/await-reviewer.ts";
import { presentNode } from "#src/nodes/present.ts";
import { recordReviewNode, routeRecorded } from "#src/nodes/record-review.ts";
import { ReviewInput, ReviewOutput, ReviewState } from "#src/state/review-state.ts";

export type ReviewGraphDeps = Parameters<typeof presentNode>[0] &
  Parameters<typeof applyReviewNode>[0] &
  Parameters<typeof recordReviewNode>[0];

/**
 * One invoice before a person; a thread for each, since a resume answers every interrupt of its thread.
 *
 * ```text
 * START -> present -> await_reviewer (interrupt) -> apply_review -> record_review -> END
 * apply_review | record_review -> present   (an answer that is none, or for a record that has changed)
 * apply_review -> END                       (left for later)
 * ```
 */
export const buildReviewGraph = (
  deps: ReviewGraphDeps,
  options: { checkpointer?: BaseCheckpointSaver } = {},
) =>
  new StateGraph({ state: ReviewState, input: ReviewInput, output: ReviewOutput })
    .addNode("present", presentNode(deps))
    .addNode("await_reviewer", awaitReviewerNode)
    .addNode("apply_review", applyReviewNode(deps))
    .addNode("record_review", recordReviewNode(deps))
    .addEdge(START, "present")
    .addEdge("present", "await_reviewer")
    .addEdge("await_reviewer", "apply_review")
    .addConditionalEdges("apply_review", routeAnswer, ["record_review", "present", END])
    .addConditionalEdges("record_review", routeRecorded, ["present", END])
    .compile({ name: "review", ...options });
