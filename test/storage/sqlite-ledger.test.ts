import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import Database from "better-sqlite3";
import { Kysely, type CompiledQuery } from "kysely";
import { Migrator } from "kysely/migration";
import { describe, expect, it, onTestFinished } from "vitest";
import { LedgerUnavailable } from "#src/ports/ledger.ts";
import { duplicatesQuery } from "#src/storage/duplicate-search.ts";
import { recordedQuery } from "#src/storage/ledger-reads.ts";
import type { LedgerTables } from "#src/storage/ledger-tables.ts";
import { insertBatch, updateSettled, writeOutcome } from "#src/storage/ledger-writes.ts";
import { createLedger } from "#src/storage/migrations/0001-ledger.ts";
import { outcomeRow } from "#src/storage/outcome-rows.ts";
import { pastOutcomesQuery } from "#src/storage/past-outcomes.ts";
import { awaitingPage } from "#src/storage/reviews.ts";
import { ImmediateSqliteDialect } from "#src/storage/sqlite-dialect.ts";
import { openSqliteLedger, type SqliteLedger } from "#src/storage/sqlite-ledger.ts";
import { describeLedger } from "#test/contracts/ledger-contract.ts";
import { describeLedgerReviews } from "#test/contracts/ledger-reviews-contract.ts";
import { aBatch, aDocument, aFingerprint, anOutcome, versions } from "./ledger-builders.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const openTemporary = async (): Promise<SqliteLedger> =>
  await openSqliteLedger(join(await temporaryFolder(), "home", "ledger.db"));
describeLedger("SQLite", openTemporary);
describeLedgerReviews("SQLite", openTemporary);

const options = { versions, fingerprint: aFingerprint() };

async function aLedgerFile(): Promise<string> {
  const file = join(await temporaryFolder(), "ledger.db");
  const ledger = await openSqliteLedger(file);
  await ledger.startBatch(aBatch("b1"));
  await ledger.saveDocuments("b1", [aDocument("a.xml")]);
  await ledger.record("b1", anOutcome(aDocument("a.xml")), options);
  await ledger.close();
  return file;
}

async function opened(file: string, lockWaitMs?: number): Promise<SqliteLedger> {
  const ledger = await openSqliteLedger(file, lockWaitMs === undefined ? {} : { lockWaitMs });
  onTestFinished(async () => await ledger.close());
  return ledger;
}

function connection(file: string): Database.Database {
  const database = new Database(file);
  onTestFinished(() => void database.close());
  return database;
}

const refusal = async (promise: Promise<unknown>): Promise<LedgerUnavailable> => {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof LedgerUnavailable)) throw error;
  return error;
};

describe("a ledger file", () => {
  it("still holds everything when it is opened again", async () => {
    const ledger = await opened(await aLedgerFile());

    expect(await ledger.findOutcome("b1", "a.xml")).toEqual(anOutcome(aDocument("a.xml")));
  });

  it("is recognised by its application id and uses a write-ahead log", async () => {
    const database = connection(await aLedgerFile());

    expect(database.pragma("application_id", { simple: true })).toBe(0x46414e46);
    expect(database.pragma("journal_mode", { simple: true })).toBe("wal");
  });

  it("leaves no findings and seller keys behind when an outcome is replaced", async () => {
    const file = await aLedgerFile();
    const ledger = await opened(file);
    await ledger.record("b1", anOutcome(aDocument("a.xml"), { findings: [] }), {
      versions,
      fingerprint: { sellerKeys: ["only"] },
    });

    const database = connection(file);
    expect(database.prepare("select count(*) from findings").pluck().get()).toBe(0);
    expect(database.prepare("select seller_key from seller_keys").pluck().all()).toEqual(["only"]);
  });

  it("says which record is damaged", async () => {
    const file = await aLedgerFile();
    connection(file).exec(`update outcomes set record = '{"schemaVersion":1}'`);
    const ledger = await opened(file);

    const error = await refusal(ledger.findOutcome("b1", "a.xml"));

    expect(error.message).toContain("the record of a.xml in batch b1 is damaged");
    expect(error.isTransient).toBe(false);
  });
});

