import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  createOllamaAnalyst,
  type OllamaAnalyst,
  type OllamaAnalystOptions,
} from "#src/adapters/ollama/ollama-analyst.ts";
import { type App, openApp, systemClock } from "#src/app.ts";
import { type BatchResult, runBatch } from "#src/cli/run-batch.ts";
import { parseConfig } from "#src/config.ts";
import { emptyAnswer } from "#src/domain/model-answer.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import { AnalystUnavailable } from "#src/ports/document-analyst.ts";
import { RunContext } from "#src/state/run-context.ts";
import {
  type ChatRequest,
  type OllamaDouble,
  type Reply,
  startOllamaDouble,
} from "#test/fakes/ollama-server.ts";
import { createFakeModelCache } from "#test/fakes/fake-model-cache.ts";
import { aPicture } from "#test/support/a-picture.ts";
import { answerTo, promptOf, writePageInvoices } from "#test/support/page-invoices.ts";

/*
 * Batches on the real pipeline, with the real Ollama adapter and a double of its server that is slow, dies and comes back. What
 * rules read is there in every case.
 */
const documents = 16;

let folder: string;
let ollama: OllamaDouble;
const apps: App[] = [];
const analysts: OllamaAnalyst[] = [];
const events: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "fanfold-outage-"));
  await writePageInvoices(path.join(folder, "in"), documents);
  ollama = await startOllamaDouble({ reply: truthful });
  events.length = 0;
});
afterEach(async () => {
  for (const opened of [...apps.splice(0), ...analysts.splice(0)]) await opened.close();
  await ollama.close();
  await rm(folder, { recursive: true, force: true });
});

const truthful = (request: ChatRequest): Reply => ({ content: answerTo(promptOf(request)) });
const dead: Reply = { content: "", fault: { kind: "reset" } };

async function anApp(env: Record<string, string> = {}): Promise<App> {
  const config = parseConfig({
    FANFOLD_HOME: path.join(folder, "home"),
    OLLAMA_BASE_URL: ollama.url,
    OLLAMA_ATTEMPTS_MAX: "1",
    ...env,
  });
  const app = await openApp(config, systemClock, (_level, event) => void events.push(event));
  apps.push(app);
  return app;
}

/** An analyst in the place of the app's own, for figures that are no settings. */
function anAnalyst(change: Partial<OllamaAnalystOptions>): OllamaAnalyst {
  const analyst = createOllamaAnalyst({
    hosts: [ollama.url],
    model: "qwen3:4b-instruct",
    isConfigured: true,
    numCtx: 8_192,
    numPredict: 1_024,
    keepAlive: "1m",
    slotsMax: 4,
    timeoutMs: 5_000,
    attemptsMax: 1,
    cache: createFakeModelCache(),
    now: Date.now,
    ...change,
  });
  analysts.push(analyst);
  return analyst;
}

type Run = { readonly result: BatchResult; readonly outcomes: readonly Outcome[] };

async function run(
  app: App,
  context: Partial<RunContext> = {},
  { batchId = "batch", input = "in", signal = new AbortController().signal } = {},
): Promise<Run> {
  const result = await runBatch(app, {
    batchId,
    paths: [path.join(folder, input)],
    exclude: [],
    context: RunContext.parse(context),
    signal,
    onEvent: () => undefined,
  });
  return { result, outcomes: await Array.fromAsync(app.ledger.outcomes(batchId)) };
}

const enginesOf = ({ outcomes }: Run): string[] =>
  outcomes.map(({ analysis }) => (analysis.degraded ? "degraded" : analysis.engine));

/** What rules alone make of the documents, without times. */
async function byRules(): Promise<readonly object[]> {
  const { outcomes } = await run(await anApp(), { analysis: "rules" }, { batchId: "rules" });
  return outcomes.map(withoutAnalysis);
}

const withoutAnalysis = (outcome: Outcome): object => {
  const { file, status, invoice, evidence, findings, risk, decision } = outcome;
  return { file, status, invoice, evidence, findings, risk, decision };
};

