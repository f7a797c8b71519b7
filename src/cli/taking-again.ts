import { type App, localFolder } from "#src/app.ts";
import type { OutcomeSummary } from "#src/domain/batch.ts";
import { pagesNamed } from "#src/domain/document.ts";
import { outcomeSummaryOf } from "#src/ledger/outcome-summary.ts";
import type { DocumentFolder } from "#src/ports/document-folder.ts";
import type { Ledger } from "#src/ports/ledger.ts";

/**
 * The app for a batch of which only these files are read, as they are now. All others stay as they are recorded, even if their
 * files were moved or changed since, or were recorded by an earlier version; what was put beside them is no part of the batch.
 */
export async function takingAgain(
  app: App,
  batchId: string,
  files: readonly string[],
): Promise<App> {
  const again = new Set(files);
  const kept = new Map<string, OutcomeSummary>();
  for await (const outcome of app.ledger.outcomes(batchId)) {
    if (!again.has(outcome.file)) kept.set(outcome.file, outcomeSummaryOf(outcome));
  }
  const documentFolder = await recordedFolder(app.ledger, { batchId, again, kept });
  return { ...app, documentFolder, ledger: withKept(app.ledger, kept) };
}

type Kept = ReadonlyMap<string, OutcomeSummary>;

/** The documents the batch has in the ledger, wherever the folders it was given are by now. */
async function recordedFolder(
  ledger: Ledger,
  { batchId, again, kept }: { batchId: string; again: ReadonlySet<string>; kept: Kept },
): Promise<DocumentFolder> {
  const documents = (await ledger.documents(batchId)).filter(
    ({ file }) => again.has(file) || kept.has(file),
  );
  return {
    list: async () =>
      documents.map(({ file, path, sizeBytes }) => ({
        file,
        path,
        sizeBytes,
        pages: pagesNamed({ file, path }),
      })),
    async identify(listed, signal) {
      const { file, path, sizeBytes } = listed;
      const summary = kept.get(file);
      if (summary === undefined) return await localFolder.identify(listed, signal);
      return { file, path, sizeBytes, documentId: summary.documentId };
    },
  };
}

const withKept = <T extends Ledger>(ledger: T, kept: Kept): T => ({
  ...ledger,
  async recorded(batchId, documents, versions) {
    const others = documents.filter(({ file }) => !kept.has(file));
    return [
      ...documents.flatMap(({ file }) => kept.get(file) ?? []),
      ...(await ledger.recorded(batchId, others, versions)),
    ];
  },
});
