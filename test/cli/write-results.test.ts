import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { writeResults } from "#src/cli/write-results.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import { summarizeBatch } from "#src/ledger/summarize-batch.ts";
import { anApprovedOutcome } from "#test/support/a-batch.ts";
import { anInputDocument } from "#test/support/an-input-document.ts";

let out: string;
beforeEach(async () => {
  out = await mkdtemp(path.join(tmpdir(), "fanfold-results-"));
});
afterEach(async () => await rm(out, { recursive: true, force: true }));

const resultsOf = (outcomes: () => AsyncIterable<Outcome>) => ({
  summary: summarizeBatch("b", [], { wallMs: 1, leaveOutQuarantined: false }),
  outcomes,
  startedAt: "2026-03-01T00:00:00Z",
  baseCurrency: "EUR",
  timings: [],
});

async function* one(): AsyncGenerator<Outcome> {
  yield anApprovedOutcome(anInputDocument());
}

async function* untilDiskIsFull(): AsyncGenerator<Outcome> {
  yield anApprovedOutcome(anInputDocument());
  throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
}

it("writes three files and leaves nothing else behind", async () => {
  await writeResults(out, resultsOf(one));
  expect((await readdir(out)).toSorted()).toEqual(["report.html", "results.csv", "results.jsonl"]);
});

it("keeps the files of an earlier run when the disk runs full, and says so", async () => {
  await writeFile(path.join(out, "results.jsonl"), "earlier");
  await expect(writeResults(out, resultsOf(untilDiskIsFull))).rejects.toThrow(
    /cannot write to .*: the disk is full; free some space/,
  );
  expect(await readdir(out)).toEqual(["results.jsonl"]);
  expect(await readFile(path.join(out, "results.jsonl"), "utf8")).toBe("earlier");
});
