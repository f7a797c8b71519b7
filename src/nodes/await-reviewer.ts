import assert from "node:assert/strict";
import { interrupt } from "@langchain/langgraph";
import type { ReviewState, ReviewUpdate } from "#src/state/review-state.ts";

/**
 * Reads `request`; writes `answer` once a person gave one. It does nothing else: after the interrupt it runs again from its
 * first line.
 */
export async function awaitReviewerNode({ request }: ReviewState): Promise<ReviewUpdate> {
  assert(request !== undefined, "present ran before");
  return { answer: interrupt([request]) };
}
