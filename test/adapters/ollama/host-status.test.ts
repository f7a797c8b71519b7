import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { inspectHosts, tryStructuredAnswer } from "#src/adapters/ollama/inspect-hosts.ts";
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
    const analyst = anAnalyst([server.url], { now: () => nowMs, statusLifetimeMs: 30_000 });
    const probes = () => server.requests.filter(({ path }) => path === "/api/version").length;

    await Promise.all([analyst.status(), analyst.status()]);
    await analyst.status();
    expect(probes()).toBe(1);
    nowMs = 30_000;
    await analyst.status();
    expect(probes()).toBe(2);
  });
});

describe("Inspecting hosts", () => {
  const wanted = { model: modelName, numCtx: 8_192 };

  it("tells version, models and what is loaded", async () => {
    const models = [{ name: modelName, isLoaded: true, sizeBytes: 3_000 }, { name: "other:7b" }];
    const server = await aServer({ models, version: "0.14.0" });

    const [report] = await inspectHosts({ hosts: [{ baseUrl: server.url }], ...wanted });

    expect(report).toMatchObject({
      host: server.url,
      version: "0.14.0",
      models: [modelName, "other:7b"],
      loaded: [{ name: modelName, vramBytes: 3_000, expiresAt: expect.any(String) }],
      problems: [],
    });
  });

  it("tells of each host what is wrong with it", async () => {
    const hosts = [{ baseUrl: await aDeadUrl() }, { baseUrl: (await aServer({ models: [] })).url }];

    const reports = await inspectHosts({ hosts, ...wanted });

    expect(reports.map(({ problems }) => problems[0]?.code)).toEqual([
      "ollama.unreachable",
      "ollama.model_missing",
    ]);
  });
});

describe("Trying one structured answer", () => {
  const trial = {
    model: modelName,
    numCtx: 8_192,
    keepAlive: "5m",
    timeoutMs: 5_000,
    now: Date.now,
  };

  it("succeeds with a model that answers to the schema", async () => {
    const server = await aServer({ reply: () => ({ content: { currencyCode: "EUR" } }) });

    expect(await tryStructuredAnswer({ host: server.url, ...trial })).toMatchObject({
      isAnswered: true,
    });
  });

  it("fails with a model that chats", async () => {
    const server = await aServer({ reply: () => ({ content: "It is the euro." }) });

    expect(await tryStructuredAnswer({ host: server.url, ...trial })).toMatchObject({
      isAnswered: false,
      problem: { code: "ollama.unstructured" },
    });
  });

  it("fails in time with a model that does not answer", async () => {
    const server = await aServer({ reply: () => ({ content: {}, fault: { kind: "hang" } }) });

    const result = await tryStructuredAnswer({ host: server.url, ...trial, timeoutMs: 20 });

    expect(result.problem?.code).toBe("ollama.timeout");
  });
});
