import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { networkInterfaces, tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import {
  type ChatRequest,
  type OllamaDouble,
  startOllamaDouble,
} from "#test/fakes/ollama-server.ts";
import { generatedUbl } from "#test/support/generated-invoices.ts";
import { type RunningServer, startLangGraphServer } from "#test/support/langgraph-server.ts";
import { answerToOpenBody, rawStatus } from "#test/support/raw-request.ts";
import { answerTo, promptOf, writePageInvoices } from "#test/support/page-invoices.ts";
import settings from "../../langgraph.json" with { type: "json" };

/** Starting takes a second or two; a busy machine gets a minute. */
const startMsMax = 60_000;

let home: string;
let server: RunningServer;
let ollama: OllamaDouble;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), "fanfold-server-"));
  const root = path.join(home, "in");
  await writePageInvoices(root, 2);
  await cp("samples", path.join(root, "samples"), { recursive: true });
  await symlink("/etc/hostname", path.join(root, "link.txt"));
  ollama = await startOllamaDouble({
    reply: (request) => ({ content: answerTo(promptOf(request)) }),
  });
  server = await startLangGraphServer(
    {
      FANFOLD_HOME: path.join(home, "home"),
      FANFOLD_SELLERS: path.resolve("samples/sellers.csv"),
      FANFOLD_INPUT_ROOT: root,
      FANFOLD_CHUNK_SIZE: "7",
      FANFOLD_REQUEST_MB_MAX: "1",
      OLLAMA_BASE_URL: ollama.url,
    },
    // On every address, to see who is let in.
    { project: path.join(home, "project"), host: "0.0.0.0" },
  );
}, startMsMax);

afterAll(async () => {
  server.close();
  await ollama.close();
  await rm(home, { recursive: true, force: true });
});

async function call(route: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(`${server.url}${route}`, {
    ...(body !== undefined && {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  });
  expect(answer.ok, `${route}: ${answer.status}\n${server.log().slice(-2_000)}`).toBe(true);
  return await answer.json();
}

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

  it("takes a document sent again in other company for the same one, and no copy", async () => {
    const inline = (index: number): string =>
      `data:;name=${index}.xml;base64,${Buffer.from(generatedUbl(index)).toString("base64")}`;
    const Actions = z.object({ outcomes: z.record(z.string(), z.object({ action: z.string() })) });
    const actionOf = async (...indexes: number[]) => {
      const input = { paths: indexes.map(inline) };
      const result = await call("/runs/wait", { assistant_id: "invoice_batch", input });
      return Actions.parse(result).outcomes["9001.xml"]?.action;
    };
    const alone = await actionOf(9001);
    expect(await actionOf(9001, 9002)).toBe(alone);
    expect(await actionOf(9003, 9001, 9002)).toBe(alone);
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
      input: { path: "000.txt" },
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
        input: { path: "001.txt" },
      }),
    );
    const isItsChat = (request: ChatRequest): boolean => promptOf(request).includes("RE-1001");
    while (!isItsChat(await ollama.nextChat()));

    const cancelledAtMs = Date.now();
    const cancel = fetch(`${server.url}/threads/${thread}/runs/${run.run_id}/cancel`, {
      method: "POST",
    });
    const { abortedAtMs = Infinity } = await ollama.nextAbort();

    expect(abortedAtMs - cancelledAtMs).toBeLessThanOrEqual(100);
    expect((await cancel).ok).toBe(true);
    letGo();
  });

  it("takes settings of its environment where neither run nor thread gives any", async () => {
    const { thread_id: thread } = Thread.parse(await call("/threads", {}));
    const run = {
      assistant_id: "invoice_batch",
      input: { paths: ["samples/talwerk-rechnung.xml"] },
    };
    await call(`/threads/${thread}/runs/wait`, run);
    const settingsOf = async () => await call(`/threads/${thread}/state`);
    expect(await settingsOf()).toMatchObject({ values: { run: { chunkSize: 7 } } });
    await call(`/threads/${thread}/runs/wait`, { ...run, context: { chunkSize: 9 } });
    await call(`/threads/${thread}/runs/wait`, run);
    expect(await settingsOf()).toMatchObject({ values: { run: { chunkSize: 9 } } });
  });

  it("counts what it does, for Prometheus", async () => {
    const metrics = await fetch(`${server.url}/metrics`);
    expect(metrics.headers.get("content-type")).toContain("text/plain");
    expect(await metrics.text()).toContain("# TYPE fanfold_");
  });
});

