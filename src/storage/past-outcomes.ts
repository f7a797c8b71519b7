import { sql, type Kysely, type RawBuilder } from "kysely";
import { pastOutcomesMax, type Ledger } from "#src/ports/ledger.ts";
import type { LedgerTables } from "./ledger-tables.ts";

type LookBack = Parameters<Ledger["pastOutcomes"]>[0];

type RecordRow = { readonly batch_id: string; readonly file: string; readonly record: string };

/** Reads what `Ledger.pastOutcomes` promises. */
export async function readPastRecords(
  db: Kysely<LedgerTables>,
  lookBack: LookBack,
): Promise<readonly RecordRow[]> {
  const { rows } = await pastOutcomesQuery(lookBack).execute(db);
  return rows;
}

/**
 * Chooses by narrow columns first, so that only the records that are returned are read.
 *
 * Copies are left out as they are from the search for duplicates: they say what their original says.
 */
export function pastOutcomesQuery({ sellerKeys, batchId, limit }: LookBack): RawBuilder<RecordRow> {
  const limited = Math.max(0, Math.min(limit, pastOutcomesMax));
  return sql`
    with newest as materialized (
      select outcomes.id, source.settled
      from ${sellerKeys === undefined ? newestBatchesFirst : sellerFirst(sellerKeys)}
      where source.settled is not null
        and source.batch_id is not ${batchId ?? null}
        and outcomes.is_duplicate = 0
        and outcomes.status <> 'quarantined'
      order by source.settled desc, outcomes.file
      limit ${limited}
    )
    select outcomes.batch_id, outcomes.file, outcomes.record
    from newest
    cross join outcomes on outcomes.id = newest.id
    order by newest.settled desc, outcomes.file`;
}

/** Ends with the batch that fills the limit, whatever the ledger holds. */
const newestBatchesFirst = sql`
  batches as source
  cross join outcomes on outcomes.batch_id = source.batch_id`;

/** Looks at the seller's outcomes only, at all of them. */
const sellerFirst = (sellerKeys: readonly string[]): RawBuilder<unknown> => sql`
  (
    select distinct outcome_id from seller_keys
    where seller_key in (select value from json_each(${JSON.stringify(sellerKeys)}))
  ) as of_seller
  cross join outcomes on outcomes.id = of_seller.outcome_id
  cross join batches as source on source.batch_id = outcomes.batch_id`;

/** Place of the batch that settled last: a batch that settles, or settles again, takes the next one. */
export async function readSettledMark(db: Kysely<LedgerTables>): Promise<number> {
  const { mark } = await db
    .selectFrom("batches")
    .select(sql<number>`coalesce(max(settled), 0)`.as("mark"))
    .executeTakeFirstOrThrow();
  return mark;
}
