import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openApp } from "#src/app.ts";
import { runBatch } from "#src/cli/run-batch.ts";
import { parseConfig } from "#src/config.ts";
import { BatchSummary } from "#src/domain/batch.ts";
import { Outcome } from "#src/domain/outcome.ts";
import { RunContext } from "#src/state/run-context.ts";
import { aDeadUrl, aServer } from "#test/adapters/ollama/an-ollama-analyst.ts";
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

const env = () => ({ FANFOLD_HOME: path.join(folder, "home"), FANFOLD_ANALYSIS: "rules" });

const fanfold = async (...args: readonly string[]) => await runCommandLine(args, env());

/** Processes the folder; gives the batch's id. */
async function processed(more: Record<string, string> = {}): Promise<string> {
  const out = path.join(folder, "out");
  const input = path.join(folder, "in");
  const options = ["--out", out, "--on-error", "continue", "--json"];
  const { stdout } = await runCommandLine(["process", input, ...options], { ...env(), ...more });
  return BatchSummary.parse(JSON.parse(stdout)).batchId;
}

const retried = async (
  batchId: string,
  more: Record<string, string>,
  changes: Parameters<typeof runCommandLine>[2] = {},
) => await runCommandLine(["retry", batchId], { ...env(), ...more }, changes);

/** Runs the batch to its end in a process that dies before it forgets the checkpoints. */
async function diesWhenDone(batchId: string): Promise<void> {
  const app = await openApp(parseConfig(env()));
  const deleteThread = async (): Promise<never> => {
    throw new Error("killed");
  };
  const checkpoints = { ...app.checkpoints, deleteThread };
  const run = runBatch(
    { ...app, checkpoints },
    {
      batchId,
      paths: [path.join(folder, "in")],
      exclude: [],
      context: RunContext.parse({ onError: "continue" }),
      signal: new AbortController().signal,
      onEvent: () => {},
    },
  );
  await expect(run).rejects.toThrow("killed");
  await app.close();
}

async function results(): Promise<readonly Outcome[]> {
  const text = await readFile(path.join(folder, "out/results.jsonl"), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => Outcome.parse(JSON.parse(line)));
}

