import path from "node:path";
import { type LangGraphRunnableConfig, Overwrite } from "@langchain/langgraph";
import { pagesNamed } from "#src/domain/document.ts";
import { DocumentRejected } from "#src/errors.ts";
import type { DocumentFolder } from "#src/ports/document-folder.ts";
import type { InvoiceState, InvoiceUpdate } from "#src/state/invoice-state.ts";
import { rejection } from "./rejection.ts";
import { type TellDeps, tellStage } from "./tell.ts";

type Input = Pick<InvoiceState, "path" | "file" | "documentId" | "batchId">;
type Deps = TellDeps & { readonly documentFolder: DocumentFolder; readonly now: () => number };

/**
 * Reads `path`, `file` and `documentId`; writes `document`, `startedAtMs` and, for a file that is not the expected one,
 * `error`. Empties every other channel but `path` and `batchId`: a thread may process one document after another.
 */
export const readDocumentNode =
  (deps: Deps) => async (state: Input, config: LangGraphRunnableConfig) => ({
    ...nothingYet(),
    ...(await findDocument(deps, state, config)),
  });

/** The file behind `path`; an `error` if it is not the one expected. */
export async function findDocument(deps: Deps, state: Input, config: LangGraphRunnableConfig) {
  const { documentFolder, now } = deps;
  const startedAtMs = now();
  tellStage(deps, config, { ...state, document: undefined }, "reading");
  const listed = { file: state.file ?? path.basename(state.path), path: state.path, sizeBytes: 0 };
  const pages = pagesNamed(listed);
  const document = await documentFolder.identify({ ...listed, pages }, config.signal);
  const found = { document, startedAtMs };
  if (state.documentId === undefined || state.documentId === document.documentId) return found;
  return { ...found, error: rejection(changed()) };
}

const changed = (): DocumentRejected =>
  new DocumentRejected(
    "document.changed",
    "The file was changed after the batch was planned; process it in a new batch.",
  );

const nothingYet = () => ({
  ...({
    // The next document may come without what this one was given.
    file: undefined,
    documentId: undefined,
    draft: undefined,
    parts: undefined,
    analysisPlan: undefined,
    analysis: undefined,
    analysisNote: undefined,
    repeat: undefined,
    error: undefined,
    amountInBase: undefined,
    risk: undefined,
    decision: undefined,
    outcome: undefined,
  } satisfies InvoiceUpdate),
  // Their reducers would keep what an earlier document left.
  checks: new Overwrite({}),
  operations: new Overwrite({}),
});
