import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openSqliteLedger, type SqliteLedger } from "#src/storage/sqlite-ledger.ts";
import { describeModelCache } from "#test/contracts/model-cache-contract.ts";
import { temporaryFolder } from "./temporary-folder.ts";

async function opened(file: string): Promise<SqliteLedger> {
  const ledger = await openSqliteLedger(file);
  onTestFinished(async () => await ledger.close());
  return ledger;
}

describeModelCache("SQLite", async () => {
  const ledger = await opened(join(await temporaryFolder(), "ledger.db"));
  return ledger.modelCache;
});

describe("answers kept in a ledger file", () => {
  it("are still there when it is opened again", async () => {
    const file = join(await temporaryFolder(), "ledger.db");
    const before = await openSqliteLedger(file);
    await before.modelCache.save("answer", "key", { total: "119.00" });
    await before.close();

    const { modelCache } = await opened(file);

    expect(await modelCache.find("answer", "key")).toEqual({ total: "119.00" });
  });

  it("are the same for two that have it open, the first one saved", async () => {
    const file = join(await temporaryFolder(), "ledger.db");
    const [one, two] = [await opened(file), await opened(file)];

    await Promise.all([
      one.modelCache.save("answer", "key", "of one"),
      two.modelCache.save("answer", "key", "of two"),
    ]);

    const found = await one.modelCache.find("answer", "key");
    expect(["of one", "of two"]).toContain(found);
    expect(await two.modelCache.find("answer", "key")).toBe(found);
  });
});
