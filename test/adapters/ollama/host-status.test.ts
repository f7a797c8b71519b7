import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { createConnection, type OllamaConnection } from "#src/adapters/ollama/connection.ts";
import { probeHost } from "#src/adapters/ollama/host-status.ts";
import { inspectHosts } from "#src/adapters/ollama/inspect-hosts.ts";
import { anAnalysisRequest } from "#test/contracts/document-analyst-contract.ts";
import type { OllamaDoubleOptions, Reply } from "#test/fakes/ollama-server.ts";
import { aDeadUrl, anAnalyst, aServer, modelName } from "./an-ollama-analyst.ts";

/** A web server that answers everything alike and is no Ollama. */
async function aStranger(contentType: string, body: string): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": contentType });
    response.end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("The status of an analyst", () => {
  it("is ready without problems when the model is there, by its short name too", async () => {
    const server = await aServer({ models: [{ name: "small:latest" }] });

    const status = await anAnalyst([server.url], { model: "small" }).status();

    expect(status).toEqual({
      isReady: true,
      canSee: false,
      isVisionConfigured: false,
      isConfigured: true,
      model: "small",
      problems: [],
    });
  });

  it.each([
    ["ollama.unreachable", /ollama serve/, aDeadUrl],
    ["ollama.unauthorized", /OLLAMA_API_KEY/, async () => (await aServer({ token: "t" })).url],
    ["ollama.not_ollama", /OLLAMA_BASE_URL/, () => aStranger("text/html", "<html></html>")],
    ["ollama.not_ollama", /OLLAMA_BASE_URL/, () => aStranger("application/json", '{"ok":true}')],
    [
      "ollama.model_missing",
      /ollama pull qwen3:4b-instruct/,
      async () => (await aServer({ models: [] })).url,
    ],
  ])("names %s once, with what to do (%s)", async (code, remedy, open) => {
    const { isReady, problems } = await anAnalyst([await open()]).status();

    expect(isReady).toBe(false);
    expect(problems).toEqual([{ code, message: expect.stringMatching(remedy) }]);
  });

  it("names a vision model that cannot see", async () => {
    const server = await aServer({ models: [{ name: modelName }, { name: "blind" }] });

    const status = await anAnalyst([server.url], { visionModel: "blind" }).status();

    expect(status).toMatchObject({ isReady: true, canSee: false });
    expect(status.problems).toMatchObject([{ code: "ollama.no_vision" }]);
  });

  it("names an embedding model that is missing, and is ready all the same", async () => {
    const server = await aServer();

    const status = await anAnalyst([server.url], { embeddingModel: "nomic-embed-text" }).status();

    expect(status.isReady).toBe(true);
    expect(status.problems).toMatchObject([
      { code: "ollama.model_missing", message: expect.stringContaining("nomic-embed-text") },
    ]);
  });

  it("can see with a vision model that can", async () => {
    const sees = { name: "sees", capabilities: ["completion", "vision"] };
    const server = await aServer({ models: [{ name: modelName }, sees] });

    expect((await anAnalyst([server.url], { visionModel: "sees" }).status()).canSee).toBe(true);
  });

  it("names a context larger than the model's, and is ready all the same", async () => {
    const server = await aServer({ models: [{ name: modelName, contextLength: 4_096 }] });

    const { isReady, problems } = await anAnalyst([server.url]).status();

    expect(isReady).toBe(true);
    expect(problems).toMatchObject([{ code: "ollama.context_too_large" }]);
  });

  it("is ready when one of two hosts is, and names what the other lacks", async () => {
    const server = await aServer();

    const { isReady, problems } = await anAnalyst([await aDeadUrl(), server.url]).status();

    expect(isReady).toBe(true);
    expect(problems).toMatchObject([{ code: "ollama.unreachable" }]);
  });

  it("is believed for a while, and asked for once by callers at the same time", async () => {
    const server = await aServer();
    let nowMs = 0;
    const analyst = anAnalyst([server.url], { now: () => nowMs });
    const probes = () => server.requests.filter(({ path }) => path === "/api/version").length;

    await Promise.all([analyst.status(), analyst.status()]);
    await analyst.status();
    expect(probes()).toBe(1);
    nowMs = 30_000;
    await analyst.status();
    expect(probes()).toBe(2);
  });
});

