import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { describe, expect, it, onTestFinished } from "vitest";
import { openSqliteLedger } from "#src/storage/sqlite-ledger.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const script = fileURLToPath(new URL("processes/write-outcomes.ts", import.meta.url));

type Writer = { readonly process: ChildProcess; readonly acknowledged: string[] };

/** Starts a process that writes; `onFile` sees each file the moment the ledger has acknowledged it. */
function startWriter(
  ledgerFile: string,
  name: string,
  count: number,
  onFile: (writer: Writer) => void = () => undefined,
): Writer {
  const child = spawn(process.execPath, [script, ledgerFile, name, String(count)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const writer: Writer = { process: child, acknowledged: [] };
  createInterface({ input: child.stdout }).on("line", (file) => {
    writer.acknowledged.push(file);
    onFile(writer);
  });
  return writer;
}

const ended = async ({ process: child }: Writer): Promise<unknown> =>
  (await once(child, "close"))[0];

async function filesIn(ledgerFile: string): Promise<string[]> {
  const ledger = await openSqliteLedger(ledgerFile);
  onTestFinished(async () => await ledger.close());
  const outcomes = await Array.fromAsync(ledger.outcomes("b1"));
  return outcomes.map(({ file }) => file);
}

describe("several processes on one ledger file", () => {
  it("create it together and lose nothing", { timeout: 60_000 }, async () => {
    const file = join(await temporaryFolder(), "home", "ledger.db");
    const writers = ["w1", "w2", "w3"].map((name) => startWriter(file, name, 100));

    expect(await Promise.all(writers.map(ended))).toEqual([0, 0, 0]);

    const expected = writers.flatMap(({ acknowledged }) => acknowledged);
    expect(expected).toHaveLength(300);
    expect(new Set(await filesIn(file))).toEqual(new Set(expected));
  });
});

describe("a process killed while it writes", () => {
  it.each([1, 7, 60])(
    "has left whole everything it acknowledged, after %i outcomes",
    { timeout: 60_000 },
    async (killedAfter) => {
      const file = join(await temporaryFolder(), "ledger.db");
      const writer = startWriter(file, "w", 100_000, ({ acknowledged, process: child }) => {
        if (acknowledged.length === killedAfter) child.kill("SIGKILL");
      });
      await ended(writer);

      expect(writer.process.signalCode).toBe("SIGKILL");
      expect(writer.acknowledged.length).toBeGreaterThanOrEqual(killedAfter);
      expect(await filesIn(file)).toEqual(expect.arrayContaining(writer.acknowledged));
      const database = new Database(file);
      onTestFinished(() => void database.close());
      expect(database.pragma("integrity_check", { simple: true })).toBe("ok");
      expect(database.pragma("foreign_key_check")).toEqual([]);
    },
  );
});
