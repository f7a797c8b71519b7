import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { LedgerUnavailable } from "#src/ports/ledger.ts";
import { BatchInput } from "#src/state/batch-state.ts";
import { InvoiceInput } from "#src/state/invoice-state.ts";
import type { ServerEnv } from "#src/web/request-env.ts";
import { createServerApp } from "#src/web/server-app.ts";
import { createFakeLedger } from "#test/fakes/fake-ledger.ts";

type Options = {
  readonly isStopping?: boolean;
  readonly isLedgerBroken?: boolean;
  readonly requestBytesMax?: number;
};

/** The routes as the server asks them itself, without a network. */
function anApp(options: Options = {}) {
  const { isStopping = false, isLedgerBroken = false, requestBytesMax = 10_000 } = options;
  const ledger = createFakeLedger();
  const kept: string[] = [];
  const app = createServerApp({
    ledger: {
      ...ledger,
      settledMark: async () => {
        if (!isLedgerBroken) return 0;
        throw new LedgerUnavailable("/secret/ledger.db is locked", { isTransient: true });
      },
    },
    metrics: { render: async () => ({ contentType: "text/plain", body: "up 1\n" }) },
    inputRoot: { assertInside: async () => undefined, assertReadable: async () => undefined },
    inbox: {
      keep: async (documents) => {
        kept.push(...documents.map(({ name }) => name));
        return "/inbox/1";
      },
    },
    documentBytesMax: 1_000,
    requestBytesMax,
    inputs: { invoice: InvoiceInput, invoice_batch: BatchInput },
    nodes: { invoice: ["decide"] },
    folders: ["/srv"],
    isLocal: true,
    isStopping: () => isStopping,
    log: () => undefined,
  });
  const server = new Hono<ServerEnv>();
  // Stand for the server's authentication before our app, and for its own routes behind it.
  server.use(async (context, next) => {
    context.set("auth", { user: { identity: "local" }, scopes: ["read", "run", "review"] });
    await next();
  });
  server.route("/", app);
  for (const route of ["/runs", "/threads"]) {
    server.post(route, async (context) => context.json(await context.req.json()));
  }
  return { server, kept };
}

const ask = async (options: Options, route: string, body?: unknown) => {
  const { server, kept } = anApp(options);
  const request = { method: "POST", body: JSON.stringify(body) };
  const answer = await server.request(route, body === undefined ? {} : request);
  return { status: answer.status, text: await answer.text(), kept };
};

const run = { assistant_id: "invoice", input: { path: "a.xml" } };

describe("health", () => {
  it("is good while runs can be taken", async () => {
    expect(await ask({}, "/healthz")).toMatchObject({ status: 200, text: '{"status":"ok"}' });
  });

  it.each([
    ["the ledger cannot be read", { isLedgerBroken: true }],
    ["stopping", { isStopping: true }],
  ])("is bad, and says why: %s", async (reason, options) => {
    const { status, text } = await ask(options, "/healthz");
    expect(status).toBe(503);
    expect(JSON.parse(text)).toEqual({ status: "unavailable", reason });
  });
});

describe("a server that stops", () => {
  it("takes no run, and still tells what it did", async () => {
    expect(await ask({ isStopping: true }, "/runs", run)).toMatchObject({ status: 503 });
    expect(await ask({ isStopping: true }, "/metrics")).toMatchObject({ status: 200 });
  });
});

describe("a request to run a graph", () => {
  it("reaches the server as it was sent", async () => {
    const { status, text } = await ask({}, "/runs", run);
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual(run);
  });

  it("reaches it with documents in the inbox, under their names", async () => {
    const input = { path: "data:;name=r.xml;base64,QQ==" };
    const { text, kept } = await ask({}, "/runs", { ...run, input });
    expect(JSON.parse(text)).toMatchObject({ input: { path: "/inbox/1/r.xml", file: "r.xml" } });
    expect(kept).toEqual(["r.xml"]);
  });

  it.each<[string, object, RegExp]>([
    [
      "too few supersteps",
      { config: { recursion_limit: -1 } },
      /config\.recursion_limit: Too small/,
    ],
    ["too many", { config: { recursion_limit: 1e12 } }, /config\.recursion_limit: Too big/],
    ["LangGraph's limit, which loses tasks", { config: { max_concurrency: 1 } }, /max_concurrency/],
    ["a setting that is none", { config: { strategie: "x" } }, /strategie/],
    ["a node its graph has not", { interrupt_before: ["entscheide"] }, /nodes are decide/],
    ["a node of another type", { interrupt_after: 7 }, /interrupt_after/],
    ["a begin in the past", { after_seconds: -1 }, /after_seconds: Too small/],
    ["a begin that never comes", { after_seconds: 1e300 }, /after_seconds: Too big/],
    ["a checkpoint that is none", { checkpoint_id: "x" }, /checkpoint_id/],
    ["nothing to run", { input: null }, /input: missing/],
    ["input beside an answer", { command: { resume: "x" } }, /input: not read beside a command/],
    ["an answer nobody waits for", { input: null, command: { resume: "x" } }, /command: .*thread/],
  ])("is told what is wrong before a run is made: %s", async (_what, more, message) => {
    const { status, text } = await ask({}, "/runs", { ...run, ...more });
    expect(status, text).toBe(400);
    expect(text).toMatch(message);
  });

  it("may be interrupted at a node of its graph, and name its settings", async () => {
    const fine = { interrupt_before: ["decide"], config: { recursion_limit: 25, tags: ["a"] } };
    expect(await ask({}, "/runs", { ...run, ...fine })).toMatchObject({ status: 200 });
  });

  it("leaves nothing in the inbox when something else is wrong with it", async () => {
    const input = { path: "data:;name=r.xml;base64,QQ==", wrong: 1 };
    expect(await ask({}, "/runs", { ...run, input })).toMatchObject({ status: 400, kept: [] });
  });

  it("holds no more documents than the inbox takes at once", async () => {
    const paths = Array.from({ length: 10_001 }, () => "data:;base64,QQ==");
    const requestBytesMax = 1_000_000;
    const answered = await ask({ requestBytesMax }, "/runs", {
      assistant_id: "invoice_batch",
      input: { paths },
    });
    expect(answered).toMatchObject({ status: 400, kept: [] });
    expect(answered.text).toContain("more than 10000 paths");
  });

  it("keeps the name it gives a document in the results", async () => {
    const input = { path: "data:;name=r.xml;base64,QQ==", file: "march/r.xml" };
    const { text } = await ask({}, "/runs", { ...run, input });
    expect(JSON.parse(text)).toMatchObject({ input: { file: "march/r.xml" } });
  });
});

describe("what the server keeps", () => {
  const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) });

  it.each([
    ["a name of every object", { metadata: JSON.parse('{"a":[{"__proto__":1}]}') }],
    ["another", { metadata: { constructor: 1 } }],
    ["values too deep inside each other", { metadata: nested(100) }],
  ])("is nothing that its file of threads cannot hold: %s", async (_what, body) => {
    expect(await ask({}, "/threads", body)).toMatchObject({ status: 400 });
  });

  it("is everything else, as it was sent", async () => {
    const body = { metadata: { customer: [nested(20), "constructor", null] } };
    const { status, text } = await ask({}, "/threads", body);
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual(body);
  });
});
