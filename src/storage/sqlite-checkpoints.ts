import { SqliteSaver } from "@langchain/langgraph-checkpoint-sqlite";
import { translateSqliteError, type StoredFile } from "./sqlite-errors.ts";
import { lockWaitMsDefault, openSqliteFile, setPragmas, whileLocked } from "./sqlite-file.ts";

export type SqliteCheckpoints = {
  readonly saver: SqliteSaver;
  /** Drops what a finished thread has saved; its room in the file is used again by the next. */
  deleteThread(threadId: string): Promise<void>;
  close(): void;
};

/**
 * Opens the checkpoints of batch threads, creating file and folder if need be.
 *
 * The saver calls SQLite directly, so its wait for another process happens inside SQLite and holds the event loop;
 * each of its writes takes milliseconds.
 *
 * @throws {LedgerUnavailable} If the file cannot be used; the saver's calls throw it too.
 */
export async function openSqliteCheckpoints(
  file: string,
  { lockWaitMs = lockWaitMsDefault }: { readonly lockWaitMs?: number } = {},
): Promise<SqliteCheckpoints> {
  const stored: StoredFile = { role: "checkpoint file", file };
  const database = await openSqliteFile(stored, { busyTimeoutMs: lockWaitMs });
  try {
    const saver = await whileLocked(stored, lockWaitMs, () => {
      setPragmas(database);
      return new TranslatingSqliteSaver(database, stored);
    });
    return {
      saver,
      deleteThread: (threadId) => saver.deleteThread(threadId),
      close: () => void database.close(),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** The saver of LangGraph with errors that say what to do. */
class TranslatingSqliteSaver extends SqliteSaver {
  readonly #stored: StoredFile;

  /** Creates the tables at once, so that an unusable file is found before any work is done. */
  constructor(database: SqliteSaver["db"], stored: StoredFile) {
    super(database);
    this.#stored = stored;
    this.setup();
  }

  override getTuple(...args: Parameters<SqliteSaver["getTuple"]>) {
    return this.#translated(super.getTuple(...args));
  }

  override async *list(...args: Parameters<SqliteSaver["list"]>) {
    try {
      yield* super.list(...args);
    } catch (error) {
      throw translateSqliteError(error, this.#stored);
    }
  }

  override put(...args: Parameters<SqliteSaver["put"]>) {
    return this.#translated(super.put(...args));
  }

  override putWrites(...args: Parameters<SqliteSaver["putWrites"]>) {
    return this.#translated(super.putWrites(...args));
  }

  override deleteThread(...args: Parameters<SqliteSaver["deleteThread"]>) {
    return this.#translated(super.deleteThread(...args));
  }

  #translated<T>(call: Promise<T>): Promise<T> {
    return call.catch((error: unknown) => {
      throw translateSqliteError(error, this.#stored);
    });
  }
}
