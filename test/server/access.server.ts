import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { Client } from "@langchain/langgraph-sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { generatedUbl } from "#test/support/generated-invoices.ts";
import { type RunningServer, startLangGraphServer } from "#test/support/langgraph-server.ts";
import { rawStatus } from "#test/support/raw-request.ts";

const tokens = {
  reader: "reader-token-of-32-characters-00",
  anna: "anna-token-of-32-characters-0000",
  bert: "bert-token-of-32-characters-0000",
  clara: "clara-token-of-32-characters-000",
} as const;
type Name = keyof typeof tokens;

let home: string;
let server: RunningServer;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), "fanfold-access-"));
  server = await startLangGraphServer(
    {
      FANFOLD_HOME: path.join(home, "home"),
      FANFOLD_ANALYSIS: "rules",
      FANFOLD_API_TOKENS: `reader:read:${tokens.reader},anna:run:${tokens.anna},bert:run:${tokens.bert},clara:review:${tokens.clara}`,
    },
    { project: path.join(home, "project") },
  );
}, 60_000);
afterAll(async () => {
  server.close();
  await rm(home, { recursive: true, force: true });
});

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const clientOf = (name: Name): Client =>
  new Client({ apiUrl: server.url, apiKey: null, defaultHeaders: bearer(tokens[name]) });

