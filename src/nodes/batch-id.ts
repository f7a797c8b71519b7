import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import type { BatchState } from "#src/state/batch-state.ts";

/** The batch's name: as given, else its thread's, which is one per batch. */
export function batchIdOf(
  { batchId }: Pick<BatchState, "batchId">,
  config: LangGraphRunnableConfig,
): string {
  if (batchId !== undefined) return batchId;
  const threadId: unknown = config.configurable?.["thread_id"];
  return typeof threadId === "string" ? threadId : crypto.randomUUID();
}
