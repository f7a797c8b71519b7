import { sql, type Kysely } from "kysely";
import type { InputDocument } from "#src/domain/document.ts";
import type { FailedAttempt } from "#src/domain/outcome.ts";
import type { LedgerTables } from "./ledger-tables.ts";

type Db = Kysely<LedgerTables>;
type Document = Pick<InputDocument, "file" | "documentId">;

/** An attempt that is known already stays as it is. */
export async function insertFailedAttempt(
  db: Db,
  batchId: string,
  { file, documentId }: Document,
  failed: FailedAttempt,
): Promise<void> {
  await db
    .insertInto("failed_attempts")
    .values({ batch_id: batchId, file, document_id: documentId, ...failed })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** By file, first to last. */
export async function readFailedAttempts(
  db: Db,
  batchId: string,
  documents: readonly Document[],
): Promise<ReadonlyMap<string, readonly FailedAttempt[]>> {
  const contents = new Map(documents.map(({ file, documentId }) => [file, documentId]));
  const files = JSON.stringify([...contents.keys()]);
  const rows = await db
    .selectFrom("failed_attempts")
    .select(["file", "document_id", "attempt", "code", "message", "at"])
    .where("batch_id", "=", batchId)
    .where("file", "in", sql<string>`(select value from json_each(${files}))`)
    .orderBy("file")
    .orderBy("attempt")
    .execute();
  const current = rows.filter((row) => contents.get(row.file) === row.document_id);
  return new Map(
    [...Map.groupBy(current, ({ file }) => file)].map(([file, failed]) => [
      file,
      failed.map(({ attempt, code, message, at }) => ({ attempt, code, message, at })),
    ]),
  );
}

export async function deleteFailedAttempts(db: Db, batchId: string, file: string): Promise<void> {
  await db
    .deleteFrom("failed_attempts")
    .where("batch_id", "=", batchId)
    .where("file", "=", file)
    .execute();
}
