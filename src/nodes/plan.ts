import { createHash } from "node:crypto";
import { type LangGraphRunnableConfig, Overwrite, Send } from "@langchain/langgraph";
import { compareFiles, type InputDocument } from "#src/domain/document.ts";
import { AppError, FileUnreadable } from "#src/errors.ts";
import type { DocumentAnalyst } from "#src/ports/document-analyst.ts";
import type { DocumentFolder, ListedFile } from "#src/ports/document-folder.ts";
import type { BatchEntry, Ledger } from "#src/ports/ledger.ts";
import type { ResourceWatches } from "#src/ports/resource-watches.ts";
import { type BatchState, type BatchUpdate, documentsOf } from "#src/state/batch-state.ts";
import { type RunContext, runContextOf } from "#src/state/run-context.ts";
import { batchIdOf } from "./batch-id.ts";
import { cutChunks } from "./cut-chunks.ts";
import { ownerOf } from "./owner.ts";
import { assertAnalyst } from "./plan-analysis.ts";
import { tell, type TellDeps } from "./tell.ts";

/** Files hashed at once; the disk, not the processor, is what waits. */
const hashedAtOnce = 16;

type Deps = TellDeps & {
  readonly documentFolder: DocumentFolder;
  readonly documentAnalyst: Pick<DocumentAnalyst, "status">;
  readonly ledger: Ledger;
  /** Documents one run takes; the rest is left for the next part of the batch. */
  readonly documentsMax: number;
  readonly resourceWatches: ResourceWatches;
  readonly now: () => number;
};

/**
 * Reads `paths`, `exclude` and `after`; writes `documents` after the ledger knows them, and `run`, the settings of the thread.
 *
 * @throws {AnalystUnavailable} If `analysis: ollama` was asked for and no model can be used: before the first document.
 */
export const planNode =
  (deps: Deps) =>
  async (state: BatchState, config: LangGraphRunnableConfig): Promise<BatchUpdate> => {
    const { documentFolder, documentAnalyst, ledger, documentsMax, resourceWatches, now } = deps;
    const startedAtMs = now();
    const batchId = batchIdOf(state, config);
    watch(resourceWatches, batchId, config.signal);
    const run = runContextOf(config, state.run);
    await assertAnalyst(documentAnalyst, run.analysis, config.signal);
    assertSameInput(await ledger.findBatch(batchId), { paths: state.paths, ...ownerOf(config) });
    const listed = await documentFolder.list(state.paths, { exclude: state.exclude ?? [] });
    const after = state.after ?? "";
    const left = after === "" ? listed : listed.filter(({ file }) => compareFiles(file, after) > 0);
    const part = left.slice(0, documentsMax);
    const documents: InputDocument[] = [];
    for (let start = 0; start < part.length; start += hashedAtOnce) {
      const files = part.slice(start, start + hashedAtOnce);
      const identified = files.map(
        async (file) => await identifiedOrUnreadable(documentFolder, file, config),
      );
      documents.push(...(await Promise.all(identified)));
    }
    await ledger.startBatch({
      batchId,
      startedAt: new Date(startedAtMs).toISOString(),
      settings: { paths: state.paths, exclude: state.exclude ?? [], run, ...ownerOf(config) },
    });
    await ledger.saveDocuments(batchId, documents);
    // Planned anew on a thread that ran before, only what is planned now counts; what was recorded is found again.
    const outcomes = new Overwrite({}) as unknown as BatchState["outcomes"];
    const parts = new Overwrite({}) as unknown as BatchState["parts"];
    const more = left.length > part.length;
    const startedAt = new Date(startedAtMs).toISOString();
    const total = documents.length;
    tell(deps, config, { type: "batch.started", batchId, startedAt, total, more });
    const begun = { batchId, startedAtMs, documents, round: 0, run, more };
    return { ...begun, outcomes, parts, left: noneLeft() };
  };

/** Watches what the batch uses till it is summarized, or its run aborted. */
function watch(watches: ResourceWatches, batchId: string, signal: AbortSignal | undefined): void {
  watches.begin(batchId);
  signal?.addEventListener("abort", () => watches.end(batchId), { once: true });
}

/** Empties `left`, whatever it held. */
export const noneLeft = () => new Overwrite({}) as unknown as BatchState["left"];

/** Another input under the same name would replace outcomes of the first: one batch has one input. */
export class BatchExists extends AppError {
  readonly code = "batch.exists";
  readonly isTransient = false;
}

function assertSameInput(
  batch: BatchEntry | undefined,
  { paths, owner }: { readonly paths: readonly string[]; readonly owner?: string },
): void {
  const { paths: before, owner: starter } = batch?.settings ?? {};
  const isSame = before === undefined || JSON.stringify(before) === JSON.stringify(paths);
  // The user of this machine may go on with whatever batch; callers of the server with theirs.
  if (isSame && (batch === undefined || owner === undefined || owner === starter)) return;
  throw new BatchExists(
    `batch ${batch?.batchId} was started with other paths, or by somebody else; use another batchId, or a new thread`,
  );
}

/** A file that cannot be read is dispatched too: its worker finds out why and quarantines it. Its path stands for its content. */
async function identifiedOrUnreadable(
  folder: DocumentFolder,
  file: ListedFile,
  { signal }: LangGraphRunnableConfig,
): Promise<InputDocument> {
  try {
    return await folder.identify(file, signal);
  } catch (error) {
    if (!(error instanceof FileUnreadable)) throw error;
    const digest = createHash("sha256").update(`unreadable:${file.path}`).digest("hex");
    const { pages: _, ...whole } = file;
    return { ...whole, documentId: `sha256:${digest}`, isUnidentified: true };
  }
}

/** One `Send` per chunk; a batch without documents goes straight to its end, where an empty fan-out would hang. */
export function dispatchChunks(
  state: BatchState,
  config: LangGraphRunnableConfig,
): Send[] | "match_duplicates" {
  const documents = state.documents ?? [];
  if (documents.length === 0) return "match_duplicates";
  return sendChunks(state, documents, runContextOf(config, state.run));
}

/** `Send`s of the documents that failed in the last round, and of those a stopped run had left, unless this one stops too. */
export function dispatchRetries(state: BatchState, config: LangGraphRunnableConfig): Send[] {
  const run = runContextOf(config, state.run);
  const again = documentsOf(state).filter(({ file }) => {
    const outcome = state.outcomes[file];
    return outcome === undefined ? run.onError !== "stop" : outcome.status === "failed";
  });
  // Switched to stop meanwhile: nothing is to be done, and an empty fan-out would never come to aggregate.
  return again.length === 0 ? [sendChunk(state, [], run)] : sendChunks(state, again, run);
}

const sendChunks = (
  state: BatchState,
  documents: readonly InputDocument[],
  run: RunContext,
): Send[] => cutChunks(documents, run.chunkSize).map((chunk) => sendChunk(state, chunk, run));

function sendChunk(
  { batchId, round = 0, documents: all = [], after }: BatchState,
  documents: readonly InputDocument[],
  run: RunContext,
): Send {
  // Files, of which some may be known to hold several invoices.
  const total = new Set(all.map(({ path }) => path)).size;
  return new Send("process_chunk", { batchId, round, documents, total, after, run });
}
