import path from "node:path";
import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import { DocumentRejected } from "#src/errors.ts";
import type { DocumentFolder } from "#src/ports/document-folder.ts";
import type { DocumentReader } from "#src/ports/document-reader.ts";
import type { InvoiceState, InvoiceUpdate } from "#src/state/invoice-state.ts";
import { runContextOf } from "#src/state/run-context.ts";
import { rejection } from "./rejection.ts";

type Input = Pick<InvoiceState, "path" | "file" | "documentId">;
type Deps = {
  readonly documentFolder: DocumentFolder;
  readonly documentReader: DocumentReader;
  readonly now: () => number;
};

/**
 * Reads `path`, `file` and `documentId`; writes `document`, `startedAtMs` and, for a document that cannot be processed,
 * `error`. What was read stays with the reader, which `draft_invoice` asks again: state holds small values only.
 */
export const readDocumentNode =
  ({ documentFolder, documentReader, now }: Deps) =>
  async (state: Input, config: LangGraphRunnableConfig): Promise<InvoiceUpdate> => {
    const startedAtMs = now();
    const absolute = path.resolve(state.path);
    const listed = { file: state.file ?? path.basename(absolute), path: absolute, sizeBytes: 0 };
    const document = await documentFolder.identify(listed, config.signal);
    try {
      if (state.documentId !== undefined && state.documentId !== document.documentId) {
        throw new DocumentRejected(
          "document.changed",
          "The file was changed after the batch was planned; process it in a new batch.",
        );
      }
      const { ignoreEmbeddedXml } = runContextOf(config);
      await documentReader.read(document, { ignoreEmbeddedXml }, config.signal);
      return { document, startedAtMs };
    } catch (error) {
      return { document, startedAtMs, error: rejection(error) };
    }
  };
