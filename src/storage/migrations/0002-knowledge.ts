import { sql, type Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** What is known from before: models' answers that are kept, and fast ways to the past outcomes of a seller. */
export const addKnowledge: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

const statements = [
  `create table model_cache (
    kind text not null,
    key text not null,
    value text not null,
    created_at text not null,
    primary key (kind, key)
  ) strict, without rowid`,

  // An index of a table without rowid ends with its primary key, here the outcome.
  `create index seller_keys_by_key on seller_keys (seller_key)`,
  `create index batches_by_settled on batches (settled)`,
];
