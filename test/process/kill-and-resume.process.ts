import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { runFanfold, startFanfold } from "#test/support/fanfold-process.ts";
import { writeGeneratedInvoices } from "#test/support/generated-invoices.ts";
import { normalisedResults } from "#test/support/normalised-results.ts";

const documents = 300;
const kills = 5;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "fanfold-kill-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const batchIn = (stderr: string): string | undefined => /batch ([\w-]+):/.exec(stderr)?.[1];

/** Runs until killed; the moment is random between nothing done and nearly all done. */
async function killed(args: readonly string[], env: Record<string, string>, afterMs: number) {
  const running = startFanfold(args, { env });
  await delay(afterMs);
  running.process.kill("SIGKILL");
  return await running.finished;
}

it(`loses nothing and doubles nothing when killed ${kills} times during ${documents} documents`, async () => {
  const input = path.join(folder, "in");
  await writeGeneratedInvoices(path.join(input, "xml"), { count: documents / 2, kind: "xml" });
  await writeGeneratedInvoices(path.join(input, "pdf"), { count: documents / 2, kind: "pdf" });
  const calm = { FANFOLD_HOME: path.join(folder, "calm") };
  const rough = { FANFOLD_HOME: path.join(folder, "rough") };
  const calmOut = path.join(folder, "calm-out");
  const roughOut = path.join(folder, "rough-out");

  const startedAtMs = Date.now();
  const undisturbed = await runFanfold(["process", input, "--out", calmOut], { env: calm });
  const wallMs = Date.now() - startedAtMs;
  expect(undisturbed.code, undisturbed.stderr).toBe(0);

  let batchId: string | undefined;
  const moments: number[] = [];
  for (let kill = 0; kill < kills; kill += 1) {
    const afterMs = Math.round(300 + Math.random() * wallMs * 0.6);
    moments.push(afterMs);
    const args = batchId === undefined ? ["process", input, "--out", roughOut] : ["process", "--resume", batchId];
    const { stderr, signal } = await killed(args, rough, afterMs);
    batchId ??= batchIn(stderr);
    if (signal !== "SIGKILL") break;
  }
  const args = batchId === undefined ? ["process", input, "--out", roughOut] : ["process", "--resume", batchId];
  const last = await runFanfold(args, { env: rough });
  expect(last.code, `${last.stderr} killed after ${moments.join(", ")} ms`).toBe(0);

  const calmResults = await normalisedResults(path.join(calmOut, "results.jsonl"));
  const roughResults = await normalisedResults(path.join(roughOut, "results.jsonl"));
  expect(roughResults.split("\n")).toHaveLength(documents);
  expect(roughResults).toBe(calmResults);
});

it("stops cleanly on Ctrl-C, tells how to go on, and goes on", async () => {
  const input = path.join(folder, "in");
  await writeGeneratedInvoices(input, { count: documents, kind: "pdf" });
  const env = { FANFOLD_HOME: path.join(folder, "home") };
  const out = path.join(folder, "out");
  const running = startFanfold(["process", input, "--out", out], { env });
  await new Promise<void>((resolve) => {
    let seen = "";
    running.process.stderr?.on("data", (text: string) => {
      seen += text;
      if (batchIn(seen) !== undefined) resolve();
    });
  });
  running.process.kill("SIGINT");
  const { code, stderr } = await running.finished;
  expect(code, stderr).toBe(130);
  const command = /fanfold (process --resume [\w-]+)/.exec(stderr)?.[1]?.split(" ") ?? [];
  const resumed = await runFanfold(command, { env });
  expect(resumed.code, resumed.stderr).toBe(0);
  expect((await normalisedResults(path.join(out, "results.jsonl"))).split("\n")).toHaveLength(documents);
});
