import { sql, type Kysely } from "kysely";
import type { Migration } from "kysely/migration";
import { ledgerApplicationId } from "../ledger-identity.ts";

/** Batches, their documents, and one outcome a file with what is searched in it. */
export const createLedger: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

const statements = [
  `pragma application_id = ${ledgerApplicationId}`,

  `create table batches (
    batch_id text not null primary key,
    started_at text not null,
    started_ms integer not null,
    settings text not null,
    status text not null,
    finished_at text,
    summary text,
    settled integer
  ) strict, without rowid`,

  `create table documents (
    batch_id text not null references batches (batch_id),
    file text not null,
    document_id text not null,
    path text not null,
    size_bytes integer not null,
    primary key (batch_id, file)
  ) strict, without rowid`,
  `create index documents_by_path on documents (path, batch_id, document_id)`,

  // The record comes last: reading the columns before it does not touch the pages it overflows to.
  `create table outcomes (
    id integer primary key,
    batch_id text not null references batches (batch_id),
    file text not null,
    document_id text not null,
    policy_version text not null,
    extraction_version integer not null,
    status text not null,
    action text,
    error_code text,
    error_message text,
    attempts integer not null,
    is_duplicate integer not null default 0,
    invoice_number text,
    amount_minor integer,
    currency_code text,
    issue_date text,
    document_type text,
    record text not null,
    unique (batch_id, file)
  ) strict`,
  `create index outcomes_by_status on outcomes (batch_id, status)`,
  `create index outcomes_by_document on outcomes (document_id)`,
  `create index outcomes_by_file on outcomes (file)`,
  `create index outcomes_by_number on outcomes (invoice_number)`,
  `create index outcomes_by_amount on outcomes (amount_minor, currency_code, issue_date)`,

  `create table findings (
    outcome_id integer not null references outcomes (id) on delete cascade,
    position integer not null,
    check_name text not null,
    rule text not null,
    status text not null,
    severity text not null,
    primary key (outcome_id, position)
  ) strict, without rowid`,

  `create table seller_keys (
    outcome_id integer not null references outcomes (id) on delete cascade,
    seller_key text not null,
    position integer not null,
    primary key (outcome_id, seller_key)
  ) strict, without rowid`,
];
