import { type InputDocument, type PageRange, partName } from "#src/domain/document.ts";
import { DocumentRejected } from "#src/errors.ts";
import type { DocumentFolder } from "#src/ports/document-folder.ts";
import type { Ledger } from "#src/ports/ledger.ts";

type Deps = {
  readonly documentFolder: Pick<DocumentFolder, "identify">;
  readonly ledger: Pick<Ledger, "splitDocument">;
};

type Splitting = {
  readonly batchId: string;
  readonly document: InputDocument;
  readonly ranges: readonly PageRange[];
};

/**
 * Puts the invoices of a file in its place, each a document of its own: `batch.pdf#page=3-4`. Repeating it changes nothing.
 *
 * @returns The parts, in the order of their pages.
 * @throws {DocumentRejected} `document.changed` if the file is not the one that was read.
 */
export async function splitDocument(
  { documentFolder, ledger }: Deps,
  { batchId, document, ranges }: Splitting,
  signal: AbortSignal | undefined,
): Promise<InputDocument[]> {
  const { file, path, sizeBytes, documentId } = document;
  const parts: InputDocument[] = [];
  for (const pages of ranges) {
    const listed = { file: partName(file, pages), path, sizeBytes, pages };
    const part = await documentFolder.identify(listed, signal);
    if (part.part?.fileId !== documentId) throw changed();
    parts.push(part);
  }
  await ledger.splitDocument(batchId, file, parts);
  return parts;
}

const changed = (): DocumentRejected =>
  new DocumentRejected(
    "document.changed",
    "The file was changed while it was split into its invoices; process it again.",
  );
