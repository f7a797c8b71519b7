import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import {
  type ChatRequest,
  type OllamaDouble,
  startOllamaDouble,
} from "#test/fakes/ollama-server.ts";
import { answerTo, promptOf, writePageInvoices } from "#test/support/page-invoices.ts";

/** Starting takes a second or two; a busy machine gets a minute. */
const startMsMax = 60_000;

let home: string;
let server: ChildProcess;
let baseUrl: string;
let log = "";
let ollama: OllamaDouble;
let input: string;

async function freePort(): Promise<number> {
  const probe = createServer();
  const { promise, resolve } = Promise.withResolvers<void>();
  probe.listen(0, "127.0.0.1", resolve);
  await promise;
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), "fanfold-server-"));
  input = path.join(home, "in");
  await writePageInvoices(input, 2);
  ollama = await startOllamaDouble({
    reply: (request) => ({ content: answerTo(promptOf(request)) }),
  });
  const port = await freePort();
  baseUrl = `http://127.0.0.1:${port}`;
  const script = path.resolve("node_modules/.bin/langgraphjs");
  server = spawn(
    process.execPath,
    [script, "dev", "--no-browser", "--host", "127.0.0.1", "--port", String(port)],
    {
      env: {
        ...process.env,
        FANFOLD_HOME: home,
        FANFOLD_SELLERS: "samples/sellers.csv",
        OLLAMA_BASE_URL: ollama.url,
      },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    },
  );
  const { promise: isUp, resolve, reject } = Promise.withResolvers<void>();
  const onOutput = (text: Buffer): void => {
    log += text.toString();
    if (log.includes("Server running at")) resolve();
  };
  server.stdout?.on("data", onOutput);
  server.stderr?.on("data", onOutput);
  server.on("exit", () => reject(new Error(`the server did not start:\n${log}`)));
  await isUp;
}, startMsMax);

afterAll(async () => {
  // The server starts a watcher of its own: the whole group is ours.
  if (server.pid !== undefined) process.kill(-server.pid, "SIGKILL");
  await ollama.close();
  await rm(home, { recursive: true, force: true });
});

async function call(route: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(`${baseUrl}${route}`, {
    ...(body !== undefined && {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  });
  expect(answer.ok, `${route}: ${answer.status}\n${log.slice(-2_000)}`).toBe(true);
  return await answer.json();
}

const Assistants = z.array(z.object({ assistant_id: z.string(), graph_id: z.string() }));
const Thread = z.object({ thread_id: z.string() });
const Field = z.looseObject({ title: z.string().min(1), description: z.string().min(1) });
const Form = z.object({ properties: z.record(z.string(), Field) });

describe("the LangGraph server", () => {
  it("runs a batch over HTTP", async () => {
    const result = await call("/runs/wait", {
      assistant_id: "invoice_batch",
      input: { paths: ["samples"], exclude: ["samples/sellers.csv"] },
      context: { parallelism: 4, chunkSize: 3 },
    });
    expect(result).toMatchObject({ summary: { dispatched: expect.any(Number) } });
    const { summary } = z.object({ summary: z.record(z.string(), z.unknown()) }).parse(result);
    const { dispatched, decided, awaitingReview, quarantined } = summary;
    expect(Number(decided) + Number(awaitingReview) + Number(quarantined)).toBe(dispatched);
    expect(Number(decided)).toBeGreaterThan(0);
  });

  it("goes on under the settings its thread keeps when a run gives none", async () => {
    const { thread_id: thread } = Thread.parse(await call("/threads", {}));
    const run = {
      assistant_id: "invoice_batch",
      input: { paths: ["samples/talwerk-rechnung.xml"] },
    };
    await call(`/threads/${thread}/runs/wait`, { ...run, context: { strategy: "sequential" } });
    await call(`/threads/${thread}/runs/wait`, run);
    await call(`/threads/${thread}/runs/wait`, { ...run, context: { parallelism: 3 } });
    const state = await call(`/threads/${thread}/state`);
    expect(state).toMatchObject({ values: { run: { strategy: "sequential", parallelism: 3 } } });
  });

  const Result = z.object({
    outcome: z.object({
      file: z.string(),
      status: z.string(),
      decision: z.object({ action: z.string() }).optional(),
    }),
  });
  const runInvoice = async (file: string, thread?: string): Promise<z.infer<typeof Result>> =>
    Result.parse(
      await call(thread === undefined ? "/runs/wait" : `/threads/${thread}/runs/wait`, {
        assistant_id: "invoice",
        input: { path: `samples/${file}` },
      }),
    );

  it("runs one invoice over HTTP", async () => {
    const { outcome } = await runInvoice("talwerk-rechnung.xml");
    expect(outcome).toMatchObject({ file: "talwerk-rechnung.xml", decision: {} });
  });

  it("gives each invoice its own result when one thread runs several", async () => {
    const { thread_id: thread } = Thread.parse(await call("/threads", {}));
    for (const file of ["hofmann-summe-falsch.xml", "einladung.pdf", "nordlicht-xrechnung.xml"]) {
      const shared = await runInvoice(file, thread);
      expect(shared.outcome).toMatchObject({ file });
      expect(shared.outcome.decision).toEqual((await runInvoice(file)).outcome.decision);
    }
  });

  it("analyses one document over HTTP", async () => {
    const result = await call("/runs/wait", {
      assistant_id: "analysis",
      input: { path: path.join(input, "000.txt") },
    });

    expect(result).toMatchObject({
      analysis: { status: "answered", analysis: { answer: { invoiceNumber: "RE-1000" } } },
    });
  });

  it("closes the model's request at its server when a run is cancelled", async () => {
    const { promise: open, resolve: letGo } = Promise.withResolvers<void>();
    ollama.setReply(async (request) => {
      await open;
      return { content: answerTo(promptOf(request)) };
    });
    const { thread_id: thread } = Thread.parse(await call("/threads", {}));
    const run = z.object({ run_id: z.string() }).parse(
      await call(`/threads/${thread}/runs`, {
        assistant_id: "analysis",
        input: { path: path.join(input, "001.txt") },
      }),
    );
    const isItsChat = (request: ChatRequest): boolean => promptOf(request).includes("RE-1001");
    while (!isItsChat(await ollama.nextChat()));

    const cancelledAtMs = Date.now();
    const cancel = fetch(`${baseUrl}/threads/${thread}/runs/${run.run_id}/cancel`, {
      method: "POST",
    });
    const { abortedAtMs = Infinity } = await ollama.nextAbort();

    expect(abortedAtMs - cancelledAtMs).toBeLessThanOrEqual(100);
    expect((await cancel).ok).toBe(true);
    letGo();
  });

  it.each(["invoice", "invoice_batch", "analysis"])(
    "describes input and settings of %s within a second",
    async (graph) => {
      const found = Assistants.parse(await call("/assistants/search", { graph_id: graph }));
      const route = `/assistants/${found[0]?.assistant_id}/schemas`;
      const startedAtMs = performance.now();
      const schemas = z
        .object({ input_schema: Form, context_schema: Form })
        .parse(await call(route));
      expect(performance.now() - startedAtMs).toBeLessThan(1_000);
      const inputs = Object.keys(schemas.input_schema.properties);
      expect(inputs.length).toBeGreaterThanOrEqual(3);
      expect(inputs.length).toBeLessThanOrEqual(6);
      expect(Object.keys(schemas.context_schema.properties)).toContain("strategy");
    },
  );
});
