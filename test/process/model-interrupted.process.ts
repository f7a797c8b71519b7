import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type OllamaDouble, startOllamaDouble } from "#test/fakes/ollama-server.ts";
import { runFanfold, startFanfold } from "#test/support/fanfold-process.ts";
import { firstDifference, normalisedResults } from "#test/support/normalised-results.ts";
import { answerTo, promptOf, writePageInvoices } from "#test/support/page-invoices.ts";

const documents = 20;
const interruptedAt = 8;

let folder: string;
let ollama: OllamaDouble;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "fanfold-interrupt-"));
  await writePageInvoices(path.join(folder, "in"), documents);
  ollama = await startOllamaDouble({
    reply: (request) => ({ content: answerTo(promptOf(request)) }),
  });
});
afterEach(async () => {
  await ollama.close();
  await rm(folder, { recursive: true, force: true });
});

const settings = (home: string): Record<string, string> => ({
  FANFOLD_HOME: path.join(folder, home),
  OLLAMA_BASE_URL: ollama.url,
});

const begin = (out: string): string[] => {
  const [input, target] = [path.join(folder, "in"), path.join(folder, out)];
  return ["process", input, "--analysis", "ollama", "--out", target];
};

const resultsIn = async (out: string) =>
  await normalisedResults(path.join(folder, out, "results.jsonl"));

it("closes the model's request on Ctrl-C, and a resumed batch gives the same results", async () => {
  const undisturbed = await runFanfold(begin("calm-out"), { env: settings("calm") });
  expect(undisturbed.code, undisturbed.stderr).toBe(0);

  const before = ollama.chats().length;
  ollama.setReply((request) =>
    request.index - before < interruptedAt
      ? { content: answerTo(promptOf(request)) }
      : { content: "", fault: { kind: "hang" } },
  );
  const running = startFanfold(begin("rough-out"), { env: settings("rough") });
  while ((await ollama.nextChat()).index - before < interruptedAt);
  running.process.kill("SIGINT");
  await ollama.nextAbort();
  const interrupted = await running.finished;

  expect(interrupted.code, interrupted.stderr).toBe(130);
  const [, resume] = /(fanfold process --resume [\w-]+)/.exec(interrupted.stderr) ?? [];
  expect(resume).toBeDefined();

  ollama.setReply((request) => ({ content: answerTo(promptOf(request)) }));
  const resumed = await runFanfold((resume ?? "").split(" ").slice(1), { env: settings("rough") });

  expect(resumed.code, resumed.stderr).toBe(0);
  expect(firstDifference(await resultsIn("calm-out"), await resultsIn("rough-out"))).toBe(
    undefined,
  );
});

it("tells each trouble with the model once, whatever the number of documents", async () => {
  await ollama.close();

  const { code, stderr } = await runFanfold(
    ["process", path.join(folder, "in"), "--out", path.join(folder, "out")],
    { env: settings("home") },
  );

  expect(code, stderr).toBe(0);
  expect(stderr.split("\n").filter((line) => line.startsWith("note:"))).toHaveLength(1);
  expect(stderr).toContain(ollama.url);
  expect(stderr).toContain("engine rules; no model answers");
});

it("stops before the first document where a model was asked for by name and none answers", async () => {
  await ollama.close();

  const { code, stderr } = await runFanfold(begin("out"), { env: settings("home") });

  expect(code).toBe(2);
  expect(stderr).toContain("analysis ollama was asked for");
  expect(stderr).not.toContain("    at ");
  const batches = await runFanfold(["batches"], { env: settings("home") });
  expect(batches.stdout).toContain("no batches");
});
