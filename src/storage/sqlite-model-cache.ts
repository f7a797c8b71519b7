import { sql, type Kysely } from "kysely";
import { modelCacheValueCharsMax, type ModelCache } from "#src/ports/model-cache.ts";
import type { LedgerTables } from "./ledger-tables.ts";

type Connection = {
  readonly db: Kysely<LedgerTables>;
  /** Waits for other processes and names errors. */
  readonly run: <T>(call: () => T | Promise<T>) => Promise<T>;
};

/** Keeps answers of models in the ledger's file: whoever copies or deletes the one has the other. */
export function createSqliteModelCache({ db, run }: Connection): ModelCache {
  return {
    async find(kind, key) {
      const query = db
        .selectFrom("model_cache")
        .select("value")
        .where("kind", "=", kind)
        .where("key", "=", key);
      const row = await run(() => query.executeTakeFirst());
      return row === undefined ? undefined : (JSON.parse(row.value) as unknown);
    },
    async save(kind, key, value) {
      const text: string | undefined = JSON.stringify(value);
      if (text === undefined || text.length > modelCacheValueCharsMax) return;
      const query = db
        .insertInto("model_cache")
        .values({
          kind,
          key,
          value: text,
          created_at: sql<string>`strftime('%Y-%m-%dT%H:%M:%fZ', 'now')`,
        })
        .onConflict((conflict) => conflict.columns(["kind", "key"]).doNothing());
      await run(() => query.execute());
    },
  };
}
