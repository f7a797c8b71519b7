import assert from "node:assert/strict";
import { END, type LangGraphRunnableConfig } from "@langchain/langgraph";
import type { ReviewState, ReviewUpdate } from "#src/state/review-state.ts";
import { readAnswer } from "./read-answer.ts";

/** Reads `request` and `answer`; writes `verdict`: the review the answer is, or why it is none. */
export const applyReviewNode =
  ({ now }: { readonly now: () => number }) =>
  async (
    { request, answer }: ReviewState,
    config: LangGraphRunnableConfig,
  ): Promise<ReviewUpdate> => {
    assert(request !== undefined, "present ran before");
    const { batchId, file, documentId, revision } = request.action_request.args;
    const verdict = readAnswer(answer, {
      target: { batchId, file, documentId, revision },
      authenticated: authenticatedUser(config),
      at: new Date(now()).toISOString(),
    });
    return { verdict };
  };

/** Whoever sits at the machine of the server, or in front of Studio: nobody's name. */
const unnamedUsers: ReadonlySet<string> = new Set(["", "local", "langgraph-studio-user"]);

/** Who calls, where the server checks that: LangGraph hands on what its `auth` found. */
function authenticatedUser({ configurable }: LangGraphRunnableConfig): string | undefined {
  const user: unknown = configurable?.["langgraph_auth_user_id"];
  return typeof user === "string" && !unnamedUsers.has(user) ? user : undefined;
}

/** A refused answer is asked for again: each time a person has to answer, so nothing runs in circles by itself. */
export function routeAnswer({ verdict }: ReviewState): "record_review" | "present" | typeof END {
  switch (verdict?.status) {
    case "accepted":
      return "record_review";
    case "refused":
      return "present";
    case "recorded":
    case "ignored":
    case undefined:
      return END;
    default:
      return verdict satisfies never;
  }
}
