import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BatchSummary } from "#src/domain/batch.ts";
import { Outcome } from "#src/domain/outcome.ts";
import { generatedUbl } from "#test/support/generated-invoices.ts";
import { runCommandLine } from "#test/support/command-line.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "fanfold-retry-"));
  await mkdir(path.join(folder, "in"));
  await writeFile(path.join(folder, "in/good.xml"), generatedUbl(1));
  await writeFile(path.join(folder, "in/bad.xml"), "%PDF-1.7\nnothing");
});
afterEach(async () => await rm(folder, { recursive: true, force: true }));

const fanfold = async (...args: readonly string[]) =>
  await runCommandLine(args, {
    FANFOLD_HOME: path.join(folder, "home"),
    FANFOLD_ANALYSIS: "rules",
  });

/** Processes the folder; gives the batch's id. */
async function processed(): Promise<string> {
  const out = path.join(folder, "out");
  const { stdout } = await fanfold("process", path.join(folder, "in"), "--out", out, "--json");
  return BatchSummary.parse(JSON.parse(stdout)).batchId;
}

async function results(): Promise<readonly Outcome[]> {
  const text = await readFile(path.join(folder, "out/results.jsonl"), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => Outcome.parse(JSON.parse(line)));
}

describe("fanfold retry", () => {
  it("reads repaired files anew, and leaves the others and new ones alone", async () => {
    const batchId = await processed();
    const [, good] = await results();
    await writeFile(path.join(folder, "in/bad.xml"), generatedUbl(2));
    await writeFile(path.join(folder, "in/new.xml"), generatedUbl(3));

    const { code, stderr } = await fanfold("retry", batchId);

    expect(code, stderr).toBe(0);
    expect(stderr).toContain("1 of 2 documents are taken again");
    const [bad, untouched, ...others] = await results();
    expect(bad).toMatchObject({ file: "bad.xml", invoice: expect.anything() });
    expect(untouched).toEqual(good);
    expect(others).toEqual([]);
  });

  it("quarantines again what is still broken, and the batch is done as before", async () => {
    const batchId = await processed();
    const before = await results();

    const { code } = await fanfold("retry", batchId);

    expect(code).toBe(1);
    expect(await results()).toEqual(before);
    const { stdout } = await fanfold("batches", "--json");
    expect(JSON.parse(stdout)).toMatchObject([{ batchId, quarantined: 1 }]);
  });

  it("has nothing to do where nothing is quarantined", async () => {
    await writeFile(path.join(folder, "in/bad.xml"), generatedUbl(2));
    const batchId = await processed();

    const { code, stdout } = await fanfold("retry", batchId);

    expect(code).toBe(0);
    expect(stdout).toContain("nothing to do");
  });

  it.each(["retry", "reconcile"])("%s names what is wrong with its batch", async (command) => {
    expect((await fanfold(command)).stderr).toContain("name one batch");
    const { code, stderr } = await fanfold(command, "nobody");

    expect(code).toBe(2);
    expect(stderr).toContain("no batch nobody");
  });
});

describe("fanfold reconcile", () => {
  it("has nothing to do where every check was answered", async () => {
    const { code, stdout } = await fanfold("reconcile", await processed());

    expect(code).toBe(0);
    expect(stdout).toContain("no check was skipped");
  });
});
