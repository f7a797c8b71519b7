import { sql, type Kysely, type SelectQueryBuilder } from "kysely";
import type { InputDocument } from "#src/domain/document.ts";
import type { DuplicateMatch } from "#src/domain/facts.ts";
import type { Fingerprint } from "#src/domain/fingerprint.ts";
import { duplicateMatchesMax } from "#src/ports/ledger.ts";
import type { LedgerTables } from "./ledger-tables.ts";

export type DuplicateSearch = {
  readonly document: Pick<InputDocument, "documentId" | "path">;
  readonly fingerprint: Fingerprint;
  readonly batchId: string | undefined;
  readonly nearDays: number;
};

type Tables = {
  claim: LedgerTables["outcomes"];
  origin: { path: string | null };
} & LedgerTables;

type ClaimQuery = SelectQueryBuilder<Tables, "claim" | "origin", { batchId: string; file: string }>;

export type ClaimSearch = { readonly kind: DuplicateMatch["kind"]; readonly query: ClaimQuery };

/** One query for each kind the fingerprint allows, strongest kind first; what was not read is not searched for. */
export function duplicateQueries(
  db: Kysely<LedgerTables>,
  search: DuplicateSearch,
): readonly ClaimSearch[] {
  const { document, fingerprint, nearDays } = search;
  const { invoiceNumber, amountMinor, currencyCode, issueDate } = fingerprint;
  const searches: ClaimSearch[] = [
    {
      kind: "same_content",
      query: earlierClaims(db, search).where("claim.document_id", "=", document.documentId),
    },
  ];
  if (fingerprint.sellerKeys.length === 0) return searches;
  const sellersClaims = sameSeller(earlierClaims(db, search), fingerprint);
  if (invoiceNumber !== undefined) {
    const query = sellersClaims.where("claim.invoice_number", "=", invoiceNumber);
    searches.push({ kind: "same_number", query });
  }
  if (amountMinor !== undefined && currencyCode !== undefined && issueDate !== undefined) {
    const query = sellersClaims
      .where("claim.amount_minor", "=", amountMinor)
      .where("claim.currency_code", "=", currencyCode)
      .where("claim.issue_date", ">=", sql<string>`date(${issueDate}, ${`-${nearDays} days`})`)
      .where("claim.issue_date", "<=", sql<string>`date(${issueDate}, ${`+${nearDays} days`})`);
    searches.push({ kind: "same_amount_near_date", query });
  }
  return searches;
}

/** Runs the queries until there are enough matches; a claim counts once, for its strongest kind. */
export async function searchDuplicates(
  db: Kysely<LedgerTables>,
  search: DuplicateSearch,
): Promise<readonly DuplicateMatch[]> {
  const matches = new Map<string, DuplicateMatch>();
  for (const { kind, query } of duplicateQueries(db, search)) {
    if (matches.size >= duplicateMatchesMax) break;
    // Every match so far may be found again, so that many more are asked for.
    const rows = await query.limit(duplicateMatchesMax + matches.size).execute();
    for (const { batchId, file } of rows) {
      const key = JSON.stringify([batchId, file]);
      if (!matches.has(key)) matches.set(key, { kind, file, batchId });
    }
  }
  return [...matches.values()].slice(0, duplicateMatchesMax);
}

/**
 * Claims of other batches that count.
 *
 * A document that is also in this batch, at the same path and with the same content, is left out: it is compared inside
 * the batch. The plus signs keep SQLite from walking the whole ledger in the wanted order instead of using the
 * index of what is searched.
 */
function earlierClaims(
  db: Kysely<LedgerTables>,
  { document, batchId }: DuplicateSearch,
): ClaimQuery {
  const query = db
    .selectFrom("outcomes as claim")
    .leftJoin("documents as origin", (join) =>
      join.onRef("origin.batch_id", "=", "claim.batch_id").onRef("origin.file", "=", "claim.file"),
    )
    .select(["claim.batch_id as batchId", "claim.file as file"])
    .where("claim.is_duplicate", "=", 0)
    .where("claim.status", "<>", "quarantined")
    .where(
      sql<boolean>`not (claim.document_id = ${document.documentId} and origin.path is ${document.path})`,
    )
    .orderBy(sql`+claim.batch_id`)
    .orderBy(sql`+claim.file`);
  if (batchId === undefined) return query;
  return query
    .where("claim.batch_id", "<>", batchId)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom("documents as own")
            .select("own.file")
            .where("own.batch_id", "=", batchId)
            .whereRef("own.path", "=", "origin.path")
            .whereRef("own.document_id", "=", "claim.document_id"),
        ),
      ),
    );
}

/** Money asked for and money given back are different claims even under one number. */
function sameSeller(query: ClaimQuery, { sellerKeys, documentType }: Fingerprint): ClaimQuery {
  const isCredit = documentType === "credit_note" ? 1 : 0;
  return query
    .where(sql<boolean>`(claim.document_type is 'credit_note') = ${isCredit}`)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom("seller_keys as seller")
          .select("seller.seller_key")
          .whereRef("seller.outcome_id", "=", "claim.id")
          .where(
            "seller.seller_key",
            "in",
            sql<string>`(select value from json_each(${JSON.stringify(sellerKeys)}))`,
          ),
      ),
    );
}
