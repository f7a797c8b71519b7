import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { runFanfold, startFanfold } from "#test/support/fanfold-process.ts";
import { writeGeneratedInvoices } from "#test/support/generated-invoices.ts";
import { firstDifference, normalisedResults } from "#test/support/normalised-results.ts";
import { invoicesFrom, writePdfs } from "#test/support/several-invoices.ts";
import { createRandom } from "#test/support/simulated-service.ts";

const documents = 300;
/** Files of three invoices each, beside them. */
const bundles = 10;
const kills = 5;
const killsMax = 20;
const seed = 1;
const interrupted = 40;
/** What Ctrl-C may take. */
const exitMsMax = 2_000;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "fanfold-kill-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** With it decisions differ: small totals are approved, large ones need a manager, copies are rejected. */
const knownSeller = `sellerId,name,vatId,legalRegistrationId,countryCode,iban
1,Beispiel Werke GmbH,DE136695976,,DE,DE89370400440532013000
`;

/** No model of this machine has a part in what is compared. */
const rules = { FANFOLD_ANALYSIS: "rules" };

const batchIn = (stderr: string): string | undefined => /batch ([\w-]+):/.exec(stderr)?.[1];

/** Runs until killed. */
async function killed(args: readonly string[], env: Record<string, string>, afterMs: number) {
  const running = startFanfold(args, { env });
  await delay(afterMs);
  running.process.kill("SIGKILL");
  return await running.finished;
}

it(`loses nothing and doubles nothing when killed at least ${kills} times during ${documents} documents and ${bundles} files of several`, async () => {
  const input = path.join(folder, "in");
  await writeGeneratedInvoices(path.join(input, "xml"), { count: documents / 2, kind: "xml" });
  await writeGeneratedInvoices(path.join(input, "pdf"), { count: documents / 2, kind: "pdf" });
  const numbers = Array.from({ length: bundles }, (_, index) => 100 + 3 * index);
  await writePdfs(
    path.join(input, "bundles"),
    Object.fromEntries(numbers.map((first) => [`${first}.pdf`, invoicesFrom(first)])),
  );
  const calm = { ...rules, FANFOLD_HOME: path.join(folder, "calm") };
  const rough = { ...rules, FANFOLD_HOME: path.join(folder, "rough") };
  const calmOut = path.join(folder, "calm-out");
  const roughOut = path.join(folder, "rough-out");

  const startedAtMs = Date.now();
  const sellers = path.join(folder, "sellers.csv");
  await writeFile(sellers, knownSeller);
  const begin = (out: string): string[] => ["process", input, "--sellers", sellers, "--out", out];
  const undisturbed = await runFanfold(begin(calmOut), { env: calm });
  const wallMs = Date.now() - startedAtMs;
  expect(undisturbed.code, undisturbed.stderr).toBe(0);

  let batchId: string | undefined;
  const next = (): string[] =>
    batchId === undefined ? begin(roughOut) : ["process", "--resume", batchId];
  const moments: number[] = [];
  const random = createRandom(seed);
  const recorded = async (): Promise<number> => {
    const { stdout } = await runFanfold(["batches", "--json"], { env: rough });
    const [batch] = JSON.parse(stdout);
    return batch === undefined ? 0 : batch.decided + batch.awaitingReview;
  };
  // A kill before the first document shows little: then there are more of them, each a little later.
  for (let kill = 0; kill < kills || (await recorded()) === 0; kill += 1) {
    expect(kill, "kills before anything was recorded").toBeLessThan(killsMax);
    const afterMs = Math.round(wallMs * (0.05 + random() * 0.2) * Math.max(1, kill / kills));
    moments.push(afterMs);
    const { stderr, signal } = await killed(next(), rough, afterMs);
    batchId ??= batchIn(stderr);
    expect(signal, `run ${kill + 1} ended before it was killed: ${stderr}`).toBe("SIGKILL");
  }
  const last = await runFanfold(next(), { env: rough });
  expect(last.code, `${last.stderr} killed after ${moments.join(", ")} ms`).toBe(0);

  const calmResults = await normalisedResults(path.join(calmOut, "results.jsonl"));
  const roughResults = await normalisedResults(path.join(roughOut, "results.jsonl"));
  expect(roughResults).toHaveLength(documents + 3 * bundles);
  expect(firstDifference(roughResults, calmResults)).toBeUndefined();
  for (const action of ["auto_approve", "manager_approval", "reject"]) {
    expect(
      calmResults.some((line) => line.includes(`"action":"${action}"`)),
      action,
    ).toBe(true);
  }
});

it("ends within two seconds on Ctrl-C at any moment, with no half-written file, tells how to go on, and goes on", async () => {
  const input = path.join(folder, "in");
  await writeGeneratedInvoices(input, { count: interrupted, kind: "pdf" });
  const calm = { ...rules, FANFOLD_HOME: path.join(folder, "calm") };
  const beganMs = performance.now();
  await runFanfold(["process", input, "--out", path.join(folder, "calm-out")], { env: calm });
  const wallMs = performance.now() - beganMs;
  const env = { ...rules, FANFOLD_HOME: path.join(folder, "home") };
  const out = path.join(folder, "out");
  let batchId: string | undefined;
  const next = (): string[] =>
    batchId === undefined ? ["process", input, "--out", out] : ["process", "--resume", batchId];

  for (const share of [0.3, 0.6, 0.9]) {
    const running = startFanfold(next(), { env });
    await delay(share * wallMs);
    const stoppedMs = performance.now();
    running.process.kill("SIGINT");
    const { code, signal, stdout, stderr } = await running.finished;

    expect(performance.now() - stoppedMs, `at ${share} of the time`).toBeLessThan(exitMsMax);
    // Interrupted, done just before, or not yet begun to listen.
    expect([130, 0, "SIGINT"], stderr).toContain(code ?? signal);
    batchId ??= batchIn(stderr);
    if (code === 130 && batchId !== undefined) expect(stderr).toContain(`--resume ${batchId}`);
    // A process that has told its end no longer listens while it is taken down.
    const isTooLate = signal === "SIGINT" && stdout.includes("results.jsonl");
    if (code === 0 || isTooLate) break;
    expect(await filesIn(out)).toEqual([]);
  }
  const last = await runFanfold(next(), { env });

  expect(last.code, last.stderr).toBe(0);
  expect(await normalisedResults(path.join(out, "results.jsonl"))).toHaveLength(interrupted);
});

/** None if there is no such folder yet. */
const filesIn = async (folderPath: string): Promise<string[]> =>
  await readdir(folderPath).catch(() => []);
