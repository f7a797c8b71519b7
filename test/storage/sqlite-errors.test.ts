import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { LedgerUnavailable } from "#src/ports/ledger.ts";
import { translateFolderError, translateSqliteError } from "#src/storage/sqlite-errors.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const stored = { role: "ledger", file: "/home/ledger.db" } as const;

describe("an error of SQLite", () => {
  it.each([
    ["SQLITE_BUSY", true, "locked by another process"],
    ["SQLITE_BUSY_SNAPSHOT", true, "locked by another process"],
    ["SQLITE_NOTADB", false, "not an SQLite database"],
    ["SQLITE_CORRUPT_VTAB", false, "damaged"],
    ["SQLITE_READONLY_DIRECTORY", false, "write permission"],
    ["SQLITE_CANTOPEN", false, "cannot be opened"],
    ["SQLITE_FULL", true, "disk is full"],
    ["SQLITE_IOERR_SHMSIZE", true, "disk is full"],
    ["SQLITE_IOERR_FSYNC", true, "disk reports an error"],
  ])("%s becomes one line with what, where and what to do", (code, isTransient, part) => {
    const cause = new Database.SqliteError("engine text", code);

    const error = translateSqliteError(cause, stored);

    expect(error).toBeInstanceOf(LedgerUnavailable);
    expect(error).toMatchObject({ isTransient, cause });
    expect(String(error)).toMatch(/^LedgerUnavailable: ledger \/home\/ledger\.db [^\n]*; [^\n]+$/);
    expect(String(error)).toContain(part);
  });

  it("is recognised when a file may only be read", async () => {
    const file = join(await temporaryFolder(), "ledger.db");
    new Database(file).exec("create table t (x)").close();
    const database = new Database(file, { readonly: true });
    const write = (): unknown => database.exec("insert into t values (1)");

    try {
      expect(write).toThrow(Database.SqliteError);
      write();
    } catch (error) {
      expect(String(translateSqliteError(error, stored))).toContain("write permission");
    } finally {
      database.close();
    }
  });

  it("that only a bug can cause stays as it is", () => {
    const syntax = new Database.SqliteError("near selct", "SQLITE_ERROR");
    const other = new TypeError("x is undefined");

    expect(translateSqliteError(syntax, stored)).toBe(syntax);
    expect(translateSqliteError(other, stored)).toBe(other);
  });
});

describe("an error of the folder", () => {
  it.each([
    ["EACCES", "you may not write there"],
    ["EROFS", "the disk is read-only"],
    ["ENOSPC", "the disk is full"],
  ])("%s becomes one line with what, where and what to do", (code, part) => {
    const error = translateFolderError(Object.assign(new Error(code), { code }), stored);

    expect(error).toBeInstanceOf(LedgerUnavailable);
    expect(String(error)).toContain(
      `/home/ledger.db: its folder cannot be created, ${part}; set FANFOLD_HOME`,
    );
  });
});
