import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type App, openApp } from "#src/app.ts";
import { type BatchRun, runBatch } from "#src/cli/run-batch.ts";
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

const run = async (
  batchId: string,
  documentsMax: number,
  options: Partial<BatchRun> = {},
  on: App = app,
) =>
  await runBatch(
    { ...on, documentsMax },
    {
      batchId,
      paths: [path.join(folder, "in")],
      exclude: [],
      context: RunContext.parse({ chunkSize: 2 }),
      signal: new AbortController().signal,
      onEvent: () => {},
      ...options,
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

/** Resumes the batch under what is given again, and aborts it when the given number of documents was begun. */
async function abortedAt(number: number, options: Partial<BatchRun> = {}): Promise<void> {
  const abort = new AbortController();
  let begun = 0;
  const documentReader: App["documentReader"] = {
    ...app.documentReader,
    draft: async (...given) => {
      begun += 1;
      if (begun === number) abort.abort();
      return await app.documentReader.draft(...given);
    },
  };
  const context = RunContext.parse({ chunkSize: 2, parallelism: 1 });
  const { signal } = abort;
  const settings = { context, signal, ...options };
  await expect(run("parts", 7, settings, { ...app, documentReader })).rejects.toThrow();
}

async function strategyOf(threadId: string): Promise<unknown> {
  const saved = await app.checkpoints.saver.getTuple({ configurable: { thread_id: threadId } });
  return RunContext.parse(saved?.checkpoint.channel_values["run"]).strategy;
}

it("keeps a strategy given with one resume for the next ones, and for the parts that follow", async () => {
  await abortedAt(3);
  expect(await strategyOf("parts")).toBe("concurrent");
  await abortedAt(7, { overrides: { strategy: "sequential" } });
  expect(await strategyOf("parts.part2")).toBe("sequential");
  await abortedAt(8, { overrides: {} });
  expect(await strategyOf("parts.part3")).toBe("sequential");
  const { summary } = await run("parts", 7, { overrides: {} });
  expect(summary).toMatchObject({ dispatched: 20, quarantined: 0 });
  // For commands that come later, when the threads are forgotten.
  expect(await app.ledger.findBatch("parts")).toMatchObject({
    settings: { paths: [path.join(folder, "in")], run: { strategy: "sequential" } },
  });
});

it("tells what the operations took and the process used, of the whole and of a batch in parts", async () => {
  const [whole, parts] = [await run("whole", 100), await run("parts", 7)];
  for (const { summary } of [whole, parts]) {
    expect(summary.operations?.documents).toBe(20);
    expect(summary.operations?.byName).toContainEqual(
      expect.objectContaining({ name: "draft_invoice", count: 20 }),
    );
    expect(summary.operations?.speedUp).toBeGreaterThan(0);
    expect(summary.resources?.rssBytes.max).toBeGreaterThan(0);
    expect(summary.advice).toBeDefined();
  }
  expect(await app.ledger.findBatch("parts")).toMatchObject({ summary: parts.summary });
});