describe("a batch whose model", () => {
  it("answers gets from it what rules do not find", async () => {
    const { result, outcomes } = await run(await anApp());

    expect(result.summary).toMatchObject({ dispatched: documents, awaitingReview: documents });
    expect(new Set(outcomes.map(({ invoice }) => invoice?.invoiceNumber)).size).toBe(documents);
    expect(outcomes.every(({ analysis }) => analysis.engine === "ollama")).toBe(true);
  });

  it("answers gives the same results at any strategy, parallelism and chunk size", async () => {
    const settings: readonly Partial<RunContext>[] = [
      { strategy: "sequential" },
      { parallelism: 1 },
      { parallelism: 8, chunkSize: 3 },
      { parallelism: 64, tier1: "sequential", tier2: "sequential" },
    ];
    const results: (readonly object[])[] = [];
    for (const [index, context] of settings.entries()) {
      const app = await anApp({ FANFOLD_HOME: path.join(folder, `home-${index}`) });
      results.push((await run(app, context)).outcomes.map(withoutAnalysis));
    }

    for (const result of results) expect(result).toEqual(results[0]);
  });

  it("answered before asks nothing the second time", async () => {
    const app = await anApp();
    const first = await run(app, {}, { batchId: "first" });
    const asked = ollama.chats().length;

    const second = await run(app, {}, { batchId: "second" });

    expect(ollama.chats()).toHaveLength(asked);
    expect(second.outcomes.map(({ invoice }) => invoice)).toEqual(
      first.outcomes.map(({ invoice }) => invoice),
    );
    expect(second.outcomes.every(({ analysis }) => analysis.isCached === true)).toBe(true);
  });

  it("is down from the start is complete with the results of the rules, marked", async () => {
    const expected = await byRules();
    await ollama.close();

    const batch = await run(await anApp());

    expect(batch.outcomes.map(withoutAnalysis)).toEqual(expected);
    expect(new Set(enginesOf(batch))).toEqual(new Set(["degraded"]));
    expect(batch.result.summary.status).toBe("SUCCESS");
    expect(events).toContain("ollama.unreachable");
  });

  it("dies in the middle is complete: answers before, rules after, and the breaker opened", async () => {
    const answered = 4;
    ollama.setReply((request) => (request.index < answered ? truthful(request) : dead));

    const batch = await run(await anApp(), { parallelism: 4 });

    const engines = enginesOf(batch);
    expect(engines.filter((engine) => engine === "ollama")).toHaveLength(answered);
    expect(engines.filter((engine) => engine === "degraded")).toHaveLength(documents - answered);
    expect(batch.result.summary).toMatchObject({ dispatched: documents, quarantined: 0 });
    expect(events).toContain("breaker.opened");
    // Held back: a dead host is not asked once for every document that is left.
    expect(ollama.chats().length).toBeLessThan(documents);
  });

  it("dies and comes back is asked again, and every change is told", async () => {
    let isDead = false;
    ollama.setReply((request) => {
      if (request.index === 4) isDead = true;
      return isDead ? dead : truthful(request);
    });
    const app = await anApp();
    const analyst = anAnalyst({
      slotsMax: 1,
      breaker: { callsMin: 2, windowCalls: 4, halfOpenAfterMs: 10 },
      onEvent: ({ type }) => {
        events.push(type);
        if (type === "breaker.opened") isDead = false;
      },
    });

    const batch = await run({ ...app, documentAnalyst: analyst }, { strategy: "sequential" });

    expect(batch.result.summary).toMatchObject({ dispatched: documents, quarantined: 0 });
    expect(events.filter((event) => event.startsWith("breaker."))).toEqual([
      "breaker.opened",
      "breaker.half_open",
      "breaker.closed",
    ]);
    const engines = enginesOf(batch);
    expect(engines.indexOf("degraded")).toBeGreaterThan(0);
    expect(engines.at(-1)).toBe("ollama");
  });

  it.each<[string, Reply]>([
    ["answers garbage", { content: "I am sorry, I cannot read this." }],
    ["answers nothing", { content: "" }],
    ["answers half", { content: '{"documentType":"inv', doneReason: "length" }],
    ["answers in another schema", { content: { total: 12, items: [] } }],
    ["breaks off", { content: "x".repeat(500), chunks: 5, fault: { kind: "cut", afterChunks: 2 } }],
    ["fails", { content: "", fault: { kind: "status", status: 500, error: "runner stopped" } }],
    ["is a web page", { content: "", fault: { kind: "html" } }],
  ])("%s is complete with the results of the rules, marked", async (_, reply) => {
    const expected = await byRules();
    ollama.setReply(() => reply);

    const batch = await run(await anApp());

    expect(batch.outcomes.map(withoutAnalysis)).toEqual(expected);
    expect(new Set(enginesOf(batch))).toEqual(new Set(["degraded"]));
  });

  it("answers too late is complete with the results of the rules, marked", async () => {
    const expected = await byRules();
    ollama.setReply(() => ({ content: "", fault: { kind: "hang" } }));

    const batch = await run(await anApp(), { deadlineMs: 50, parallelism: 8 });

    expect(batch.outcomes.map(withoutAnalysis)).toEqual(expected);
    expect(new Set(batch.outcomes.map(({ analysis }) => analysis.reason))).toEqual(
      new Set(["timed_out"]),
    );
  });

  it("was asked for by name and is down does not begin", async () => {
    await ollama.close();

    await expect(run(await anApp(), { analysis: "ollama" })).rejects.toThrow(AnalystUnavailable);
  });
});