describe("the form of a graph", () => {
  const Closed = z.looseObject({ enum: z.array(z.string()).optional(), default: z.unknown() });
  const schemasOf = async (graph: string) =>
    z
      .object({ input_schema: Form, context_schema: Form.optional() })
      .parse(await call(`/assistants/${graph}/schemas`));
  const graphs = Object.keys(settings.graphs);

  it.each(graphs)(
    "of %s has 3 to 6 fields with title and meaning, and no result",
    async (graph) => {
      const { input_schema: form } = await schemasOf(graph);
      const fields = Object.keys(form.properties);
      expect(fields.length).toBeGreaterThanOrEqual(3);
      expect(fields.length).toBeLessThanOrEqual(6);
      const results = new Set([
        "outcome",
        "outcomes",
        "summary",
        "decision",
        "findings",
        "analysis",
        "draft",
      ]);
      expect(fields.filter((field) => results.has(field))).toEqual([]);
    },
  );

  it.each(["invoice", "invoice_batch", "analysis"])(
    "of %s has every setting with its default, and with its choices where they are few",
    async (graph) => {
      const { context_schema: form } = await schemasOf(graph);
      const fields = z.record(z.string(), Closed).parse(form?.properties);
      for (const [name, { default: fallback }] of Object.entries(fields)) {
        expect(fallback, name).toBeDefined();
      }
      for (const name of ["strategy", "onError", "analysis", "tier1", "tier2"]) {
        expect(fields[name]?.enum?.length, name).toBeGreaterThan(1);
      }
    },
  );

  it.each(graphs)("of %s says of every number what it counts", async (graph) => {
    const { input_schema: form, context_schema: context } = await schemasOf(graph);
    const fields = Object.entries({ ...form.properties, ...context?.properties });
    for (const [name, { type, description }] of fields) {
      if (type !== "integer" && type !== "number") continue;
      const unit = name.endsWith("Ms")
        ? /, milliseconds$/
        : /^(?:Documents|Rounds|Among runs|Revision)/;
      expect(description, name).toMatch(unit);
    }
  });

  it("is there within a second, and loads nothing anew", async () => {
    const startedAtMs = performance.now();
    for (const graph of graphs) await schemasOf(graph);
    expect(performance.now() - startedAtMs).toBeLessThan(4_000);
    // Each loading of graphs/server.ts says so once.
    expect(server.log().match(/server\.local_only/g)).toHaveLength(1);
  });

  it.each(graphs)("is drawn: %s", async (graph) => {
    const drawing = z
      .object({ nodes: z.array(z.object({ id: z.string() })), edges: z.array(z.unknown()) })
      .parse(await call(`/assistants/${graph}/graph?xray=true`));
    expect(drawing.nodes.map(({ id }) => id)).toContain("__start__");
    expect(drawing.edges.length).toBeGreaterThan(2);
  });
});

