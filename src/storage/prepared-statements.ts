import type Database from "better-sqlite3";

/** Statements kept prepared; the program has about thirty, so a longer list means SQL that differs from call to call. */
export const statementsMax = 100;

/**
 * Makes a connection prepare each statement once, whoever asks for it: Kysely and the checkpointer prepare for every call.
 *
 * It saves most of the time of a small query, and it bounds memory. What a statement occupies lies outside the
 * JavaScript heap, so a million of them, some gigabytes, look like nothing to the garbage collector. Callers share
 * statements and so leave their modes (`pluck`, `raw`) alone.
 */
export function keepPreparedStatements(database: Database.Database): void {
  const prepare = database.prepare.bind(database);
  const statements = new Map<string, Database.Statement>();
  const prepareOnce = (sql: string): Database.Statement => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const [oldest] = statements.keys();
    if (statements.size >= statementsMax && oldest !== undefined) statements.delete(oldest);
    const statement = prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  database.prepare = prepareOnce as Database.Database["prepare"];
}