const decisions = async (): Promise<Record<string, unknown>> =>
  Object.fromEntries((await results()).map(({ file, decision }) => [file, decision?.action]));

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

  it("lets a later copy of a repaired file be found", async () => {
    const batchId = await processed();
    await writeFile(path.join(folder, "in/bad.xml"), generatedUbl(2));
    await fanfold("retry", batchId);
    await writeFile(path.join(folder, "in/a-copy.xml"), generatedUbl(2));

    await processed();

    expect(await decisions()).toEqual({
      "a-copy.xml": "reject",
      "bad.xml": "manager_approval",
      "good.xml": "manager_approval",
    });
  });

  it("leaves a decided file as it is recorded when it was overwritten or moved away", async () => {
    await writeFile(path.join(folder, "in/moved.xml"), generatedUbl(4));
    const batchId = await processed();
    const [, ...before] = await results();
    await writeFile(path.join(folder, "in/bad.xml"), generatedUbl(2));
    await writeFile(path.join(folder, "in/good.xml"), generatedUbl(3));
    await rm(path.join(folder, "in/moved.xml"));

    const { code, stdout, stderr } = await fanfold("retry", batchId, "--json");

    expect(code, stderr).toBe(0);
    expect(BatchSummary.parse(JSON.parse(stdout))).toMatchObject({
      dispatched: 3,
      awaitingReview: 3,
    });
    const [bad, ...after] = await results();
    expect(bad).toMatchObject({ file: "bad.xml", invoice: expect.anything() });
    expect(after).toEqual(before);
  });

  it("quarantines again what is gone, and is done, even if the whole folder is gone", async () => {
    const batchId = await processed();
    const [, good] = await results();
    await rm(path.join(folder, "in"), { recursive: true });

    const { code, stderr } = await fanfold("retry", batchId);

    expect(code, stderr).toBe(1);
    const error = expect.objectContaining({ code: "file.unreadable" });
    expect(await results()).toEqual([
      expect.objectContaining({ file: "bad.xml", status: "quarantined", error }),
      good,
    ]);
    const { stdout } = await fanfold("batches", "--json");
    expect(JSON.parse(stdout)).toMatchObject([
      { batchId, status: "PARTIAL_SUCCESS", dispatched: 2 },
    ]);
  });

  it("reads no more than that when it was interrupted and is resumed", async () => {
    const batchId = await processed();
    const [, good] = await results();
    await writeFile(path.join(folder, "in/bad.xml"), generatedUbl(2));
    const interrupt = new AbortController();
    const { code } = await runCommandLine(["retry", batchId], env(), {
      signal: interrupt.signal,
      tell: (text) => void (text.startsWith("batch ") && interrupt.abort()),
    });
    expect(code).toBe(130);
    await writeFile(path.join(folder, "in/good.xml"), generatedUbl(3));
    await writeFile(path.join(folder, "in/new.xml"), generatedUbl(4));

    const resumed = await fanfold("process", "--resume", batchId);

    expect(resumed.code, resumed.stderr).toBe(0);
    expect(await results()).toEqual([expect.objectContaining({ file: "bad.xml" }), good]);
    expect(await decisions()).toHaveProperty(["bad.xml"], "manager_approval");
  });

  it("takes documents again although the process died before it forgot its checkpoints", async () => {
    const batchId = await processed();
    await diesWhenDone(batchId);
    await writeFile(path.join(folder, "in/bad.xml"), generatedUbl(2));

    const { code, stderr } = await fanfold("retry", batchId);

    expect(code, stderr).toBe(0);
    expect(await decisions()).toHaveProperty(["bad.xml"], "manager_approval");
  });

  describe("with a model that was asked for and is not there", () => {
    const withModel = async () => {
      const server = await aServer();
      const analysis = { FANFOLD_ANALYSIS: "ollama", OLLAMA_BASE_URL: server.url };
      const batchId = await processed(analysis);
      await writeFile(path.join(folder, "in/bad.xml"), generatedUbl(2));
      return { analysis, batchId };
    };
    const batches = async () => JSON.parse((await fanfold("batches", "--json")).stdout);

    it("leaves the batch as it is, and takes the documents again once it is", async () => {
      const { analysis, batchId } = await withModel();
      const before = await batches();

      const down = await retried(batchId, { ...analysis, OLLAMA_BASE_URL: await aDeadUrl() });

      expect(down.code).toBe(2);
      expect(down.stderr).toContain("nothing listens there");
      expect(await batches()).toEqual(before);
      const up = await retried(batchId, analysis);
      expect(up.code, up.stderr).toBe(0);
      expect(await decisions()).toHaveProperty(["bad.xml"], "manager_approval");
    });

    it("is waited for by what was interrupted: a resume without it changes nothing, one with it goes on", async () => {
      const { analysis, batchId } = await withModel();
      const interrupt = new AbortController();
      const { code } = await retried(batchId, analysis, {
        signal: interrupt.signal,
        tell: (text) => void (text.startsWith("batch ") && interrupt.abort()),
      });
      expect(code).toBe(130);
      const resumed = async (change: Record<string, string> = {}) => {
        const host = { ...env(), ...analysis, ...change };
        return await runCommandLine(["process", "--resume", batchId], host);
      };

      const down = await resumed({ OLLAMA_BASE_URL: await aDeadUrl() });

      expect(down.code).toBe(2);
      expect(down.stderr).toContain("nothing listens there");
      const up = await resumed();
      expect(up.code, up.stderr).toBe(0);
      expect(await decisions()).toHaveProperty(["bad.xml"], "manager_approval");
    });
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