describe("a request that is wrong", () => {
  const aThread = "11111111-1111-4111-8111-111111111111";
  const invoice = (input: unknown, more: object = {}) => ({
    assistant_id: "invoice",
    input,
    ...more,
  });
  const fine = { path: "samples/talwerk-rechnung.xml" };
  const batch = (input: unknown) => ({ assistant_id: "invoice_batch", input });

  it.each<[string, string, unknown, number, RegExp]>([
    ["a wrong type", "/runs/wait", invoice({ path: 7 }), 400, /input\.path: .*string/],
    ["no input field", "/runs/wait", invoice({}), 400, /input\.path/],
    ["another form", "/runs", invoice("samples"), 400, /input: .*expected object/],
    ["an unknown field", "/runs/stream", invoice({ ...fine, pfad: "x" }), 400, /"pfad"/],
    ["state as input", "/runs", invoice({ ...fine, decision: {} }), 400, /"decision"/],
    [
      "an unknown setting",
      "/runs",
      invoice(fine, { context: { strategie: "x" } }),
      400,
      /"strategie"/,
    ],
    [
      "a wrong setting",
      "/runs",
      invoice(fine, { context: { parallelism: 0 } }),
      400,
      /context\.parallelism/,
    ],
    [
      "an assistant's wrong setting",
      "/assistants",
      { graph_id: "invoice", context: { tier1: "x" } },
      400,
      /context\.tier1/,
    ],
    [
      "an assistant of no graph",
      "/assistants",
      { graph_id: "rechnung" },
      404,
      /graphs are invoice/,
    ],
    [
      "a path outside",
      "/runs/wait",
      invoice({ path: "/etc/hostname" }),
      400,
      /not below the input folder/,
    ],
    [
      "a way out",
      "/runs/wait",
      invoice({ path: "samples/../../x" }),
      400,
      /not below the input folder/,
    ],
    ["a link out", "/runs/wait", invoice({ path: "link.txt" }), 400, /not below the input folder/],
    [
      "a pattern outside",
      "/runs",
      batch({ paths: ["../**/*.xml"] }),
      400,
      /not below the input folder/,
    ],
    [
      "an exception outside",
      "/runs",
      batch({ paths: ["samples"], exclude: ["/etc"] }),
      400,
      /not below/,
    ],
    [
      "a document that is none",
      "/runs",
      invoice({ path: "data:,x" }),
      400,
      /input\.path is no document/,
    ],
    [
      "paths and documents",
      "/runs",
      batch({ paths: ["samples", "data:;base64,QQ=="] }),
      400,
      /not both/,
    ],
    [
      "two of one name",
      "/runs",
      batch({ paths: Array(2).fill("data:;name=a;base64,QQ==") }),
      400,
      /name of its own/,
    ],
    [
      "an unknown graph",
      "/runs/wait",
      { assistant_id: "rechnung", input: fine },
      404,
      /graphs are invoice/,
    ],
    ["an unknown thread", `/threads/${aThread}/runs`, invoice(fine), 404, /no thread/],
    ["an unknown batch", "/runs", invoice({ ...fine, batchId: "none" }), 404, /no batch none/],
    ["a webhook", "/runs", invoice(fine, { webhook: "http://127.0.0.1:1" }), 400, /webhook/],
  ])("is told so: %s", async (_what, route, body, status, message) => {
    const answer = await send(route, JSON.stringify(body));
    expect(answer.status, answer.text).toBe(status);
    expect(z.object({ message: z.string() }).parse(JSON.parse(answer.text)).message).toMatch(
      message,
    );
    expectNothingOfTheMachine(answer.text);
  });

  it("is told so when it is too large, on a connection that serves no other request", async () => {
    const headers = { "content-type": "application/json", connection: "close" };
    const body = JSON.stringify(invoice({ path: "x".repeat(2 * 1024 * 1024) }));
    const request = { method: "POST", target: "/runs", headers, body };
    expect(await rawStatus(server.url, request)).toBe(413);
  });

  it("is told so when it is no JSON", async () => {
    expect(await send("/runs", "{")).toMatchObject({ status: 400 });
  });

  it("is told so when what it names cannot be read, on whatever route, and no run is made", async () => {
    const { thread_id: thread } = Thread.parse(await call("/threads", {}));
    const wrong = invoice({ path: "missing.pdf" });
    for (const [route, body] of [
      ["/runs", wrong],
      ["/runs/wait", wrong],
      ["/runs/stream", wrong],
      ["/runs/batch", [invoice(fine), wrong]],
      [`/threads/${thread}/runs`, wrong],
      [`/threads/${thread}/runs/wait`, wrong],
      [`/threads/${thread}/runs/stream`, wrong],
      ["/runs/wait", batch({ paths: ["samples", "missing.pdf"] })],
    ] as const) {
      const { status, text } = await send(route, JSON.stringify(body));
      expect(status, `${route}: ${text}`).toBe(400);
      expect(text).toContain("no such file or folder: missing.pdf");
      expectNothingOfTheMachine(text);
    }
    const runs = await fetch(`${server.url}/threads/${thread}/runs`);
    expect(await runs.json()).toEqual([]);
  });

  it("is told so when its thread has nothing to go on with", async () => {
    const { thread_id: thread } = Thread.parse(await call("/threads", {}));
    const route = `/threads/${thread}/runs/wait`;
    for (const more of [{}, { command: { resume: "approve" } }]) {
      const answer = await send(route, JSON.stringify(invoice(null, more)));
      expect(answer).toMatchObject({ status: 409, text: expect.stringContaining("send input") });
    }
  });

  it("is answered and let go when its body never ends", async () => {
    const body = { target: "/runs/wait", bytes: 1024 * 1024 + 1 };
    expect(await answerToOpenBody(server.url, body)).toMatch(/^HTTP\/1.1 413 /);
  });

  it("sets a link that leads out aside, in a batch that has others", async () => {
    const result = await call("/runs/wait", batch({ paths: ["."], exclude: ["samples"] }));
    expect(result).toMatchObject({
      outcomes: {
        "link.txt": { status: "quarantined", errorMessage: expect.stringContaining("leads out") },
      },
    });
    expectNothingOfTheMachine(JSON.stringify(result));
  });

  function expectNothingOfTheMachine(text: string): void {
    expect(text).not.toContain(home);
    expect(text).not.toContain(process.cwd());
    expect(text).not.toMatch(/node_modules|\bat .*:\d+:\d+/);
  }
});

describe("without tokens", () => {
  const asked = async (headers: Record<string, string>, address = "127.0.0.1") =>
    await rawStatus(server.url, { target: "/healthz", headers, address });

  it.each([
    ["this machine", {}, 200],
    ["this machine by name", { host: "localhost:2024" }, 200],
    ["Studio", { origin: "https://smith.langchain.com" }, 200],
    ["a page of this machine", { origin: "http://localhost:3000" }, 200],
    ["a page of the web", { origin: "https://example.com" }, 403],
    ["a page without an origin", { origin: "null" }, 403],
    ["a page whose name leads here", { host: "rebound.example.com" }, 403],
    ["a name that begins like one", { host: "localhost.example.com" }, 403],
    ["somebody behind a proxy", { "x-forwarded-for": "203.0.113.7" }, 403],
  ])("%s is answered: %j, %d", async (_who, headers, status) => {
    expect(await asked(headers)).toBe(status);
  });

  it("no other address is served, and the start says so", async () => {
    expect(server.log()).toContain("only requests of this machine are served");
    const addresses = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
    const outside = addresses.filter(({ internal, family }) => !internal && family === "IPv4");
    for (const { address } of outside) expect(await asked({}, address)).toBe(403);
  });
});

async function send(route: string, body: string) {
  const answer = await fetch(`${server.url}${route}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  return { status: answer.status, text: await answer.text() };
}
