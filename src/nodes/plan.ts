import { Send } from "@langchain/langgraph";
import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import { documentsPerPartMax } from "#src/domain/batch.ts";
import type { InputDocument } from "#src/domain/document.ts";
import { compareFiles } from "#src/domain/document.ts";
import type { DocumentFolder } from "#src/ports/document-folder.ts";
import type { Ledger } from "#src/ports/ledger.ts";
import type { BatchState, BatchUpdate } from "#src/state/batch-state.ts";
import { type RunContext, runContextOf } from "#src/state/run-context.ts";
import { batchIdOf } from "./batch-id.ts";
import { cutChunks } from "./cut-chunks.ts";

/** Files hashed at once; the disk, not the processor, is what waits. */
const hashedAtOnce = 16;

type Deps = {
  readonly documentFolder: DocumentFolder;
  readonly ledger: Ledger;
  readonly now: () => number;
};

/** Reads `paths`, `exclude` and `after`; writes `documents` after the ledger knows them. */
export const planNode =
  ({ documentFolder, ledger, now }: Deps) =>
  async (state: BatchState, config: LangGraphRunnableConfig): Promise<BatchUpdate> => {
    const startedAtMs = now();
    const batchId = batchIdOf(state, config);
    const listed = await documentFolder.list(state.paths, { exclude: state.exclude ?? [] });
    const after = state.after ?? "";
    const left = after === "" ? listed : listed.filter(({ file }) => compareFiles(file, after) > 0);
    const part = left.slice(0, documentsPerPartMax);
    const documents: InputDocument[] = [];
    for (let start = 0; start < part.length; start += hashedAtOnce) {
      const files = part.slice(start, start + hashedAtOnce);
      const identified = files.map((file) => documentFolder.identify(file, config.signal));
      documents.push(...(await Promise.all(identified)));
    }
    await ledger.startBatch({
      batchId,
      startedAt: new Date(startedAtMs).toISOString(),
      settings: { paths: state.paths, exclude: state.exclude ?? [], run: runContextOf(config) },
    });
    await ledger.saveDocuments(batchId, documents);
    return { batchId, startedAtMs, documents, round: 0, more: left.length > part.length };
  };

/** One `Send` per chunk; a batch without documents goes straight to its end, where an empty fan-out would hang. */
export function dispatchChunks(
  state: BatchState,
  config: LangGraphRunnableConfig,
): Send[] | "match_duplicates" {
  const documents = state.documents ?? [];
  if (documents.length === 0) return "match_duplicates";
  return sendChunks(state, documents, runContextOf(config));
}

/** `Send`s of the documents that failed in the last round. */
export function dispatchRetries(
  state: BatchState,
  config: LangGraphRunnableConfig,
): Send[] {
  const failed = (state.documents ?? []).filter(
    ({ file }) => state.outcomes[file]?.status === "failed",
  );
  return sendChunks(state, failed, runContextOf(config));
}

function sendChunks(
  { batchId, round }: BatchState,
  documents: readonly InputDocument[],
  { chunkSize }: RunContext,
): Send[] {
  return cutChunks(documents, chunkSize).map(
    (chunk) => new Send("process_chunk", { batchId, round: round ?? 0, documents: chunk }),
  );
}
