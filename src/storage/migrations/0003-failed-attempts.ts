import { sql, type Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Attempts that failed and may be followed by another, so that a killed process does not lose their count. */
export const addFailedAttempts: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(table).execute(db);
  },
};

const table = `create table failed_attempts (
  batch_id text not null references batches (batch_id),
  file text not null,
  document_id text not null,
  attempt integer not null,
  code text not null,
  message text not null,
  at text not null,
  primary key (batch_id, file, document_id, attempt)
) strict, without rowid`;
