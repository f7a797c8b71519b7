import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import type { BatchState, BatchUpdate } from "#src/state/batch-state.ts";
import { runContextOf } from "#src/state/run-context.ts";

/** The batch's books do not balance: a document was lost or came out of nowhere. A bug, never a result. */
export class AccountingError extends Error {
  override readonly name = "AccountingError";
}

/**
 * Reads `documents` and `outcomes` after a round; writes nothing.
 *
 * @throws {AccountingError} If a dispatched document has no outcome (unless the run was stopped), or an outcome no document.
 */
export function aggregateNode(state: BatchState, config: LangGraphRunnableConfig): BatchUpdate {
  const { onError } = runContextOf(config);
  const dispatched = new Set((state.documents ?? []).map(({ file }) => file));
  const lost = [...dispatched].filter((file) => !Object.hasOwn(state.outcomes, file));
  if (lost.length > 0 && onError !== "stop") {
    throw new AccountingError(`${lost.length} documents without an outcome, first ${lost[0]}`);
  }
  const stray = Object.keys(state.outcomes).filter((file) => !dispatched.has(file));
  if (stray.length > 0) {
    throw new AccountingError(`${stray.length} outcomes without a document, first ${stray[0]}`);
  }
  return {};
}

/** Another round while documents failed for a reason that may pass; they stop failing when rounds run out. */
export const routeRound = ({ outcomes }: BatchState): "plan_retry" | "match_duplicates" =>
  Object.values(outcomes).some(({ status }) => status === "failed")
    ? "plan_retry"
    : "match_duplicates";
