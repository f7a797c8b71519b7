import { END, type LangGraphRunnableConfig, Send } from "@langchain/langgraph";
import type { Ledger } from "#src/ports/ledger.ts";
import type { RecheckState, RecheckUpdate } from "#src/state/recheck-state.ts";
import { runContextOf } from "#src/state/run-context.ts";
import { sendsMax } from "./cut-chunks.ts";

/** Reads `batchId`; writes `files`: the documents whose decision lists checks that were skipped. */
export const findSkippedNode =
  ({ ledger }: { readonly ledger: Pick<Ledger, "outcomes"> }) =>
  async ({ batchId }: RecheckState): Promise<RecheckUpdate> => {
    const files: string[] = [];
    for await (const { file, decision } of ledger.outcomes(batchId)) {
      if ((decision?.skippedChecks ?? []).length > 0) files.push(file);
    }
    return { files, rechecked: {} };
  };

/** One `Send` per chunk of documents; a batch without skipped checks is done. */
export function dispatchRechecks(
  { batchId, files = [] }: RecheckState,
  config: LangGraphRunnableConfig,
): Send[] | typeof END {
  if (files.length === 0) return END;
  const size = Math.max(runContextOf(config).chunkSize, Math.ceil(files.length / sendsMax));
  return Array.from(
    { length: Math.ceil(files.length / size) },
    (_, index) =>
      new Send("recheck_documents", {
        batchId,
        files: files.slice(index * size, (index + 1) * size),
      }),
  );
}