describe("A host that gives no answer for a moment", () => {
  const models = [
    { name: modelName, capabilities: ["completion", "thinking"], contextLength: 4_096 },
  ];
  const isUnreachable = expect.objectContaining({ code: "ollama.unreachable" });
  const isTooLarge = expect.objectContaining({ code: "ollama.context_too_large" });

  /** An analyst of one host that can go away and come back, with a clock. */
  async function aHostWithGaps() {
    const server = await aServer({ models });
    const clock = { nowMs: 0 };
    const analyst = anAnalyst([server.url], { now: () => clock.nowMs, attemptsMax: 1 });
    const comeBack = async (change: OllamaDoubleOptions = {}) =>
      await aServer({ models, port: Number(new URL(server.url).port), ...change });
    return { server, clock, analyst, comeBack };
  }

  it("stays ready, and the problem is told besides what was known", async () => {
    const { server, clock, analyst } = await aHostWithGaps();
    const before = await analyst.status();
    expect(before).toMatchObject({ isReady: true, problems: [isTooLarge] });
    await server.close();

    for (const nowMs of [30_000, 32_000, 34_000]) {
      clock.nowMs = nowMs;
      expect(await analyst.status()).toEqual({
        ...before,
        problems: [isUnreachable, isTooLarge],
      });
    }
  });

  it("is asked again soon, and the problem is gone when it answers", async () => {
    const { server, clock, analyst, comeBack } = await aHostWithGaps();
    await analyst.status();
    await server.close();
    clock.nowMs = 30_000;
    await analyst.status();
    await comeBack();

    clock.nowMs = 31_999;
    expect((await analyst.status()).problems).toEqual([isUnreachable, isTooLarge]);
    clock.nowMs = 32_000;
    expect((await analyst.status()).problems).toEqual([isTooLarge]);
  });

  it("is asked again soon where it never answered", async () => {
    const { server, clock, analyst, comeBack } = await aHostWithGaps();
    await server.close();
    expect((await analyst.status()).isReady).toBe(false);
    await comeBack();

    clock.nowMs = 2_000;
    expect((await analyst.status()).isReady).toBe(true);
  });

  it("is asked with what is known of its model", async () => {
    const { server, clock, analyst, comeBack } = await aHostWithGaps();
    await analyst.status();
    await server.close();
    clock.nowMs = 30_000;
    await analyst.status();
    const back = await comeBack();

    await analyst.analyze(anAnalysisRequest());

    expect(back.requests.map(({ path }) => path)).toEqual(["/api/chat"]);
    expect(back.chats()).toMatchObject([{ think: false, options: { num_ctx: 4_096 } }]);
  });

  it("is ready no longer once it says that it has not the model, or refuses us", async () => {
    for (const change of [{ models: [] }, { token: "secret" }]) {
      const { server, clock, analyst, comeBack } = await aHostWithGaps();
      await analyst.status();
      await server.close();
      clock.nowMs = 30_000;
      expect((await analyst.status()).isReady).toBe(true);
      await comeBack(change);
      clock.nowMs = 32_000;
      expect((await analyst.status()).isReady).toBe(false);
    }
  });

  it("keeps the others from being asked again too soon", async () => {
    const [server, down] = [await aServer(), await aDeadUrl()];
    let nowMs = 0;
    const analyst = anAnalyst([server.url, down], { now: () => nowMs });
    for (nowMs = 0; nowMs < 30_000; nowMs += 2_000) await analyst.status();

    expect(server.requests.filter(({ path }) => path === "/api/version")).toHaveLength(1);
  });

  it("keeps what its model can do where it tells all but that", async () => {
    const { server } = await aHostWithGaps();
    const wanted = { model: modelName, numCtx: 8_192 };
    const signal = new AbortController().signal;
    const connection = createConnection({});
    onTestFinished(async () => await connection.close());
    const before = await probeHost(connection, server.url, wanted, signal);
    const withoutShow: OllamaConnection = {
      ...connection,
      json: async (host, path, ...rest) => {
        if (path === "/api/show") throw new Error("busy");
        return await connection.json(host, path, ...rest);
      },
    };

    const status = await probeHost(withoutShow, server.url, wanted, signal, before);

    expect(status).toEqual(before);
    expect(status.facts.get(modelName)?.contextLength).toBe(4_096);
  });
});

describe("Inspecting hosts", () => {
  const settings = {
    model: modelName,
    numCtx: 8_192,
    keepAlive: "5m",
    timeoutMs: 5_000,
  };
  const means = { now: Date.now, signal: new AbortController().signal };

  it("tells version, models and what is loaded", async () => {
    const models = [{ name: modelName, isLoaded: true, sizeBytes: 3_000 }, { name: "other:7b" }];
    const server = await aServer({ models, version: "0.14.0" });

    const [report] = await inspectHosts({ hosts: [server.url], ...settings }, means);

    expect(report).toMatchObject({
      host: server.url,
      version: "0.14.0",
      models: [modelName, "other:7b"],
      loaded: [{ name: modelName, vramBytes: 3_000, expiresAt: expect.any(String) }],
      problems: [],
    });
  });

  it("tells of each host what is wrong with it, and asks its model nothing", async () => {
    const hosts = [await aDeadUrl(), (await aServer({ models: [] })).url];

    const reports = await inspectHosts({ hosts, ...settings }, means);

    expect(reports.map(({ problems }) => problems[0]?.code)).toEqual([
      "ollama.unreachable",
      "ollama.model_missing",
    ]);
    expect(reports.map(({ trial }) => trial)).toEqual([undefined, undefined]);
  });

  /** How the model of a host that replies so did in its trial. */
  async function trialWith(reply: Reply, change: Partial<typeof settings> = {}) {
    const server = await aServer({ reply: () => reply });
    const hosts = [server.url];
    const [report] = await inspectHosts({ hosts, ...settings, ...change }, means);
    return report?.trial;
  }

  it("sees that a model answers to the schema", async () => {
    const trial = await trialWith({ content: { currencyCode: "EUR" } });

    expect(trial).toMatchObject({ isAnswered: true });
  });

  it("sees that a model chats", async () => {
    const trial = await trialWith({ content: "It is the euro." });

    expect(trial).toMatchObject({
      isAnswered: false,
      problem: { code: "ollama.unstructured" },
    });
  });

  it("sees in time that a model does not answer", async () => {
    const trial = await trialWith({ content: {}, fault: { kind: "hang" } }, { timeoutMs: 20 });

    expect(trial?.problem?.code).toBe("ollama.timeout");
  });
});
