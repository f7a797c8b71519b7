import { sql, type Kysely } from "kysely";
import { OutcomeSummary } from "#src/domain/batch.ts";
import { type DocumentSource, type InputDocument, partNamed } from "#src/domain/document.ts";
import type { LedgerItem, OutcomeVersions } from "#src/ports/ledger.ts";
import type { LedgerTables } from "./ledger-tables.ts";
import { isSettledBefore } from "./duplicate-search.ts";
import { itemColumns, itemOf, summaryColumns, summaryOf } from "./outcome-rows.ts";

type Db = Kysely<LedgerTables>;

/** Batches with their documents counted, newest first. */
export function batchesQuery(db: Db) {
  return db
    .selectFrom("batches as batch")
    .selectAll("batch")
    .select([
      sql<number>`(select count(*) from documents where batch_id = batch.batch_id)`.as(
        "dispatched",
      ),
      outcomesIn("decided").as("decided"),
      outcomesIn("awaiting_review").as("awaiting_review"),
      outcomesIn("quarantined").as("quarantined"),
    ])
    .orderBy("batch.started_ms", "desc")
    .orderBy("batch.batch_id", "desc");
}

const outcomesIn = (status: string) =>
  sql<number>`(select count(*) from outcomes where batch_id = batch.batch_id and status = ${status})`;

export function recordedQuery(
  db: Db,
  batchId: string,
  files: readonly string[],
  versions: OutcomeVersions,
) {
  return db
    .selectFrom("outcomes")
    .select(summaryColumns)
    .select(sql<DocumentSource | null>`record ->> '$.source'`.as("source"))
    .where("batch_id", "=", batchId)
    .where("file", "in", sql<string>`(select value from json_each(${JSON.stringify(files)}))`)
    .where("policy_version", "=", versions.policyVersion)
    .where("extraction_version", "=", versions.extractionVersion)
    .orderBy("file");
}

export async function readRecorded(
  db: Db,
  batchId: string,
  documents: readonly InputDocument[],
  versions: OutcomeVersions,
): Promise<readonly OutcomeSummary[]> {
  const contents = new Map(documents.map(({ file, documentId }) => [file, documentId]));
  const rows = await recordedQuery(db, batchId, [...contents.keys()], versions).execute();
  return rows.filter((row) => contents.get(row.file) === row.document_id).map(summaryOf);
}

export async function readDocuments(db: Db, batchId: string): Promise<readonly InputDocument[]> {
  const rows = await db
    .selectFrom("documents")
    .select(["document_id", "file", "path", "size_bytes"])
    .where("batch_id", "=", batchId)
    .orderBy("file")
    .execute();
  return rows.map((row) => ({
    documentId: row.document_id,
    file: row.file,
    path: row.path,
    sizeBytes: row.size_bytes,
  }));
}

export const recordQuery = (db: Db, batchId: string, file: string) =>
  db
    .selectFrom("outcomes")
    .select(["batch_id", "file", "record", "revision"])
    .where("batch_id", "=", batchId)
    .where("file", "=", file);

/** A page of records after a file, in the order of `compareFiles`: SQLite compares the bytes of UTF-8. */
export function recordsPage(db: Db, batchId: string, afterFile: string, limit: number) {
  return db
    .selectFrom("outcomes")
    .select(["batch_id", "file", "record"])
    .where("batch_id", "=", batchId)
    .where("file", ">", afterFile)
    .orderBy("file")
    .limit(limit)
    .execute();
}

export async function readItems(db: Db, batchId: string): Promise<readonly LedgerItem[]> {
  const rows = await db
    .selectFrom("outcomes")
    .select(itemColumns)
    .select([
      "id",
      isRecordedBefore(batchId).as("is_recorded_before"),
      isCalledDuplicate.as("is_called_duplicate"),
    ])
    .where("batch_id", "=", batchId)
    .where("status", "<>", "quarantined")
    .orderBy("file")
    .execute();
  const keys = await db
    .selectFrom("outcomes")
    .innerJoin("seller_keys", "seller_keys.outcome_id", "outcomes.id")
    .select(["outcome_id", "seller_key"])
    .where("batch_id", "=", batchId)
    .orderBy("outcome_id")
    .orderBy("position")
    .execute();
  const keysById = Map.groupBy(keys, (key) => key.outcome_id);
  return rows.map((row) => itemOf(row, keysById.get(row.id)?.map((key) => key.seller_key) ?? []));
}

const isRecordedBefore = (batchId: string) => sql<number>`exists (
  select 1 from documents as own
  join documents as origin on origin.path = own.path
  join outcomes as claim on claim.batch_id = origin.batch_id and claim.file = origin.file
  join batches as source on source.batch_id = claim.batch_id
  where own.batch_id = outcomes.batch_id
    and own.file = outcomes.file
    and origin.batch_id <> outcomes.batch_id
    and claim.document_id = outcomes.document_id
    and claim.is_duplicate = 0
    and claim.status <> 'quarantined'
    and ${isSettledBefore(batchId)}
)`;

const isCalledDuplicate = sql<number>`exists (
  select 1 from findings
  where outcome_id = outcomes.id and check_name = 'duplicates' and findings.status = 'contradicted'
)`;

/** A document id as people copy it: with or without its prefix, whole or the beginning. */
const documentIdPrefix = /^(?:sha256:)?(?<digits>[0-9a-f]{6,64})$/i;

/** A path or file name is tried first, because a name may look like the digits of an id. */
export async function readLatestRecord(db: Db, documentIdOrFile: string) {
  const newest = db
    .selectFrom("outcomes as outcome")
    .innerJoin("batches as batch", "batch.batch_id", "outcome.batch_id")
    .leftJoin("documents as document", (join) =>
      join
        .onRef("document.batch_id", "=", "outcome.batch_id")
        .onRef("document.file", "=", "outcome.file"),
    )
    .select(["outcome.batch_id", "outcome.file", "outcome.record"])
    .orderBy("batch.started_ms", "desc")
    .orderBy("batch.batch_id", "desc")
    .orderBy(sql`+outcome.file`)
    .limit(1);
  const part = partNamed(documentIdOrFile);
  const named =
    (await newest.where("document.path", "=", documentIdOrFile).executeTakeFirst()) ??
    (part && (await newest.where(isPart(part)).executeTakeFirst())) ??
    (await newest.where("outcome.file", "=", documentIdOrFile).executeTakeFirst());
  const digits = documentIdPrefix.exec(documentIdOrFile)?.groups?.["digits"]?.toLowerCase();
  if (named !== undefined || digits === undefined) return named;
  return newest
    .where("outcome.document_id", ">=", `sha256:${digits}`)
    .where("outcome.document_id", "<=", `sha256:${digits}g`)
    .executeTakeFirst();
}

/** Parts of a file have its path; their pages stand in what they are called. */
const isPart = ({ whole, suffix }: { whole: string; suffix: string }) =>
  sql<boolean>`document.path = ${whole} and substr(outcome.file, ${-suffix.length}) = ${suffix}`;
