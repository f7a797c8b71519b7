import type Database from "better-sqlite3";
import { Kysely } from "kysely";
import type { Outcome } from "#src/domain/outcome.ts";
import type { Ledger, LedgerRecord } from "#src/ports/ledger.ts";
import type { ModelCache } from "#src/ports/model-cache.ts";
import { searchDuplicates } from "./duplicate-search.ts";
import { insertFailedAttempt, readFailedAttempts } from "./failed-attempts.ts";
import {
  batchesQuery,
  readDocuments,
  readItems,
  readLatestRecord,
  readRecorded,
  recordQuery,
  recordsPage,
} from "./ledger-reads.ts";
import type { LedgerTables } from "./ledger-tables.ts";
import {
  insertBatch,
  replaceDocument,
  reopenOutcomes,
  updateDuplicateMarks,
  updateFinishedBatch,
  updateSettings,
  updateSettled,
  upsertDocuments,
  writeOutcome,
} from "./ledger-writes.ts";
import { migrateLedger, needsMigration } from "./migrate-ledger.ts";
import { batchEntryOf, ledgerRecordOf, parseRecord } from "./outcome-rows.ts";
import { readPastRecords, readSettledMark } from "./past-outcomes.ts";
import { awaitingPage, countAwaiting, reviewOf, reviewsQuery, writeReview } from "./reviews.ts";
import { ImmediateSqliteDialect } from "./sqlite-dialect.ts";
import { isMissingReference, type StoredFile } from "./sqlite-errors.ts";
import {
  busyTimeoutMsOf,
  lockWaitMsDefault,
  openSqliteFile,
  setPragmas,
  whileLocked,
} from "./sqlite-file.ts";
import { createSqliteModelCache } from "./sqlite-model-cache.ts";

/** Records one page of `outcomes` holds in memory. */
const outcomesPageSize = 100;

/** Documents one transaction registers, so that another process waits milliseconds, not seconds. */
const documentsPerWrite = 2_000;

type SqliteLedgerOptions = {
  /** How long a call waits for another process to release the file. */
  readonly lockWaitMs?: number;
};

/** A ledger, and what models answered, which is kept in the same file. */
export type SqliteLedger = Ledger & { readonly modelCache: ModelCache };

/**
 * Opens a ledger file, creating it and its folder if need be, and brings it to the newest version.
 *
 * Any number of processes may use one file: each call is one short transaction, and calls wait for each other.
 *
 * @throws {LedgerUnavailable} If the file cannot be used; it is left as it was.
 */
