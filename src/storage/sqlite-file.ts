import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import Database from "better-sqlite3";
import { keepPreparedStatements } from "./prepared-statements.ts";
import {
  isLocked,
  translateFolderError,
  translateSqliteError,
  type StoredFile,
} from "./sqlite-errors.ts";

/** How long a call waits for another process to release the file before it fails. */
export const lockWaitMsDefault = 60_000;

/**
 * The part of that wait spent inside SQLite, where the event loop stands still; the rest is spent in timers, so that
 * signals and other documents are served meanwhile.
 */
const lockSliceMs = 50;

const lockPauseMs = 10;

/**
 * Length the write-ahead log grows to before it is folded into the file: 16 MB. At SQLite's 4 MB every sixtieth record
 * waited for the disk.
 */
const checkpointPages = 4_000;

/** Creates the folder if need be and opens the file, which is not written to yet. */
export async function openSqliteFile(
  stored: StoredFile,
  options: { busyTimeoutMs: number },
): Promise<Database.Database> {
  try {
    await mkdir(dirname(stored.file), { recursive: true });
  } catch (error) {
    throw translateFolderError(error, stored);
  }
  try {
    const database = new Database(stored.file, { timeout: options.busyTimeoutMs });
    keepPreparedStatements(database);
    return database;
  } catch (error) {
    throw translateSqliteError(error, stored);
  }
}

/** Time SQLite itself waits for a lock when `whileLocked` does the rest of the waiting. */
export const busyTimeoutMsOf = (lockWaitMs: number): number => Math.min(lockSliceMs, lockWaitMs);

/**
 * Prepares a connection for several processes on one file and for sudden death.
 *
 * With a write-ahead log readers and the writer do not block each other. `synchronous = NORMAL` hands every commit to the
 * operating system before it returns, so a killed process loses nothing it acknowledged; only a power cut can lose the
 * last commits, never damage the file, and those documents are then processed again.
 */
export function setPragmas(database: Database.Database): void {
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = NORMAL");
  database.pragma("foreign_keys = ON");
  database.pragma(`wal_autocheckpoint = ${checkpointPages}`);
}

/**
 * Runs a call, again as long as another process holds the lock.
 *
 * The call must be atomic: a failed one has left nothing behind.
 *
 * @throws {LedgerUnavailable} If the lock is still held after `lockWaitMs`, or for any other error of the file.
 */
export async function whileLocked<T>(
  stored: StoredFile,
  lockWaitMs: number,
  call: () => T | Promise<T>,
): Promise<T> {
  const giveUpAtMs = performance.now() + lockWaitMs;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!isLocked(error) || performance.now() >= giveUpAtMs) {
        throw translateSqliteError(error, stored);
      }
      await delay(lockPauseMs);
    }
  }
}
