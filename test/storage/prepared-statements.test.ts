import Database from "better-sqlite3";
import { expect, it } from "vitest";
import { keepPreparedStatements, statementsMax } from "#src/storage/prepared-statements.ts";

const aConnection = (): Database.Database => {
  const database = new Database(":memory:");
  keepPreparedStatements(database);
  return database;
};

it("prepares a statement once", () => {
  const database = aConnection();

  expect(database.prepare("select 1")).toBe(database.prepare("select 1"));
  expect(database.prepare("select 1").get()).toEqual({ 1: 1 });
});

it("lets the oldest statement go when there are many", () => {
  const database = aConnection();
  const first = database.prepare("select 0");

  for (let index = 1; index < statementsMax; index += 1) database.prepare(`select ${index}`);
  expect(database.prepare("select 0")).toBe(first);
  database.prepare("select 'one more'");

  expect(database.prepare("select 0")).not.toBe(first);
});
