import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { runFanfold, startFanfold } from "#test/support/fanfold-process.ts";
import {
  type LiveServices,
  startLiveServices,
  writeLiveInvoices,
} from "#test/support/live-services.ts";
import { firstDifference, normalisedResults } from "#test/support/normalised-results.ts";

const documents = 30;
/** Requests that are answered before every service falls silent. */
const answered = 20;
/** What Ctrl-C may take. No limit of a service would end a wait sooner than this. */
const exitMsMax = 2_000;
const longest = { timeoutMs: 60_000, deadlineMs: 120_000 };

let folder: string;
let services: LiveServices;
let env: Record<string, string>;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "fanfold-services-"));
  await writeLiveInvoices(path.join(folder, "in"), documents);
  services = await startLiveServices(documents);
  env = await services.configure(folder, { settings: longest });
});
afterEach(async () => {
  await services.close();
  await rm(folder, { recursive: true, force: true });
});

const begin = (out: string): string[] => {
  const input = path.join(folder, "in");
  return ["process", input, "--analysis", "rules", "--out", path.join(folder, out)];
};

const settings = (home: string) => ({ ...env, FANFOLD_HOME: path.join(folder, home) });

const resultsIn = async (out: string) =>
  await normalisedResults(path.join(folder, out, "results.jsonl"));

it("ends at once on Ctrl-C while every service is silent, and a resumed batch gives the same results", async () => {
  const calm = await runFanfold(begin("calm-out"), { env: settings("calm") });
  expect(calm.code, calm.stderr).toBe(0);

  const silent = Promise.withResolvers<void>();
  let requests = 0;
  const fallSilent = (): { kind: "hang" } | undefined => {
    requests += 1;
    if (requests <= answered) return undefined;
    silent.resolve();
    return { kind: "hang" };
  };
  for (const double of Object.values(services.doubles)) double.failWhen(fallSilent);
  const running = startFanfold(begin("rough-out"), { env: settings("rough") });
  await Promise.race([silent.promise, running.finished]);
  const killedMs = performance.now();
  running.process.kill("SIGINT");
  const { code, stderr } = await running.finished;

  expect(code, stderr).toBe(130);
  expect(performance.now() - killedMs).toBeLessThan(exitMsMax);
  expect(await readdir(path.join(folder, "rough-out"))).toEqual([]);

  for (const double of Object.values(services.doubles)) double.failWhen(() => undefined);
  const command = /fanfold (process --resume [\w-]+)/.exec(stderr)?.[1]?.split(" ") ?? [];
  const resumed = await runFanfold(command, { env: settings("rough") });

  expect(resumed.code, resumed.stderr).toBe(0);
  expect(firstDifference(await resultsIn("calm-out"), await resultsIn("rough-out"))).toBe(
    undefined,
  );
});