describe("a batch of scans", () => {
  const vision = { OLLAMA_VISION_MODEL: "vision" };

  beforeEach(async () => {
    await ollama.close();
    ollama = await startOllamaDouble({
      models: [
        { name: "qwen3:4b-instruct" },
        { name: "vision", capabilities: ["completion", "vision"] },
      ],
    });
    await mkdir(path.join(folder, "scans"));
    await writeFile(path.join(folder, "scans", "scan.png"), aPicture());
  });

  const seen: Reply = {
    content: { ...emptyAnswer, documentType: "invoice", invoiceNumber: "RE-77" },
  };

  it("whose model is busy once is read in a later round", async () => {
    const busy: Reply = { content: "", fault: { kind: "status", status: 503, error: "busy" } };
    ollama.setReply(({ index }) => (index === 0 ? busy : seen));

    const { outcomes } = await run(await anApp(vision), {}, { input: "scans" });

    expect(outcomes).toMatchObject([{ invoice: { invoiceNumber: "RE-77" }, source: "ocr" }]);
    expect(ollama.chats()).toHaveLength(2);
  });

  it("whose model stays busy is quarantined after its rounds, and says why", async () => {
    ollama.setReply(() => ({
      content: "",
      fault: { kind: "status", status: 503, error: "busy" },
    }));

    const { outcomes } = await run(await anApp(vision), { roundsMax: 1 }, { input: "scans" });

    expect(outcomes).toMatchObject([
      {
        status: "quarantined",
        error: { code: "document.needs_ocr", attempts: 2 },
        analysis: { degraded: true, reason: "unavailable" },
      },
    ]);
  });
});

describe("a batch that is cancelled", () => {
  it.each(["by its signal", "by its deadline"])(
    "(%s) closes its request at the server within 100 ms and leaves its neighbour alone",
    async (how) => {
      const documentAnalyst = anAnalyst({ slotsInitial: 2 });
      const app = { ...(await anApp()), documentAnalyst };
      await writePageInvoices(path.join(folder, "other"), 1, { from: documents });
      const { promise: open, resolve: letGo } = Promise.withResolvers<void>();
      ollama.setReply(async (request) => {
        await open;
        return truthful(request);
      });
      const neighbour = run(app, { analysis: "ollama" }, { batchId: "stays", input: "other" });
      await ollama.nextChat();
      const abort = new AbortController();
      const deadlineMs = how === "by its deadline" ? 300 : 60_000;
      const settings = { analysis: "ollama", parallelism: 1, deadlineMs } as const;
      const cancelled = run(app, settings, { batchId: "goes", signal: abort.signal });
      cancelled.catch(() => undefined);
      await ollama.nextChat();

      const request = ollama.requests.at(-1);
      const abortedAtMs = Date.now();
      if (how === "by its signal") abort.abort(new Error("Ctrl-C"));
      const closed = await ollama.nextAbort();

      const dueMs =
        how === "by its signal" ? abortedAtMs : (request?.receivedAtMs ?? 0) + deadlineMs;
      expect((closed.abortedAtMs ?? Infinity) - dueMs).toBeLessThanOrEqual(100);
      abort.abort(new Error("enough"));
      letGo();
      expect((await neighbour).outcomes.map(({ analysis }) => analysis.engine)).toEqual(["ollama"]);
    },
  );
});