describe("a ledger file of the first version", () => {
  const aFirstLedgerFile = async (): Promise<string> => {
    const file = join(await temporaryFolder(), "ledger.db");
    const db = new Kysely<LedgerTables>({
      dialect: new ImmediateSqliteDialect(new Database(file)),
    });
    const provider = { getMigrations: async () => ({ "0001-ledger": createLedger }) };
    const { error } = await new Migrator({ db, provider }).migrateToLatest();
    if (error !== undefined) throw error;
    await insertBatch(db, aBatch("b1"));
    // Today's writes know columns and tables that version did not have; its rows are the same.
    const outcome = outcomeRow("b1", anOutcome(aDocument("a.xml")), options);
    await db
      .insertInto("outcomes")
      .values({ ...outcome, id: 1 })
      .execute();
    for (const [position, seller_key] of options.fingerprint.sellerKeys.entries()) {
      await db.insertInto("seller_keys").values({ outcome_id: 1, seller_key, position }).execute();
    }
    await updateSettled(db, "b1");
    await db.destroy();
    return file;
  };

  it("is brought to the newest with all it holds", async () => {
    const ledger = await opened(await aFirstLedgerFile());

    const { sellerKeys } = aFingerprint();
    expect(await ledger.pastOutcomes({ sellerKeys, batchId: "b2", limit: 5 })).toEqual([
      { batchId: "b1", outcome: anOutcome(aDocument("a.xml")) },
    ]);
    expect(await ledger.findRecord("b1", "a.xml")).toMatchObject({ revision: 1 });
    expect(await ledger.reviews("b1", "a.xml")).toEqual([]);
    await ledger.modelCache.save("answer", "key", { total: "119.00" });
    expect(await ledger.modelCache.find("answer", "key")).toEqual({ total: "119.00" });
  });

  it("is brought there once by all who open it together", async () => {
    const file = await aFirstLedgerFile();

    const ledgers = await Promise.all([opened(file), opened(file), opened(file)]);

    for (const ledger of ledgers) expect(await ledger.settledMark()).toBe(1);
  });
});

describe("an unusable ledger file", () => {
  it.each([
    ["text", "name,vat\nNordlicht,DE1\n".repeat(100)],
    ["a short text", "hello"],
  ])("is refused and left alone when it is %s", async (_, content) => {
    const file = join(await temporaryFolder(), "ledger.db");
    await writeFile(file, content);

    const error = await refusal(openSqliteLedger(file));

    expect(error).toMatchObject({ code: "ledger.unavailable", isTransient: false });
    expect(error.message).toContain(`ledger ${file} is not an SQLite database`);
    expect(await readFile(file, "utf8")).toBe(content);
  });

  it("is refused and left alone when another program made it", async () => {
    const file = join(await temporaryFolder(), "history.db");
    const database = new Database(file);
    database.exec("create table urls (url text)");
    database.close();
    const before = await readFile(file);

    const error = await refusal(openSqliteLedger(file));

    expect(error.message).toContain("is the database of another program");
    expect(await readFile(file)).toEqual(before);
  });

  it("is refused and left alone when a newer version wrote it", async () => {
    const file = await aLedgerFile();
    const database = new Database(file);
    database.exec("insert into kysely_migration values ('9999-future', '2030-01-01T00:00:00Z')");
    database.close();
    const before = await readFile(file);

    const error = await refusal(openSqliteLedger(file));

    expect(error.message).toMatch(/written by a newer version of fanfold .*update fanfold/);
    expect(await readFile(file)).toEqual(before);
  });

  it("is refused when a folder of that name stands there", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "ledger.db"));

    const error = await refusal(openSqliteLedger(join(folder, "ledger.db")));

    expect(error.message).toContain("cannot be opened");
  });

  it("is refused when its folder cannot be created", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "home"), "a file");

    const direct = await refusal(openSqliteLedger(join(folder, "home", "ledger.db")));
    const deeper = await refusal(openSqliteLedger(join(folder, "home", "x", "ledger.db")));

    expect(direct.message).toContain("its folder cannot be created, a file of that name is in the");
    expect(deeper.message).toContain("its folder cannot be created, a part of the path is a file");
  });

  it("rolls the whole outcome back when the disk is full", async () => {
    const file = await aLedgerFile();
    const database = connection(file);
    const pages = Number(database.pragma("page_count", { simple: true }));
    database.pragma(`max_page_count = ${pages}`);
    const db = new Kysely<LedgerTables>({ dialect: new ImmediateSqliteDialect(database) });
    const large = anOutcome(aDocument("b.xml"), {
      operations: Array.from({ length: 5_000 }, () => ({
        name: "validate_tax" as const,
        startedMs: 1,
        durationMs: 1,
        outcome: "ok" as const,
        attempts: 1,
      })),
    });

    await expect(writeOutcome(db, "b1", large, options)).rejects.toMatchObject({
      code: "SQLITE_FULL",
    });

    expect(database.inTransaction).toBe(false);
    await writeOutcome(db, "b1", anOutcome(aDocument("a.xml")), options);
    expect(database.prepare("select file from outcomes").pluck().all()).toEqual(["a.xml"]);
  });
});

