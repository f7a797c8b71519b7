import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BatchSummary } from "#src/domain/batch.ts";
import { Outcome } from "#src/domain/outcome.ts";
import { runCommandLine } from "#test/support/command-line.ts";
import {
  comparable,
  isInDollars,
  kindOf,
  type LiveServices,
  liveFile,
  startLiveServices,
  writeLiveInvoices,
} from "#test/support/live-services.ts";

const documents = 10;
const inDollars = Array.from({ length: documents }, (_, index) => index).filter(isInDollars);
const isAskedAtVies = (index: number): boolean => kindOf(index) === "german";

let folder: string;
let services: LiveServices;
let env: Record<string, string>;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "fanfold-reconcile-"));
  await writeLiveInvoices(path.join(folder, "in"), documents);
  services = await startLiveServices(documents);
  env = await services.configure(folder);
});
afterEach(async () => {
  await services.close();
  await rm(folder, { recursive: true, force: true });
});

const fanfold = async (home: string, ...args: readonly string[]) =>
  await runCommandLine(args, { ...env, FANFOLD_HOME: path.join(folder, home) });

/** Processes the folder; gives the batch's id. */
async function processed(home: string): Promise<string> {
  const [input, out] = [path.join(folder, "in"), path.join(folder, `${home}-out`)];
  const { stdout, stderr } = await fanfold(home, "process", input, "--out", out, "--json");
  expect(stderr).not.toContain("error");
  return BatchSummary.parse(JSON.parse(stdout)).batchId;
}

async function results(home: string): Promise<readonly Outcome[]> {
  const text = await readFile(path.join(folder, `${home}-out/results.jsonl`), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => Outcome.parse(JSON.parse(line)));
}

const viesIsDown = (): void =>
  services.doubles.vies.failWhen(() => ({ kind: "answer", status: 503, text: "" }));
const viesIsUp = (): void => services.doubles.vies.failWhen(() => undefined);

const withoutHistory = (outcome: Outcome): object => {
  const { decisionHistory: _, ...record } = outcome;
  return comparable(record);
};

const nothingToCheck = "nothing to check again: no check was skipped, or a person has decided\n";

describe("fanfold reconcile", () => {
  it("makes of a batch what it had been without the outage, and keeps what was decided in it", async () => {
    await processed("calm");
    viesIsDown();
    const batchId = await processed("rough");
    const before = await results("rough");
    viesIsUp();

    const { code, stdout, stderr } = await fanfold("rough", "reconcile", batchId);

    expect(code, stderr).toBe(0);
    expect(stdout).toContain("7 documents checked again, 7 decisions changed, 0 still without");
    expect(stdout).toContain(`${liveFile(0)}  manager_approval -> auto_approve`);
    const after = await results("rough");
    expect(after.map(withoutHistory)).toEqual((await results("calm")).map(withoutHistory));
    for (const [index, { decisionHistory }] of after.entries()) {
      if (!isAskedAtVies(index)) expect(decisionHistory).toBeUndefined();
      else expect(decisionHistory).toMatchObject([before[index]?.decision]);
    }
  });

  it("leaves waiting what is still not answered, and says so by its exit code", async () => {
    viesIsDown();
    const batchId = await processed("rough");
    const before = await results("rough");

    const { code, stdout, stderr } = await fanfold("rough", "reconcile", batchId);

    expect(code, stderr).toBe(1);
    expect(stdout).toContain("7 documents checked again, 0 decisions changed, 7 still without");
    const after = await results("rough");
    for (const [index, { decision }] of after.entries()) {
      if (!isAskedAtVies(index)) continue;
      expect(decision).toMatchObject({ action: "manager_approval", skippedChecks: ["seller"] });
    }
    expect(after.map(({ decision }) => decision?.action)).toEqual(
      before.map(({ decision }) => decision?.action),
    );
  });

  it("asks again only the services of the checks that were skipped", async () => {
    viesIsDown();
    const batchId = await processed("rough");
    viesIsUp();
    const { nominatim, vies } = services.doubles;
    const before = nominatim.received.length;

    await fanfold("rough", "reconcile", batchId);

    expect(nominatim.received).toHaveLength(before);
    const askedTwice = [...vies.requests().values()].filter((times) => times === 2);
    expect(askedTwice.length).toBeGreaterThan(0);

    const again = await fanfold("rough", "reconcile", batchId);
    expect(again).toMatchObject({ code: 0, stdout: nothingToCheck });
  });

  it("names the rate where it is not answered by then, and finds it later", async () => {
    const { frankfurter } = services.doubles;
    await processed("calm");
    viesIsDown();
    const batchId = await processed("rough");
    viesIsUp();
    frankfurter.failWhen(() => ({ kind: "reset" }));

    expect((await fanfold("rough", "reconcile", batchId)).code).toBe(1);

    const waiting = (await results("rough")).filter(({ decision }) => decision?.skippedChecks);
    expect(waiting.map(({ decision }) => decision?.skippedChecks)).toEqual(
      inDollars.map(() => ["currency"]),
    );
    frankfurter.failWhen(() => undefined);
    expect((await fanfold("rough", "reconcile", batchId)).code).toBe(0);
    expect((await results("rough")).map(withoutHistory)).toEqual(
      (await results("calm")).map(withoutHistory),
    );
  });

  it("writes the results a run before it had not written any more", async () => {
    viesIsDown();
    const batchId = await processed("rough");
    const file = path.join(folder, "rough-out/results.jsonl");
    const stale = await readFile(file, "utf8");
    viesIsUp();
    await fanfold("rough", "reconcile", batchId);
    const fresh = await readFile(file, "utf8");
    await writeFile(file, stale);

    const { code, stdout } = await fanfold("rough", "reconcile", batchId);

    expect({ code, stdout }).toEqual({ code: 0, stdout: nothingToCheck });
    expect(await readFile(file, "utf8")).toBe(fresh);
  });

  it("says how to go on when it is interrupted, and goes on", async () => {
    viesIsDown();
    const batchId = await processed("rough");
    const interrupt = new AbortController();
    services.doubles.vies.failWhen(() => {
      interrupt.abort();
      return undefined;
    });

    const { code, stderr } = await runCommandLine(
      ["reconcile", batchId],
      { ...env, FANFOLD_HOME: path.join(folder, "rough") },
      { signal: interrupt.signal },
    );

    expect(code, stderr).toBe(130);
    expect(stderr).toContain(`Go on with:\n  fanfold reconcile ${batchId}\n`);
    expect(stderr).not.toContain("bug");
    viesIsUp();
    expect((await fanfold("rough", "reconcile", batchId)).code).toBe(0);
    const skipped = (await results("rough")).flatMap(
      ({ decision }) => decision?.skippedChecks ?? [],
    );
    expect(skipped).toEqual([]);
  });
});
