import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type App, openApp } from "#src/app.ts";
import { runBatch } from "#src/cli/run-batch.ts";
import { parseConfig } from "#src/config.ts";
import { RunContext } from "#src/state/run-context.ts";
import { writeGeneratedInvoices } from "#test/support/generated-invoices.ts";

let folder: string;
let app: App;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "fanfold-parts-"));
  await writeGeneratedInvoices(path.join(folder, "in"), { count: 20, kind: "xml" });
  app = await openApp(parseConfig({ FANFOLD_HOME: path.join(folder, "home") }));
});
afterEach(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

const run = async (batchId: string, documentsMax: number) =>
  await runBatch(
    { ...app, documentsMax },
    {
      batchId,
      paths: [path.join(folder, "in")],
      exclude: [],
      context: RunContext.parse({ chunkSize: 2 }),
      signal: new AbortController().signal,
      onFinished: () => {},
    },
  );

const decisionsOf = async (batchId: string): Promise<unknown[]> => {
  const decisions: unknown[] = [];
  for await (const { file, decision } of app.ledger.outcomes(batchId)) {
    decisions.push([file, decision?.action]);
  }
  return decisions;
};

it("cuts a large input into parts, whose results are those of the whole", async () => {
  const whole = await run("whole", 100);
  const parts = await run("parts", 7);
  expect(parts.summary).toMatchObject({ dispatched: 20, decisions: whole.summary.decisions });
  expect(await decisionsOf("parts")).toEqual(await decisionsOf("whole"));
});

it("finds a copy that lies in another part of the same batch", async () => {
  // Documents 8 and 9 have the same number; they come in different parts.
  await run("parts", 9);
  const copy = await app.ledger.findOutcome("parts", "000009.xml");
  expect(copy?.decision?.action).toBe("reject");
});

it("finishes the batch in the ledger once, and leaves no checkpoints behind", async () => {
  await run("parts", 7);
  expect(await app.ledger.findBatch("parts")).toMatchObject({ dispatched: 20, status: "SUCCESS" });
  for (const threadId of ["parts", "parts.part2", "parts.part3"]) {
    const config = { configurable: { thread_id: threadId } };
    expect(await app.checkpoints.saver.getTuple(config)).toBeUndefined();
  }
});
