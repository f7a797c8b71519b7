import { sql, type Kysely, type RawBuilder } from "kysely";
import type { InputDocument } from "#src/domain/document.ts";
import type { DuplicateMatch } from "#src/domain/facts.ts";
import type { Fingerprint } from "#src/domain/fingerprint.ts";
import { duplicateMatchesMax } from "#src/ports/ledger.ts";
import type { LedgerTables } from "./ledger-tables.ts";

type DuplicateSearch = {
  readonly document: Pick<InputDocument, "documentId" | "path">;
  readonly fingerprint: Fingerprint;
  readonly batchId: string | undefined;
  readonly nearDays: number;
};

/** Strongest first; the query numbers them in this order. */
const kinds = ["same_content", "same_number", "same_amount_near_date"] as const;

type Row = { readonly kind_index: number; readonly batch_id: string; readonly file: string };

/** Finds the claims `Ledger.findDuplicates` promises: each once, for its strongest kind. */
export async function searchDuplicates(
  db: Kysely<LedgerTables>,
  search: DuplicateSearch,
): Promise<readonly DuplicateMatch[]> {
  const { rows } = await duplicatesQuery(search).execute(db);
  return rows.flatMap(({ kind_index, batch_id, file }) => {
    const kind = kinds[kind_index];
    return kind === undefined ? [] : [{ kind, file, batchId: batch_id }];
  });
}

/**
 * Written as SQL, since building it for every document took longer than running it.
 *
 * A field that was not read is null here, which equals nothing. The candidates of each kind come from an index of their
 * own and are then joined with where they came from: a document that this batch has too, at the same path and with
 * the same content, is compared inside the batch and left out here, unless this time it could not be read. An invoice and a credit note, money asked for and money
 * given back, are different claims even under one number.
 */
export function duplicatesQuery(search: DuplicateSearch): RawBuilder<Row> {
  const { document, fingerprint, batchId = null, nearDays } = search;
  const {
    invoiceNumber = null,
    amountMinor = null,
    currencyCode = null,
    issueDate = null,
  } = fingerprint;
  const isSameSeller = sameSeller(fingerprint);
  return sql`
    with candidate (kind_index, id) as (
      select 0, id from outcomes where document_id = ${document.documentId}
      union all
      select 1, id from outcomes where invoice_number = ${invoiceNumber} and ${isSameSeller}
      union all
      select 2, id from outcomes
      where amount_minor = ${amountMinor}
        and currency_code = ${currencyCode}
        and issue_date between date(${issueDate}, ${`-${nearDays} days`})
          and date(${issueDate}, ${`+${nearDays} days`})
        and ${isSameSeller}
    )
    select min(candidate.kind_index) as kind_index, claim.batch_id, claim.file
    from candidate
    cross join outcomes as claim on claim.id = candidate.id
    join batches as source on source.batch_id = claim.batch_id
    left join documents as origin
      on origin.batch_id = claim.batch_id and origin.file = claim.file
    where claim.batch_id is not ${batchId}
      and ${isSettledBefore(batchId)}
      and claim.is_duplicate = 0
      and claim.status <> 'quarantined'
      and not (claim.document_id = ${document.documentId} and origin.path is ${document.path})
      and not exists (
        select 1 from documents as own
        where own.batch_id = ${batchId}
          and own.path = origin.path
          and own.document_id = claim.document_id
          and not exists (
            select 1 from outcomes as failed
            where failed.batch_id = own.batch_id
              and failed.file = own.file
              and failed.status = 'quarantined'
          )
      )
    group by claim.id
    order by 1, claim.batch_id, claim.file
    limit ${duplicateMatchesMax}`;
}

/** The batch `source` was settled, and before the given one if that was settled too. */
export const isSettledBefore = (batchId: string | null): RawBuilder<boolean> => sql`
  source.settled < coalesce(
    (select settled from batches where batch_id = ${batchId}),
    source.settled + 1
  )`;

function sameSeller({ sellerKeys, documentType }: Fingerprint): RawBuilder<boolean> {
  const isCredit = documentType === "credit_note" ? 1 : 0;
  return sql`(document_type is 'credit_note') = ${isCredit}
    and exists (
      select 1 from seller_keys
      where outcome_id = outcomes.id
        and seller_key in (select value from json_each(${JSON.stringify(sellerKeys)}))
    )`;
}
