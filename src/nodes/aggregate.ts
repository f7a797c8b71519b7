import { type LangGraphRunnableConfig, Overwrite } from "@langchain/langgraph";
import { type BatchState, type BatchUpdate, documentsOf } from "#src/state/batch-state.ts";
import { runContextOf } from "#src/state/run-context.ts";

/** The batch's books do not balance: a document was lost or came out of nowhere. A bug, never a result. */
export class AccountingError extends Error {
  override readonly name = "AccountingError";
}

/**
 * Reads `documents`, their `parts`, `outcomes` and `left` after a round; writes `run`, the settings this run was given. A document that failed in a
 * round before and was left by `onError: stop` in this one loses its outcome: it waits for no round any more.
 *
 * @throws {AccountingError} If a dispatched document has no outcome (unless `onError: stop` left it), or an outcome no document.
 */
export function aggregateNode(state: BatchState, config: LangGraphRunnableConfig): BatchUpdate {
  const run = runContextOf(config, state.run);
  const dispatched = new Set(documentsOf(state).map(({ file }) => file));
  const known = { ...state.left, ...state.outcomes };
  const lost = [...dispatched].filter((file) => !Object.hasOwn(known, file));
  if (lost.length > 0) {
    throw new AccountingError(`${lost.length} documents without an outcome, first ${lost[0]}`);
  }
  const stray = Object.keys(state.outcomes).filter((file) => !dispatched.has(file));
  if (stray.length > 0) {
    throw new AccountingError(`${stray.length} outcomes without a document, first ${stray[0]}`);
  }
  if (run.onError !== "stop") return { run };
  const kept = Object.entries(state.outcomes).filter(
    ([file, { status }]) => status !== "failed" || !Object.hasOwn(state.left, file),
  );
  if (kept.length === Object.keys(state.outcomes).length) return { run };
  const outcomes = new Overwrite(Object.fromEntries(kept)) as unknown as BatchState["outcomes"];
  return { run, outcomes };
}

/**
 * Another round while documents failed for a reason that may pass, and they stop failing when rounds run out; or for those a
 * stopped run left, once the thread goes on under another `onError`.
 */
export function routeRound({ outcomes, left, run }: BatchState): "plan_retry" | "match_duplicates" {
  const hasFailed = Object.values(outcomes).some(({ status }) => status === "failed");
  const hasLeft = Object.keys(left).some((file) => !Object.hasOwn(outcomes, file));
  return hasFailed || (hasLeft && run?.onError !== "stop") ? "plan_retry" : "match_duplicates";
}