describe("a ledger another process has locked", () => {
  it("is waited for", async () => {
    const file = await aLedgerFile();
    const ledger = await opened(file);
    const other = connection(file);
    other.exec("begin immediate");

    const written = ledger.record("b1", anOutcome(aDocument("b.xml")), options);
    setImmediate(() => other.exec("commit"));
    await written;

    expect(await ledger.findOutcome("b1", "b.xml")).toBeDefined();
  });

  it("is given up after the time allowed, with nothing written", async () => {
    const file = await aLedgerFile();
    const ledger = await opened(file, 120);
    const other = connection(file);
    other.exec("begin immediate");

    const error = await refusal(ledger.record("b1", anOutcome(aDocument("b.xml")), options));

    expect(error.isTransient).toBe(true);
    expect(error.message).toBe(
      `ledger ${file} is locked by another process; wait until it has finished, or close it, then try again`,
    );
    expect(await ledger.findOutcome("b1", "b.xml")).toBeUndefined();
  });

  it("can be opened and read meanwhile", async () => {
    const file = await aLedgerFile();
    const other = connection(file);
    other.exec("begin immediate");

    const ledger = await opened(file, 0);

    expect(await ledger.findOutcome("b1", "a.xml")).toBeDefined();
  });
});

describe("the queries of a ledger", () => {
  it("use an index for every kind of duplicate, for what was recorded, what waits and a seller's past", async () => {
    const database = connection(await aLedgerFile());
    const db = new Kysely<LedgerTables>({ dialect: new ImmediateSqliteDialect(database) });
    const planOf = ({ sql: statement, parameters }: CompiledQuery): string => {
      const steps = database
        .prepare<unknown[], { detail: string }>(`explain query plan ${statement}`)
        .all(...parameters);
      return steps.map(({ detail }) => detail).join("\n");
    };

    const search = { document: aDocument("a.xml"), fingerprint: aFingerprint() };
    const duplicates = planOf(
      duplicatesQuery({ ...search, batchId: "b2", nearDays: 7 }).compile(db),
    );
    const recorded = planOf(recordedQuery(db, "b1", ["a.xml"], versions).compile());
    const past = planOf(
      pastOutcomesQuery({ sellerKeys: ["vat:DE1"], batchId: "b2", limit: 5 }).compile(db),
    );

    const after = { batchId: "", file: "" };
    const waiting = planOf(awaitingPage(db, { batchId: undefined, after }, 100).compile());
    const waitingInBatch = planOf(awaitingPage(db, { batchId: "b1", after }, 100).compile());

    for (const step of [
      "SEARCH outcomes USING COVERING INDEX outcomes_by_document (document_id=?)",
      "SEARCH outcomes USING INDEX outcomes_by_number (invoice_number=?)",
      "SEARCH outcomes USING INDEX outcomes_by_amount (amount_minor=? AND currency_code=? AND issue_date>? AND issue_date<?)",
      "SEARCH claim USING INTEGER PRIMARY KEY (rowid=?)",
      "SEARCH origin USING PRIMARY KEY (batch_id=? AND file=?)",
      "SEARCH own USING COVERING INDEX documents_by_path (path=? AND batch_id=? AND document_id=?)",
    ]) {
      expect(duplicates).toContain(step);
    }
    expect(duplicates).not.toMatch(/SCAN (?:outcomes|documents|claim|own|origin|seller_keys)/);
    expect(past).toContain(
      "SEARCH seller_keys USING COVERING INDEX seller_keys_by_key (seller_key=?)",
    );
    expect(past).not.toMatch(/SCAN (?:outcomes|seller_keys|source)/);
    for (const plan of [waiting, waitingInBatch]) {
      expect(plan).toContain("USING INDEX outcomes_awaiting_review");
      expect(plan).not.toContain("TEMP B-TREE");
    }
    expect(recorded).toMatch(/SEARCH outcomes USING INDEX \S+ \(batch_id=\? AND file=\?\)/);
  });
});
