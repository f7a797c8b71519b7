import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openApp } from "#src/app.ts";
import { runBatch } from "#src/cli/run-batch.ts";
import { parseConfig } from "#src/config.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import { RunContext } from "#src/state/run-context.ts";
import { writeGeneratedInvoices } from "#test/support/generated-invoices.ts";
import { firstDifference } from "#test/support/normalised-results.ts";

/*
 * The whole pipeline over the samples and some generated invoices, among them copies: whatever the strategy, the parallelism,
 * the size of the chunks and the order in which files are named, the records are the same apart from times.
 */
let folder: string;
let files: string[];
let expected: readonly string[];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "fanfold-same-"));
  const generated = path.join(folder, "in");
  await writeGeneratedInvoices(generated, { count: 12, kind: "xml" });
  files = [
    ...(await pathsIn("samples")).filter((file) => !file.endsWith("sellers.csv")),
    ...(await pathsIn(generated)),
  ];
  expected = await recordsOf(files, { strategy: "sequential" });
}, 120_000);
afterAll(async () => await rm(folder, { recursive: true, force: true }));

const pathsIn = async (of: string): Promise<string[]> =>
  (await readdir(of)).map((file) => path.resolve(of, file)).toSorted();

let runs = 0;

async function recordsOf(
  paths: readonly string[],
  settings: Partial<RunContext>,
): Promise<readonly string[]> {
  runs += 1;
  const config = parseConfig({
    FANFOLD_HOME: path.join(folder, `home-${runs}`),
    FANFOLD_SELLERS: "samples/sellers.csv",
    FANFOLD_PARALLELISM: "64",
  });
  const app = await openApp(config, { now: Date.now, today: () => "2026-10-01" });
  try {
    await runBatch(app, {
      batchId: "same",
      paths,
      exclude: [],
      context: RunContext.parse({ analysis: "rules", ...settings }),
      signal: new AbortController().signal,
      onEvent: () => {},
    });
    const records: string[] = [];
    for await (const outcome of app.ledger.outcomes("same")) records.push(withoutTimes(outcome));
    return records;
  } finally {
    await app.close();
  }
}

function withoutTimes(outcome: Outcome): string {
  const names = outcome.operations.map(({ name }) => name);
  return JSON.stringify({ ...outcome, operations: names.toSorted() });
}

it.each([
  { parallelism: 1, chunkSize: 50 },
  { parallelism: 2, chunkSize: 1 },
  { parallelism: 8, chunkSize: 7 },
  { parallelism: 64, chunkSize: 3 },
])("gives the same records at %o as one document at a time", async (settings) => {
  const records = await recordsOf(files, { strategy: "concurrent", ...settings });
  expect(records).toHaveLength(files.length);
  expect(firstDifference(records, expected)).toBeUndefined();
});

it("gives the same records whatever order the files are named in", async () => {
  const settings = fc.record({
    strategy: fc.constantFrom("sequential" as const, "concurrent" as const),
    parallelism: fc.integer({ min: 1, max: 64 }),
    chunkSize: fc.integer({ min: 1, max: 40 }),
  });
  const shuffled = fc.shuffledSubarray(files, { minLength: files.length });
  await fc.assert(
    fc.asyncProperty(shuffled, settings, async (paths, context) => {
      expect(firstDifference(await recordsOf(paths, context), expected)).toBeUndefined();
    }),
    { numRuns: 6, endOnFailure: true },
  );
}, 180_000);
