import { sql, type Kysely, type RawBuilder } from "kysely";
import type { BatchSummary } from "#src/domain/batch.ts";
import { compareFiles, type InputDocument } from "#src/domain/document.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import type { Fingerprint } from "#src/domain/fingerprint.ts";
import type { NewBatch, OutcomeVersions } from "#src/ports/ledger.ts";
import { deleteFailedAttempts } from "./failed-attempts.ts";
import type { LedgerTables } from "./ledger-tables.ts";
import { deleteDocuments, deleteOtherParts } from "./other-parts.ts";
import { outcomeRow } from "./outcome-rows.ts";

type Db = Kysely<LedgerTables>;

export async function insertBatch(db: Db, batch: NewBatch): Promise<void> {
  await db
    .insertInto("batches")
    .values({
      batch_id: batch.batchId,
      started_at: batch.startedAt,
      started_ms: Date.parse(batch.startedAt),
      settings: JSON.stringify(batch.settings),
      status: "running",
      finished_at: null,
      summary: null,
    })
    .onConflict((conflict) => conflict.column("batch_id").doNothing())
    .execute();
}

/** @returns Whether the batch exists. */
export async function updateSettings(
  db: Db,
  batchId: string,
  settings: NewBatch["settings"],
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("batches")
    .set({ settings: JSON.stringify(settings) })
    .where("batch_id", "=", batchId)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** @returns Whether the batch exists. */
export async function updateFinishedBatch(
  db: Db,
  batchId: string,
  summary: BatchSummary,
  finishedAt: string,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("batches")
    .set({
      status: summary.status,
      finished_at: finishedAt,
      summary: JSON.stringify(summary),
    })
    .where("batch_id", "=", batchId)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** No extraction has this version: an outcome under it counts as not recorded. */
const reopenedVersion = -1;

/** @returns Files of the outcomes that count as not recorded from now on. */
export async function reopenOutcomes(db: Db, batchId: string): Promise<readonly string[]> {
  return await db.transaction().execute(async (transaction) => {
    const rows = await transaction
      .updateTable("outcomes")
      .set({ extraction_version: reopenedVersion })
      .where("batch_id", "=", batchId)
      .where("status", "=", "quarantined")
      .returning("file")
      .execute();
    if (rows.length > 0) {
      await transaction
        .updateTable("batches")
        .set({ status: "running", finished_at: null, summary: null })
        .where("batch_id", "=", batchId)
        .execute();
    }
    return rows.map(({ file }) => file).toSorted(compareFiles);
  });
}

/** One statement whatever the number of documents: they travel as one JSON parameter. */
export async function upsertDocuments(
  db: Db,
  batchId: string,
  documents: readonly InputDocument[],
): Promise<void> {
  const rows = documents.map((document) => [
    document.file,
    document.documentId,
    document.path,
    document.sizeBytes,
  ]);
  await sql`
    insert into documents (batch_id, file, document_id, path, size_bytes)
    select ${batchId}, value ->> 0, value ->> 1, value ->> 2, value ->> 3
    from json_each(${JSON.stringify(rows)})
    where true
    on conflict (batch_id, file) do update set
      document_id = excluded.document_id,
      path = excluded.path,
      size_bytes = excluded.size_bytes`.execute(db);
}

/** Puts the parts of a document in its place, with nothing left of the whole, nor of other parts it had before. */
export async function replaceDocument(
  db: Db,
  batchId: string,
  file: string,
  parts: readonly InputDocument[],
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await deleteOtherParts(transaction, { batchId, file, parts });
    await deleteDocuments(transaction, batchId, [file]);
    await upsertDocuments(transaction, batchId, parts);
  });
}

/**
 * Writes or replaces an outcome with its findings and seller keys, all or nothing. The mark as a copy stays; failed attempts go.
 *
 * @param options.revision - The record it is made from; absent: none, and then a person's decision on the same content stays.
 * @returns Whether it was written.
 */
export async function writeOutcome(
  db: Db,
  batchId: string,
  outcome: Outcome,
  options: { versions: OutcomeVersions; fingerprint: Fingerprint; revision?: number },
): Promise<boolean> {
  const row = outcomeRow(batchId, outcome, options);
  return await db.transaction().execute(async (transaction) => {
    const written = await transaction
      .insertInto("outcomes")
      .values(row)
      .onConflict((conflict) =>
        conflict
          .columns(["batch_id", "file"])
          .doUpdateSet({ ...row, revision: nextRevision })
          .where(isReplaceable(options.revision)),
      )
      .returning("id")
      .executeTakeFirst();
    if (written === undefined) return false;
    const { id } = written;
    await deleteOtherParts(transaction, { batchId, file: outcome.file });
    await transaction.deleteFrom("findings").where("outcome_id", "=", id).execute();
    await transaction.deleteFrom("seller_keys").where("outcome_id", "=", id).execute();
    await deleteFailedAttempts(transaction, batchId, outcome.file);
    await insertFindings(transaction, id, outcome.findings);
    await insertSellerKeys(transaction, id, options.fingerprint.sellerKeys);
    return true;
  });
}

const nextRevision = sql<number>`outcomes.revision + (outcomes.record <> excluded.record)`;

const isReplaceable = (revision: number | undefined): RawBuilder<boolean> =>
  revision === undefined
    ? sql`outcomes.document_id <> excluded.document_id
        or outcomes.record ->> '$.decision.decidedBy' is not 'reviewer'`
    : sql`outcomes.revision = ${revision}`;

async function insertFindings(
  db: Db,
  outcomeId: number,
  findings: Outcome["findings"],
): Promise<void> {
  if (findings.length === 0) return;
  const rows = findings.map(({ check, rule, status, severity }) => [check, rule, status, severity]);
  await sql`
    insert into findings (outcome_id, position, check_name, rule, status, severity)
    select ${outcomeId}, key, value ->> 0, value ->> 1, value ->> 2, value ->> 3
    from json_each(${JSON.stringify(rows)})`.execute(db);
}

async function insertSellerKeys(
  db: Db,
  outcomeId: number,
  sellerKeys: readonly string[],
): Promise<void> {
  if (sellerKeys.length === 0) return;
  await sql`
    insert into seller_keys (outcome_id, seller_key, position)
    select ${outcomeId}, value, min(key)
    from json_each(${JSON.stringify(sellerKeys)})
    group by value`.execute(db);
}

/**
 * One statement, so that two batches never get the same place.
 *
 * @returns Whether the batch exists.
 */
export async function updateSettled(db: Db, batchId: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update batches
    set settled = (select coalesce(max(settled), 0) + 1 from batches)
    where batch_id = ${batchId}`.execute(db);
  return (numAffectedRows ?? 0n) > 0n;
}

/** Sets and clears the marks of a batch in one statement. */
export async function updateDuplicateMarks(
  db: Db,
  batchId: string,
  files: readonly string[],
): Promise<void> {
  await sql`
    update outcomes
    set is_duplicate = (file in (select value from json_each(${JSON.stringify(files)})))
    where batch_id = ${batchId}`.execute(db);
}