async function ask(
  method: string,
  route: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
) {
  const answer = await fetch(`${server.url}${route}`, {
    method,
    headers: { ...headers, ...(body !== undefined && { "content-type": "application/json" }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, text: await answer.text() };
}

const inline = (index: number, name = `${index}.xml`): string =>
  `data:application/xml;name=${name};base64,${Buffer.from(generatedUbl(index)).toString("base64")}`;
const Result = z.object({ outcome: z.object({ file: z.string(), status: z.string() }) });
const aThread = "11111111-1111-4111-8111-111111111111";
const resumed = { assistant_id: "invoice" };
const anInvoiceRun = { assistant_id: "invoice", input: { path: inline(0) } };

/** Every route the server has: what a weaker token is told. */
const routes: readonly [string, string, unknown, forReader: number][] = [
  ["GET", "/metrics", undefined, 200],
  ["GET", "/batches/none", undefined, 404],
  ["GET", "/batches/none/results", undefined, 404],
  ["POST", "/assistants/search", {}, 200],
  ["POST", "/assistants/count", {}, 200],
  ["GET", "/assistants/invoice", undefined, 200],
  ["GET", "/assistants/invoice/graph", undefined, 200],
  ["GET", "/assistants/invoice/schemas", undefined, 200],
  ["GET", "/assistants/invoice/subgraphs", undefined, 200],
  ["POST", "/assistants/invoice/versions", {}, 200],
  ["POST", "/assistants", { graph_id: "invoice" }, 403],
  ["PATCH", "/assistants/invoice", { name: "x" }, 403],
  ["DELETE", "/assistants/invoice", undefined, 403],
  ["POST", "/assistants/invoice/latest", { version: 1 }, 403],
  ["POST", "/threads", {}, 403],
  ["POST", "/threads/search", {}, 200],
  ["POST", "/threads/count", {}, 200],
  ["GET", `/threads/${aThread}`, undefined, 404],
  ["PATCH", `/threads/${aThread}`, { metadata: {} }, 403],
  ["DELETE", `/threads/${aThread}`, undefined, 403],
  ["POST", `/threads/${aThread}/copy`, undefined, 403],
  ["GET", `/threads/${aThread}/state`, undefined, 404],
  ["POST", `/threads/${aThread}/state`, { values: {} }, 403],
  ["POST", `/threads/${aThread}/state/checkpoint`, {}, 404],
  ["GET", `/threads/${aThread}/history`, undefined, 404],
  ["POST", `/threads/${aThread}/history`, {}, 404],
  ["GET", `/threads/${aThread}/runs`, undefined, 404],
  ["POST", `/threads/${aThread}/runs`, anInvoiceRun, 403],
  ["POST", `/threads/${aThread}/runs/wait`, anInvoiceRun, 403],
  ["POST", `/threads/${aThread}/runs/stream`, anInvoiceRun, 403],
  ["GET", `/threads/${aThread}/runs/${aThread}`, undefined, 404],
  ["GET", `/threads/${aThread}/runs/${aThread}/join`, undefined, 404],
  ["GET", `/threads/${aThread}/runs/${aThread}/stream`, undefined, 404],
  ["POST", `/threads/${aThread}/runs/${aThread}/cancel`, undefined, 403],
  ["DELETE", `/threads/${aThread}/runs/${aThread}`, undefined, 403],
  ["POST", "/runs", anInvoiceRun, 403],
  ["POST", "/runs/wait", anInvoiceRun, 403],
  ["POST", "/runs/stream", anInvoiceRun, 403],
  ["POST", "/runs/batch", [anInvoiceRun], 403],
  ["GET", `/runs/${aThread}/stream`, undefined, 403],
  ["POST", "/runs/crons", {}, 403],
  ["POST", "/runs/crons/search", {}, 403],
  ["PUT", "/store/items", { namespace: ["a"], key: "b", value: {} }, 403],
  ["POST", "/store/items/search", { namespace_prefix: [] }, 403],
  ["GET", "/store/items?key=a", undefined, 403],
  ["GET", "/of-tomorrow", undefined, 404],
];

describe("with tokens set", () => {
  it.each(routes)(
    "%s %s is refused without a token, and with a wrong one",
    async (method, route, body) => {
      const studio = { "x-auth-scheme": "langsmith" };
      const wrong = bearer("wrong-token-of-32-characters-000");
      for (const headers of [
        {},
        studio,
        wrong,
        { ...wrong, ...studio },
        { "x-api-key": tokens.anna },
      ]) {
        const { status, text } = await ask(method, route, { body, headers });
        expect(status, text).toBe(401);
      }
    },
  );

  it.each(routes)(
    "%s %s gives a token that only reads no more than that",
    async (method, route, body, forReader) => {
      const { status, text } = await ask(method, route, { body, headers: bearer(tokens.reader) });
      expect(status, text).toBe(forReader);
    },
  );

  it("tells anybody that it is up, and nothing else", async () => {
    expect(await ask("GET", "/healthz")).toMatchObject({ status: 200, text: '{"status":"ok"}' });
    expect(await ask("GET", "/ok")).toMatchObject({ status: 200 });
  });

  it("offers nobody the routes that delete everything, however they are written", async () => {
    const anna = clientOf("anna");
    const { thread_id: thread } = await anna.threads.create();
    const body = JSON.stringify({ threads: true, runs: true, checkpointer: true });
    for (const target of [
      "/internal/truncate",
      "/%69nternal/truncate",
      "/x/../internal/truncate",
    ]) {
      for (const headers of [{}, bearer(tokens.anna)]) {
        expect([401, 404]).toContain(
          await rawStatus(server.url, {
            method: "POST",
            target,
            headers: { ...headers, "content-type": "application/json" },
            body,
          }),
        );
      }
    }
    expect(await anna.threads.get(thread)).toMatchObject({ thread_id: thread });
  });

  it("reads files by path for nobody until the input folder is named, and documents from requests", async () => {
    const headers = bearer(tokens.anna);
    const byPath = { assistant_id: "invoice", input: { path: "samples/talwerk-rechnung.xml" } };
    expect(await ask("POST", "/runs/wait", { body: byPath, headers })).toMatchObject({
      status: 400,
      text: expect.stringContaining("FANFOLD_INPUT_ROOT"),
    });
    const result = await clientOf("anna").runs.wait(null, "invoice", {
      input: { path: inline(3, "../eingang/r%C3%A9sum%C3%A9.xml") },
    });
    expect(Result.parse(result).outcome.file).toBe("résumé.xml");
    expect(JSON.stringify(result)).not.toContain(home);
  });
});

describe("what belongs to one caller", () => {
  it("is there for nobody else: threads, their runs and streams", async () => {
    const anna = clientOf("anna");
    const bert = clientOf("bert");
    const { thread_id: thread } = await anna.threads.create({ metadata: { owner: "bert" } });
    const run = await anna.runs.create(thread, "invoice", { input: { path: inline(1) } });
    await anna.runs.join(thread, run.run_id);
    const { thread_id: other } = await bert.threads.create();

    expect(await bert.threads.search({ limit: 100 })).toHaveLength(1);
    const headers = bearer(tokens.bert);
    const runs = `/threads/${thread}/runs`;
    for (const [method, route, body] of [
      ["GET", `/threads/${thread}`],
      ["PATCH", `/threads/${thread}`, { metadata: { owner: "bert" } }],
      ["GET", `/threads/${thread}/state`],
      ["GET", `/threads/${thread}/history`],
      ["POST", `/threads/${thread}/copy`],
      ["GET", runs],
      ["POST", runs, { assistant_id: "invoice", input: null }],
      ["POST", `${runs}/wait`, { assistant_id: "invoice", input: null, if_not_exists: "create" }],
      ["GET", `${runs}/${run.run_id}`],
      ["GET", `${runs}/${run.run_id}/join`],
      ["GET", `${runs}/${run.run_id}/stream`],
      // His own thread is no way to another's run.
      ["GET", `/threads/${other}/runs/${run.run_id}/stream`],
      ["GET", `/threads/${other}/runs/${run.run_id}/join`],
      ["POST", `${runs}/${run.run_id}/cancel`],
      ["DELETE", `${runs}/${run.run_id}`],
      ["DELETE", `/threads/${thread}`],
    ] as const) {
      const { status, text } = await ask(method, route, { body, headers });
      expect([404, 409], `${method} ${route}: ${text}`).toContain(status);
    }
    expect(await anna.threads.get(thread)).toMatchObject({ metadata: { owner: "anna" } });
  });

  it("cannot be given away", async () => {
    const anna = clientOf("anna");
    const { thread_id: thread } = await anna.threads.create();
    await anna.threads.update(thread, { metadata: { owner: "bert" } });
    expect(await anna.threads.get(thread)).toMatchObject({ metadata: { owner: "anna" } });
  });

  it("is a batch too: its starter and reviewers see it, nobody else can add to it", async () => {
    const run = { input: { paths: [inline(1), inline(2)], batchId: "of-anna" } };
    await clientOf("anna").runs.wait(null, "invoice_batch", run);
    const results = async (name: Name) =>
      await ask("GET", "/batches/of-anna/results", { headers: bearer(tokens[name]) });
    const { status, text } = await results("anna");
    expect(status).toBe(200);
    const files = text
      .trim()
      .split("\n")
      .map((line) => z.looseObject({ file: z.string() }).parse(JSON.parse(line)).file);
    expect(files).toEqual(["1.xml", "2.xml"]);
    expect((await results("clara")).text).toBe(text);
    for (const name of ["bert", "reader"] as const)
      expect(await results(name)).toMatchObject({ status: 404 });

    const summary = await ask("GET", "/batches/of-anna", { headers: bearer(tokens.anna) });
    expect(JSON.parse(summary.text)).toMatchObject({
      batchId: "of-anna",
      dispatched: 2,
      summary: { dispatched: 2 },
    });
    const headers = bearer(tokens.bert);
    const again = { assistant_id: "invoice_batch", ...run };
    expect(await ask("POST", "/runs/wait", { body: again, headers })).toMatchObject({
      status: 409,
    });
    const into = { assistant_id: "invoice", input: { path: inline(5), batchId: "of-anna" } };
    expect(await ask("POST", "/runs/wait", { body: into, headers })).toMatchObject({ status: 404 });
  });

  it("is an assistant for its maker to change, for all to use", async () => {
    const made = await clientOf("anna").assistants.create({
      graphId: "invoice",
      name: "of anna",
      context: { onError: "skip" },
    });
    expect(await clientOf("bert").assistants.get(made.assistant_id)).toMatchObject({
      name: "of anna",
    });
    const headers = bearer(tokens.bert);
    const route = `/assistants/${made.assistant_id}`;
    expect(await ask("PATCH", route, { body: { name: "mine" }, headers })).toMatchObject({
      status: 404,
    });
    // Runs of others are under it: not even its maker takes them along.
    for (const name of ["anna", "bert"] as const) {
      const deleted = await ask("DELETE", route, { headers: bearer(tokens[name]) });
      expect(deleted).toMatchObject({ status: 403 });
    }
  });
});

describe("what a run under way writes to", () => {
  it("is kept until the run is cancelled, so that no worker ends with it", async () => {
    const anna = clientOf("anna");
    const { thread_id: thread } = await anna.threads.create();
    const input = { path: inline(21) };
    const run = await anna.runs.create(thread, "invoice", { input, afterSeconds: 3_600 });
    const headers = bearer(tokens.anna);
    for (const route of [`/threads/${thread}`, `/threads/${thread}/runs/${run.run_id}`]) {
      expect(await ask("DELETE", route, { headers })).toMatchObject({
        status: 409,
        text: expect.stringContaining("cancel it first"),
      });
    }
    await anna.runs.cancel(thread, run.run_id);
    expect(await ask("DELETE", `/threads/${thread}`, { headers })).toMatchObject({ status: 204 });
  });
});

describe("npm run assistants", () => {
  const run = promisify(execFile);
  const make = async (name: Name): Promise<string> =>
    (
      await run(process.execPath, ["scripts/make-assistants.ts", server.url], {
        env: { ...process.env, FANFOLD_API_TOKEN: tokens[name] },
      })
    ).stdout;

  it("makes three assistants, once, with settings of their own", async () => {
    const made = await make("bert");
    expect(await make("bert")).toBe(made);
    const assistants = await clientOf("anna").assistants.search({ graphId: "invoice_batch" });
    const versions = new Map(assistants.map(({ name, version }) => [name, version]));
    expect(["strict", "standard", "demo"].map((name) => versions.get(name))).toEqual([1, 1, 1]);
  });

  it("makes such that others run under, by name of their settings", async () => {
    const ids = new Map(
      (await make("bert"))
        .trim()
        .split("\n")
        .map((line) => {
          const [name = "", id = ""] = line.split("\t");
          return [name, id] as const;
        }),
    );
    const anna = clientOf("anna");
    const { thread_id: thread } = await anna.threads.create();
    const input = { paths: [inline(11)] };
    await anna.runs.wait(thread, ids.get("demo") ?? "", { input });
    const { values } = await anna.threads.getState(thread);
    expect(values).toMatchObject({ run: { strategy: "sequential", analysis: "rules" } });
  });

  it("tells a token that only reads that it needs more", async () => {
    await expect(make("reader")).rejects.toThrow(/role run/);
  });
});

describe("what only the server sets", () => {
  const configured = (key: string) => ({
    ...anInvoiceRun,
    config: { configurable: { [key]: "x" } },
  });
  it.each([
    ["/threads", { metadata: { graph_id: "review" }, supersteps: [{ updates: [] }] }, 403],
    ["/runs/wait", configured("__pregel_read"), 400],
    ["/runs/wait", configured("langsmith_project"), 400],
    ["/runs/wait", { ...anInvoiceRun, langsmith_tracer: { project_name: "x" } }, 400],
    ["/runs/wait", { ...anInvoiceRun, feedback_keys: ["x"] }, 400],
    ["/runs/wait", { ...anInvoiceRun, kontext: { strategy: "sequential" } }, 400],
    ["/assistants", { graph_id: "invoice", ...configured("langsmith_project") }, 400],
    // What every object has is no graph.
    ["/runs/wait", { assistant_id: "constructor", input: {} }, 404],
  ] as const)("is refused from outside: %s %j", async (route, body, status) => {
    const answer = await ask("POST", route, { body, headers: bearer(tokens.anna) });
    expect(answer.status, answer.text).toBe(status);
  });
});

describe("roles", () => {
  it.each([
    ["a reviewer who runs invoices", "clara", anInvoiceRun, 403],
    ["a runner who answers an interrupt", "anna", { ...resumed, command: { resume: "yes" } }, 403],
    ["a runner who starts a review", "anna", { ...anInvoiceRun, assistant_id: "review" }, 403],
    ["state from outside", "anna", { ...resumed, command: { update: { decision: {} } } }, 403],
    ["a jump past the checks", "anna", { ...resumed, command: { goto: "record" } }, 403],
    ["a call to another server", "anna", { ...anInvoiceRun, webhook: "http://127.0.0.1:1/" }, 400],
  ] as const)("refuse %s", async (_what, name, body, status) => {
    const answer = await ask("POST", "/runs/wait", { body, headers: bearer(tokens[name]) });
    expect(answer.status, answer.text).toBe(status);
  });
});
