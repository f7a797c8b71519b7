import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { emptyCheckpoint, type Checkpoint } from "@langchain/langgraph";
import Database from "better-sqlite3";
import { describe, expect, it, onTestFinished } from "vitest";
import { LedgerUnavailable } from "#src/ports/ledger.ts";
import { openSqliteCheckpoints, type SqliteCheckpoints } from "#src/storage/sqlite-checkpoints.ts";
import { temporaryFolder } from "./temporary-folder.ts";

async function opened(file: string, lockWaitMs?: number): Promise<SqliteCheckpoints> {
  const options = lockWaitMs === undefined ? {} : { lockWaitMs };
  const checkpoints = await openSqliteCheckpoints(file, options);
  onTestFinished(() => checkpoints.close());
  return checkpoints;
}

const threadOf = (threadId: string) => ({
  configurable: { thread_id: threadId, checkpoint_ns: "" },
});

async function save({ saver }: SqliteCheckpoints, threadId: string, value: string): Promise<void> {
  const checkpoint: Checkpoint = {
    ...emptyCheckpoint(),
    channel_values: { value },
  };
  const config = await saver.put(threadOf(threadId), checkpoint, {
    source: "loop",
    step: 0,
    parents: {},
  });
  await saver.putWrites(config, [["value", value]], "task");
}

describe("a checkpoint file", () => {
  it("still holds a thread when it is opened again", async () => {
    const file = join(await temporaryFolder(), "home", "checkpoints.db");
    const first = await openSqliteCheckpoints(file);
    await save(first, "b1", "one");
    first.close();

    const { saver } = await opened(file);
    const tuple = await saver.getTuple(threadOf("b1"));

    expect(tuple?.checkpoint.channel_values).toEqual({ value: "one" });
    expect(tuple?.pendingWrites).toEqual([["task", "value", "one"]]);
  });

  it("forgets a deleted thread and no other", async () => {
    const checkpoints = await opened(join(await temporaryFolder(), "checkpoints.db"));
    await save(checkpoints, "b1", "one");
    await save(checkpoints, "b2", "two");

    await checkpoints.deleteThread("b1");

    expect(await checkpoints.saver.getTuple(threadOf("b1"))).toBeUndefined();
    expect(await checkpoints.saver.getTuple(threadOf("b2"))).toBeDefined();
    expect(await Array.fromAsync(checkpoints.saver.list({}))).toHaveLength(1);
  });

  it("does not grow while threads are deleted as others begin", async () => {
    const file = join(await temporaryFolder(), "checkpoints.db");
    const checkpoints = await opened(file);
    const runThread = async (threadId: string): Promise<void> => {
      await save(checkpoints, threadId, "x".repeat(100_000));
      await checkpoints.deleteThread(threadId);
    };
    const database = new Database(file);
    onTestFinished(() => void database.close());
    await runThread("first");
    const pages = database.pragma("page_count", { simple: true });

    for (let index = 0; index < 20; index += 1) await runThread(`b${index}`);

    expect(database.pragma("page_count", { simple: true })).toBe(pages);
  });

  it("that is no database is refused in one line", async () => {
    const file = join(await temporaryFolder(), "checkpoints.db");
    await writeFile(file, "not a database at all, but long enough to look like one".repeat(50));

    await expect(openSqliteCheckpoints(file)).rejects.toThrow(
      `checkpoint file ${file} is not an SQLite database`,
    );
  });

  it("says so when another process does not release it", async () => {
    const file = join(await temporaryFolder(), "checkpoints.db");
    const checkpoints = await opened(file, 20);
    const other = new Database(file);
    onTestFinished(() => void other.close());
    other.exec("begin immediate");

    const saved = save(checkpoints, "b1", "one");

    await expect(saved).rejects.toBeInstanceOf(LedgerUnavailable);
    await expect(saved).rejects.toMatchObject({ isTransient: true });
  });
});