export async function openSqliteLedger(
  file: string,
  { lockWaitMs = lockWaitMsDefault }: SqliteLedgerOptions = {},
): Promise<SqliteLedger> {
  const stored: StoredFile = { role: "ledger", file };
  const database = await openSqliteFile(stored, { busyTimeoutMs: busyTimeoutMsOf(lockWaitMs) });
  const run = <T>(call: () => T | Promise<T>): Promise<T> => whileLocked(stored, lockWaitMs, call);
  try {
    const isOutdated = await run(() => needsMigration(database, file));
    await run(() => setPragmas(database));
    const db = new Kysely<LedgerTables>({ dialect: new ImmediateSqliteDialect(database) });
    if (isOutdated) await run(() => migrateLedger(db));
    return {
      ...createLedger({ db, database, ledgerFile: file, run }),
      modelCache: createSqliteModelCache({ db, run }),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

type Run = <T>(call: () => T | Promise<T>) => Promise<T>;

type Connection = {
  readonly db: Kysely<LedgerTables>;
  readonly database: Database.Database;
  readonly ledgerFile: string;
  readonly run: Run;
};

function createLedger(connection: Connection): Ledger {
  const { db, database, ledgerFile, run } = connection;
  return {
    ...batchCalls(connection),
    ...outcomeCalls(connection),
    ...reviewCalls(connection),
    async settleBatch(batchId) {
      if (!(await run(() => updateSettled(db, batchId)))) throw notStarted(batchId);
    },
    items: (batchId) => run(() => readItems(db, batchId)),
    markDuplicates: (batchId, files) => run(() => updateDuplicateMarks(db, batchId, files)),
    findDuplicates: (document, fingerprint, options) =>
      run(() => searchDuplicates(db, { document, fingerprint, ...options })),
    async pastOutcomes(options) {
      const rows = await run(() => readPastRecords(db, options));
      return rows.map((row) => ({ batchId: row.batch_id, outcome: parseRecord(row, ledgerFile) }));
    },
    settledMark: () => run(() => readSettledMark(db)),
    async close() {
      // A Kysely that was never used closes nothing.
      await db.destroy();
      database.close();
    },
  };
}

type BatchCalls = Pick<
  Ledger,
  | "startBatch"
  | "findBatch"
  | "listBatches"
  | "saveSettings"
  | "finishBatch"
  | "saveDocuments"
  | "splitDocument"
  | "documents"
>;

function batchCalls({ db, ledgerFile, run }: Connection): BatchCalls {
  return {
    startBatch: (batch) => run(() => insertBatch(db, batch)),
    async findBatch(batchId) {
      const query = batchesQuery(db).where("batch.batch_id", "=", batchId);
      const row = await run(() => query.executeTakeFirst());
      return row && batchEntryOf(row, ledgerFile);
    },
    async listBatches() {
      const rows = await run(() => batchesQuery(db).execute());
      return rows.map((row) => batchEntryOf(row, ledgerFile));
    },
    async saveSettings(batchId, settings) {
      if (!(await run(() => updateSettings(db, batchId, settings)))) throw notStarted(batchId);
    },
    async finishBatch(batchId, summary, finishedAt) {
      const exists = await run(() => updateFinishedBatch(db, batchId, summary, finishedAt));
      if (!exists) throw notStarted(batchId);
    },
    async saveDocuments(batchId, documents) {
      for (let start = 0; start < documents.length; start += documentsPerWrite) {
        const part = documents.slice(start, start + documentsPerWrite);
        await run(() => upsertDocuments(db, batchId, part)).catch(rethrowNotStarted(batchId));
      }
    },
    splitDocument: (batchId, file, parts) =>
      run(() => replaceDocument(db, batchId, file, parts)).catch(rethrowNotStarted(batchId)),
    documents: (batchId) => run(() => readDocuments(db, batchId)),
  };
}

type OutcomeCalls = Pick<
  Ledger,
  | "recorded"
  | "record"
  | "recordFailedAttempt"
  | "failedAttempts"
  | "reopenQuarantined"
  | "outcomes"
  | "findOutcome"
  | "findRecord"
  | "findLatestOutcome"
>;

function outcomeCalls({ db, ledgerFile, run }: Connection): OutcomeCalls {
  return {
    recorded: (batchId, documents, versions) =>
      run(() => readRecorded(db, batchId, documents, versions)),
    record: (batchId, outcome, options) =>
      run(() => writeOutcome(db, batchId, outcome, options)).catch(rethrowNotStarted(batchId)),
    recordFailedAttempt: (batchId, document, failed) =>
      run(() => insertFailedAttempt(db, batchId, document, failed)).catch(
        rethrowNotStarted(batchId),
      ),
    failedAttempts: (batchId, documents) => run(() => readFailedAttempts(db, batchId, documents)),
    reopenQuarantined: (batchId) => run(() => reopenOutcomes(db, batchId)),
    async *outcomes(batchId): AsyncGenerator<Outcome> {
      let afterFile = "";
      for (;;) {
        const rows = await run(() => recordsPage(db, batchId, afterFile, outcomesPageSize));
        for (const row of rows) yield parseRecord(row, ledgerFile);
        const last = rows.at(-1);
        if (last === undefined || rows.length < outcomesPageSize) return;
        afterFile = last.file;
      }
    },
    async findOutcome(batchId, file) {
      const row = await run(() => recordQuery(db, batchId, file).executeTakeFirst());
      return row && parseRecord(row, ledgerFile);
    },
    async findRecord(batchId, file) {
      const row = await run(() => recordQuery(db, batchId, file).executeTakeFirst());
      return row && ledgerRecordOf(row, ledgerFile);
    },
    async findLatestOutcome(documentIdOrFile) {
      const row = await run(() => readLatestRecord(db, documentIdOrFile));
      return row && { batchId: row.batch_id, outcome: parseRecord(row, ledgerFile) };
    },
  };
}

type ReviewCalls = Pick<
  Ledger,
  "recordReview" | "reviews" | "awaitingReview" | "countAwaitingReview"
>;

function reviewCalls({ db, ledgerFile, run }: Connection): ReviewCalls {
  return {
    recordReview: (review, outcome) => run(() => writeReview(db, review, outcome)),
    async reviews(batchId, file) {
      const rows = await run(() => reviewsQuery(db, batchId, file).execute());
      return rows.map(reviewOf);
    },
    async *awaitingReview(batchId): AsyncGenerator<LedgerRecord> {
      let after = { batchId: "", file: "" };
      for (;;) {
        const query = awaitingPage(db, { batchId, after }, outcomesPageSize);
        const rows = await run(() => query.execute());
        for (const row of rows) yield ledgerRecordOf(row, ledgerFile);
        const last = rows.at(-1);
        if (last === undefined || rows.length < outcomesPageSize) return;
        after = { batchId: last.batch_id, file: last.file };
      }
    },
    countAwaitingReview: () => run(() => countAwaiting(db)),
  };
}

const notStarted = (batchId: string, cause?: unknown): RangeError =>
  new RangeError(`batch ${batchId} was not started in this ledger`, { cause });

const rethrowNotStarted =
  (batchId: string) =>
  (error: unknown): never => {
    throw isMissingReference(error) ? notStarted(batchId, error) : error;
  };
