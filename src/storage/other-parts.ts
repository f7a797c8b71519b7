import { type Kysely, sql } from "kysely";
import type { InputDocument } from "#src/domain/document.ts";
import type { LedgerTables } from "./ledger-tables.ts";

type Db = Kysely<LedgerTables>;

type Held = {
  readonly batchId: string;
  readonly file: string;
  /** What the file is split into now; nothing if it is one invoice. */
  readonly parts?: readonly InputDocument[];
};

/**
 * Deletes parts a file had in this batch before: under an earlier version, other settings or other content it may have been split
 * elsewhere, and beside what it is now each page would count twice. What a person decided of a part stands.
 */
export async function deleteOtherParts(db: Db, { batchId, file, parts = [] }: Held): Promise<void> {
  const now = new Set(parts.map((part) => part.file));
  const before = await db
    .selectFrom("documents as part")
    .innerJoin("documents as whole", (join) =>
      join.onRef("whole.batch_id", "=", "part.batch_id").onRef("whole.path", "=", "part.path"),
    )
    .leftJoin("outcomes", (join) =>
      join
        .onRef("outcomes.batch_id", "=", "part.batch_id")
        .onRef("outcomes.file", "=", "part.file"),
    )
    .select("part.file")
    .where("part.batch_id", "=", batchId)
    .where("whole.file", "=", file)
    .where("part.file", ">", `${file}#page=`)
    // The character behind the equals sign.
    .where("part.file", "<", `${file}#page>`)
    .where(sql<boolean>`outcomes.record ->> '$.decision.decidedBy' is not 'reviewer'`)
    .execute();
  const gone = before.filter((part) => !now.has(part.file));
  await deleteDocuments(
    db,
    batchId,
    gone.map((part) => part.file),
  );
}

/** Deletes these documents of a batch with all that is recorded of them. */
export async function deleteDocuments(
  db: Db,
  batchId: string,
  files: readonly string[],
): Promise<void> {
  if (files.length === 0) return;
  for (const table of ["documents", "outcomes", "failed_attempts"] as const) {
    await db
      .deleteFrom(table)
      .where("batch_id", "=", batchId)
      .where("file", "in", [...files])
      .execute();
  }
}
