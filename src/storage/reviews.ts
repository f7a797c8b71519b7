import { sql, type Kysely, type Selectable } from "kysely";
import type { Outcome } from "#src/domain/outcome.ts";
import { isSameReview, RecordedReview } from "#src/domain/review.ts";
import type { LedgerTables } from "./ledger-tables.ts";

type Db = Kysely<LedgerTables>;

/**
 * Writes a review and the outcome that follows from it, both or none.
 *
 * @returns Whether the ledger holds the review: false if the record has another revision, or another review, by now.
 */
export async function writeReview(
  db: Db,
  review: RecordedReview,
  outcome: Outcome,
): Promise<boolean> {
  return await db.transaction().execute(async (transaction) => {
    const { batchId, file, documentId, revision } = review;
    const known = await reviewsQuery(transaction, batchId, file)
      .where("revision", "=", revision)
      .executeTakeFirst();
    if (known !== undefined) return isSameReview(reviewOf(known), review);
    const { numUpdatedRows } = await transaction
      .updateTable("outcomes")
      .set({
        status: outcome.status,
        action: outcome.decision?.action ?? null,
        record: JSON.stringify(outcome),
        revision: revision + 1,
      })
      .where("batch_id", "=", batchId)
      .where("file", "=", file)
      .where("document_id", "=", documentId)
      .where("revision", "=", revision)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) return false;
    await transaction.insertInto("reviews").values(rowOf(review)).execute();
    return true;
  });
}

/** Oldest first. */
export const reviewsQuery = (db: Db, batchId: string, file: string) =>
  db
    .selectFrom("reviews")
    .selectAll()
    .where("batch_id", "=", batchId)
    .where("file", "=", file)
    .orderBy("revision");

/** A page of records that wait for a person, by batch and file, after one. The status is written out for its index. */
export const awaitingPage = (
  db: Db,
  { batchId, after }: { batchId: string | undefined; after: { batchId: string; file: string } },
  limit: number,
) =>
  db
    .selectFrom("outcomes")
    .select(["batch_id", "file", "record", "revision"])
    .where(isAwaitingReview)
    .where(sql<boolean>`(batch_id, file) > (${after.batchId}, ${after.file})`)
    .$if(batchId !== undefined, (query) => query.where("batch_id", "=", batchId ?? ""))
    .orderBy("batch_id")
    .orderBy("file")
    .limit(limit);

export async function countAwaiting(db: Db): Promise<number> {
  const { waiting } = await db
    .selectFrom("outcomes")
    .select(sql<number>`count(*)`.as("waiting"))
    .where(isAwaitingReview)
    .executeTakeFirstOrThrow();
  return waiting;
}

const isAwaitingReview = sql<boolean>`status = 'awaiting_review'`;

export const reviewOf = (row: Selectable<LedgerTables["reviews"]>): RecordedReview =>
  RecordedReview.parse({
    batchId: row.batch_id,
    file: row.file,
    documentId: row.document_id,
    revision: row.revision,
    action: row.action,
    reviewer: row.reviewer,
    ...(row.comment !== null && { comment: row.comment }),
    at: row.at,
    replaced: JSON.parse(row.replaced) as unknown,
  });

const rowOf = (review: RecordedReview): Selectable<LedgerTables["reviews"]> => ({
  batch_id: review.batchId,
  file: review.file,
  revision: review.revision,
  document_id: review.documentId,
  action: review.action,
  reviewer: review.reviewer,
  comment: review.comment ?? null,
  at: review.at,
  replaced: JSON.stringify(review.replaced),
});
