import { Command, INTERRUPT, isInterrupted, MemorySaver } from "@langchain/langgraph";
import { buildReviewGraph, type ReviewGraphDeps } from "#graphs/review.ts";
import type { ReviewAction } from "#src/domain/review.ts";
import type { ReviewRequest, Verdict } from "#src/state/review-state.ts";

type Decided = {
  readonly batchId: string;
  readonly file: string;
  readonly action: ReviewAction;
  readonly reviewer: string;
  readonly comment: string;
  readonly revision: number | undefined;
};

/**
 * Presents an invoice and answers at once, as its command line says.
 *
 * @throws {NotReviewable} If it cannot be reviewed, or has not the revision that was named.
 */
export async function decideByCommand(
  deps: ReviewGraphDeps,
  { batchId, file, action: decision, reviewer, comment, revision }: Decided,
): Promise<Verdict> {
  // The thread lives as long as this command: nothing of it is to be resumed.
  const graph = buildReviewGraph(deps, { checkpointer: new MemorySaver() });
  const config = { configurable: { thread_id: crypto.randomUUID() } };
  const asked: unknown = await graph.invoke(
    { batchId, file, ...(revision !== undefined && { revision }) },
    config,
  );
  const [request] = isInterrupted<ReviewRequest[]>(asked) ? (asked[INTERRUPT][0]?.value ?? []) : [];
  if (request === undefined) throw new TypeError("the review graph asked nothing");
  const { action, args } = request.action_request;
  const edited = { action, args: { ...args, decision, reviewer, comment } };
  const resume = [{ type: "edit", args: edited }];
  const { verdict } = await graph.invoke(new Command({ resume }), config);
  return verdict;
}
