import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { LedgerUnavailable } from "#src/ports/ledger.ts";
import { InvoiceInput } from "#src/state/invoice-state.ts";
import type { ServerEnv } from "#src/web/request-env.ts";
import { createServerApp } from "#src/web/server-app.ts";
import { createFakeLedger } from "#test/fakes/fake-ledger.ts";

type Options = { readonly isStopping?: boolean; readonly isLedgerBroken?: boolean };

/** The routes as the server asks them itself, without a network. */
function anApp({ isStopping = false, isLedgerBroken = false }: Options = {}) {
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
    inputRoot: { assertInside: async () => undefined },
    inbox: {
      keep: async (documents) => {
        kept.push(...documents.map(({ name }) => name));
        return "/inbox/1";
      },
    },
    documentBytesMax: 1_000,
    requestBytesMax: 10_000,
    inputs: { invoice: InvoiceInput },
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
  server.post("/runs", async (context) => context.json(await context.req.json()));
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

  it("leaves nothing in the inbox when something else is wrong with it", async () => {
    const input = { path: "data:;name=r.xml;base64,QQ==", wrong: 1 };
    expect(await ask({}, "/runs", { ...run, input })).toMatchObject({ status: 400, kept: [] });
  });

  it("keeps the name it gives a document in the results", async () => {
    const input = { path: "data:;name=r.xml;base64,QQ==", file: "march/r.xml" };
    const { text } = await ask({}, "/runs", { ...run, input });
    expect(JSON.parse(text)).toMatchObject({ input: { file: "march/r.xml" } });
  });
});
