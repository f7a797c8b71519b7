import type Database from "better-sqlite3";
import type { Kysely } from "kysely";
import { DEFAULT_MIGRATION_TABLE, Migrator } from "kysely/migration";
import { LedgerUnavailable } from "#src/ports/ledger.ts";
import { ledgerApplicationId } from "./ledger-identity.ts";
import type { LedgerTables } from "./ledger-tables.ts";
import { ledgerMigrations } from "./migrations/ledger-migrations.ts";

/**
 * Reads what the file is, without writing to it.
 *
 * @returns Whether migrations are to be run.
 * @throws {LedgerUnavailable} If it is another program's database, or a newer version of this one has written it.
 */
export function needsMigration(database: Database.Database, file: string): boolean {
  if (isEmpty(database)) return true;
  if (database.pragma("application_id", { simple: true }) !== ledgerApplicationId) {
    throw new LedgerUnavailable(
      `ledger ${file} is the database of another program; move that file away or set FANFOLD_HOME to another folder`,
      { isTransient: false },
    );
  }
  const applied = appliedMigrations(database);
  const unknown = applied.find((name) => ledgerMigrations[name] === undefined);
  if (unknown !== undefined) {
    throw new LedgerUnavailable(
      `ledger ${file} was written by a newer version of fanfold (it has ${unknown}); update fanfold or set FANFOLD_HOME to another folder`,
      { isTransient: false },
    );
  }
  return applied.length < Object.keys(ledgerMigrations).length;
}

/**
 * Runs the missing migrations in one transaction: all or none.
 *
 * The transaction begins with the write lock and then looks what is missing, so of two processes that start at once
 * the second finds the work done.
 */
export async function migrateLedger(db: Kysely<LedgerTables>): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const { error } = await new Migrator({
      db: transaction,
      provider: { getMigrations: async () => ledgerMigrations },
    }).migrateToLatest();
    if (error !== undefined) throw error;
  });
}

function isEmpty(database: Database.Database): boolean {
  return database.prepare("select 1 from sqlite_schema limit 1").get() === undefined;
}

function appliedMigrations(database: Database.Database): readonly string[] {
  const rows = database
    .prepare<[], { name: string }>(`select name from ${DEFAULT_MIGRATION_TABLE} order by name`)
    .all();
  return rows.map(({ name }) => name);
}
