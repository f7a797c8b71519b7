import { sql, type Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Reviews, the revision of each record they are about, and a fast way to what waits for one. */
export const addReviews: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

const statements = [
  `alter table outcomes add column revision integer not null default 1`,
  `create index outcomes_awaiting_review on outcomes (batch_id, file) where status = 'awaiting_review'`,

  // One review a revision: what decides again decides about the record the first review left.
  `create table reviews (
    batch_id text not null references batches (batch_id),
    file text not null,
    revision integer not null,
    document_id text not null,
    action text not null,
    reviewer text not null,
    comment text,
    at text not null,
    replaced text not null,
    primary key (batch_id, file, revision)
  ) strict, without rowid`,
];
