import Database from "better-sqlite3";
import { LedgerUnavailable } from "#src/ports/ledger.ts";

/** What to call a file in messages, and where it is. */
export type StoredFile = {
  readonly role: "ledger" | "checkpoint file";
  readonly file: string;
};

const elsewhere = "set FANFOLD_HOME to another folder";
const unwritable = `cannot be written; give yourself write permission for the file and its folder, or ${elsewhere}`;
const diskFull = `cannot grow, the disk is full; free space, or ${elsewhere}, then try again`;
const locked =
  "is locked by another process; wait until it has finished, or close it, then try again";

/** SQLite result codes by their beginning, since `SQLITE_IOERR_WRITE` and its like refine a plain one; first match. */
const remedies: readonly {
  readonly code: string;
  readonly isTransient: boolean;
  readonly message: string;
}[] = [
  {
    code: "SQLITE_BUSY",
    isTransient: true,
    message: locked,
  },
  {
    code: "SQLITE_LOCKED",
    isTransient: true,
    message: locked,
  },
  {
    code: "SQLITE_NOTADB",
    isTransient: false,
    message: `is not an SQLite database; move that file away or ${elsewhere}`,
  },
  {
    code: "SQLITE_CORRUPT",
    isTransient: false,
    message: `is damaged; restore it from a backup, or move it away to start a new one`,
  },
  {
    code: "SQLITE_READONLY",
    isTransient: false,
    message: unwritable,
  },
  {
    code: "SQLITE_PERM",
    isTransient: false,
    message: unwritable,
  },
  {
    code: "SQLITE_CANTOPEN",
    isTransient: false,
    message: `cannot be opened; check that it is a file, that its folder exists and that you may write there, or ${elsewhere}`,
  },
  {
    code: "SQLITE_FULL",
    isTransient: true,
    message: diskFull,
  },
  {
    code: "SQLITE_IOERR_SHMSIZE",
    isTransient: true,
    message: diskFull,
  },
  {
    code: "SQLITE_IOERR",
    isTransient: true,
    message: `cannot be read or written (the disk reports an error); check the disk and its free space, or ${elsewhere}`,
  },
  {
    code: "SQLITE_TOOBIG",
    isTransient: false,
    message: "cannot hold a record this large",
  },
];

const folderRemedies: Readonly<Record<string, string>> = {
  EACCES: "you may not write there",
  EPERM: "you may not write there",
  EROFS: "the disk is read-only",
  // What making folders below a read-only one is answered with.
  ENOENT: "the place above it is missing or read-only",
  ENOSPC: "the disk is full",
  ENOTDIR: "a part of the path is a file",
  EEXIST: "a file of that name is in the way",
  ENAMETOOLONG: "the path is too long",
};

/** True if another connection holds the lock: the same call succeeds once that one is done. */
export function isLocked(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code);
}

/** True if a row refers to another one that does not exist. */
export function isMissingReference(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code === "SQLITE_CONSTRAINT_FOREIGNKEY";
}

/** Says what, where and what to do for an error of SQLite; any other error is a bug and comes back as it is. */
export function translateSqliteError(error: unknown, { role, file }: StoredFile): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  const remedy = remedies.find(({ code }) => error.code.startsWith(code));
  if (remedy === undefined) return error;
  return new LedgerUnavailable(`${role} ${file} ${remedy.message}`, {
    cause: error,
    isTransient: remedy.isTransient,
  });
}

/** The same for the folder the file is to lie in. */
export function translateFolderError(error: unknown, { role, file }: StoredFile): unknown {
  const reason =
    error instanceof Error && "code" in error ? folderRemedies[String(error.code)] : undefined;
  if (reason === undefined) return error;
  return new LedgerUnavailable(
    `${role} ${file}: its folder cannot be created, ${reason}; ${elsewhere}`,
    { cause: error, isTransient: false },
  );
}
