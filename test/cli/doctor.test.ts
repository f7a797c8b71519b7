import { createServer } from "node:http";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { checkNode } from "#src/cli/check-installation.ts";
import type { Cli } from "#src/cli/cli.ts";
import {
  type OllamaDouble,
  type OllamaDoubleOptions,
  startOllamaDouble,
} from "#test/fakes/ollama-server.ts";
import { generatedUbl } from "#test/support/generated-invoices.ts";

const model = "qwen3:4b-instruct";
const euro = () => ({ content: { currencyCode: "EUR" } });
import { runCommandLine } from "#test/support/command-line.ts";

let folder: string;
const closers: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "fanfold-doctor-"));
});
afterEach(async () => {
  await Promise.all(closers.splice(0).map(async (close) => await close()));
  await rm(folder, { recursive: true, force: true });
});

const at = (file: string): string => path.join(folder, file);

async function aHost(options: OllamaDoubleOptions = {}): Promise<OllamaDouble> {
  const double = await startOllamaDouble({ reply: euro, ...options });
  closers.push(async () => await double.close());
  return double;
}

/** An address of this machine nothing listens at. */
async function aDeadUrl(): Promise<string> {
  const double = await startOllamaDouble();
  await double.close();
  return double.url;
}

type Env = Readonly<Record<string, string>>;

const fanfold = async (args: readonly string[], env: Env, changes: Partial<Cli> = {}) =>
  await runCommandLine(args, { FANFOLD_HOME: at("home"), ...env }, changes);

const doctor = async (env: Env, changes?: Partial<Cli>) => await fanfold(["doctor"], env, changes);

const Report = z.strictObject({
  canRun: z.boolean(),
  engine: z.enum(["rules", "ollama"]).optional(),
  checks: z.array(
    z.strictObject({
      name: z.string(),
      status: z.enum(["ok", "note", "failed"]),
      message: z.string(),
      host: z.string().optional(),
    }),
  ),
  hosts: z.array(
    z.strictObject({
      host: z.string(),
      version: z.string().optional(),
      modelCount: z.number(),
      models: z.array(z.string()),
      configured: z.array(
        z.strictObject({
          model: z.string(),
          capabilities: z.array(z.string()).optional(),
          contextLength: z.number().optional(),
        }),
      ),
      structuredAnswer: z
        .strictObject({ isAnswered: z.boolean(), durationMs: z.number() })
        .optional(),
      loaded: z.array(
        z.strictObject({
          name: z.string(),
          sizeBytes: z.number().optional(),
          vramBytes: z.number().optional(),
          expiresAt: z.string().optional(),
        }),
      ),
    }),
  ),
});

async function report(env: Env) {
  const { code, stdout, stderr } = await fanfold(["doctor", "--json"], env);
  const told = Report.parse(JSON.parse(stdout));
  const statusOf = (name: string) =>
    told.checks.filter((check) => check.name === name).map(({ status }) => status);
  return { code, stderr, ...told, statusOf };
}

const rules: Env = { FANFOLD_ANALYSIS: "rules" };

describe("fanfold doctor with a healthy host", () => {
  it("says that a batch can run, and with which model", async () => {
    const { url } = await aHost({ version: "0.14.0" });
    const { code, stdout, stderr } = await doctor({ OLLAMA_BASE_URL: url });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(`Ollama at ${url}`);
    expect(stdout).toContain(`Ollama 0.14.0, models: ${model}`);
    expect(stdout).toContain(`${model} is there, with a context of 32768 tokens`);
    expect(stdout).toMatch(/ok +answered in the form asked for, in \d+\.\d s/);
    expect(stdout.trimEnd().split("\n").at(-1)).toBe(
      `fanfold process can run. Documents are read by rules, and the model ${model} where rules are unsure.`,
    );
  });

  it("shows what the host holds once it has answered: size, VRAM and how long", async () => {
    const { url } = await aHost({ models: [{ name: model, sizeBytes: 2_600_000_000 }] });
    const { stdout } = await doctor({ OLLAMA_BASE_URL: url });
    expect(stdout).toContain(`${model} is loaded, 2.6 GB, 100 % in VRAM, expires in 10 min`);
  });

  it("tells programs the same facts with --json", async () => {
    const { url } = await aHost();
    const { code, stderr, canRun, engine, hosts } = await report({ OLLAMA_BASE_URL: url });
    expect({ code, stderr, canRun, engine }).toEqual({
      code: 0,
      stderr: "",
      canRun: true,
      engine: "ollama",
    });
    expect(hosts).toMatchObject([
      {
        host: url,
        version: "0.13.5",
        models: [model],
        configured: [{ model, capabilities: ["completion"], contextLength: 32_768 }],
        structuredAnswer: { isAnswered: true },
        loaded: [{ name: model, vramBytes: 2_500_000_000 }],
      },
    ]);
  });

  it("asks with the context size of the settings, and one small question", async () => {
    const host = await aHost();
    await doctor({ OLLAMA_BASE_URL: host.url, OLLAMA_NUM_CTX: "4096" });
    expect(host.chats()).toMatchObject([{ model, options: { num_ctx: 4_096 } }]);
  });

  it("names a host once that is configured twice", async () => {
    const { url } = await aHost();
    const { hosts } = await report({ OLLAMA_BASE_URL: `${url}, ${url}/` });
    expect(hosts).toHaveLength(1);
  });

  it("is asked nothing when analysis is rules", async () => {
    const host = await aHost();
    const { code, engine } = await report({ OLLAMA_BASE_URL: host.url, ...rules });
    expect({ code, engine, requests: host.requests }).toEqual({
      code: 0,
      engine: "rules",
      requests: [],
    });
  });
});

describe("A host that cannot be used", () => {
  const cases: readonly [string, () => Promise<Env>, RegExp][] = [
    [
      "nothing listens there",
      async () => ({ OLLAMA_BASE_URL: await aDeadUrl() }),
      /cannot be reached: nothing listens there; start `ollama serve`/,
    ],
    [
      "its port is one that fetch refuses",
      () => Promise.resolve({ OLLAMA_BASE_URL: "http://127.0.0.1:25" }),
      /cannot be reached: fetch refuses such an address \(bad port\); check OLLAMA_BASE_URL/,
    ],
    [
      "it lacks the model",
      async () => ({ OLLAMA_BASE_URL: (await aHost({ models: [{ name: "other:7b" }] })).url }),
      /qwen3:4b-instruct is not there: run `ollama pull qwen3:4b-instruct`/,
    ],
    [
      "it knows another token",
      async () => ({
        OLLAMA_BASE_URL: (await aHost({ token: "right" })).url,
        OLLAMA_API_KEY: "wrong-token-of-mine",
      }),
      /does not accept the token \(HTTP 401\): set OLLAMA_API_KEY/,
    ],
    [
      "it is a web page",
      async () => ({ OLLAMA_BASE_URL: await aWebPage() }),
      /is no Ollama server: it answers with a web page; check OLLAMA_BASE_URL/,
    ],
    [
      "its model chats instead of answering",
      async () => ({
        OLLAMA_BASE_URL: (await aHost({ reply: () => ({ content: "It is the euro." }) })).url,
      }),
      /does not answer in the form asked for/,
    ],
  ];

  it.each(cases)("because %s is a note in mode auto: rules read", async (_, env, message) => {
    const { code, stdout } = await doctor(await env());
    expect(code).toBe(0);
    expect(stdout.split("\n").find((line) => message.test(line))).toMatch(/^ {2}note /);
    expect(stdout).not.toContain("  NO ");
    expect(stdout).toContain("fanfold process can run. Documents are read by rules alone.");
  });

  it.each(cases)("because %s stops mode ollama", async (_, env, message) => {
    const { code, stdout } = await doctor({ ...(await env()), FANFOLD_ANALYSIS: "ollama" });
    expect(code).toBe(1);
    expect(stdout.split("\n").find((line) => message.test(line))).toMatch(/^ {2}NO /);
    expect(stdout.trimEnd()).toMatch(/cannot run as configured\. Correct what is marked NO\.$/);
  });

  it("costs nothing while another one can be used, in mode ollama too", async () => {
    const [dead, alive] = [await aDeadUrl(), (await aHost()).url];
    const { code, engine, checks } = await report({
      OLLAMA_BASE_URL: `${dead},${alive}`,
      FANFOLD_ANALYSIS: "ollama",
    });
    expect({ code, engine }).toEqual({ code: 0, engine: "ollama" });
    expect(checks.filter(({ host }) => host === dead)).toMatchObject([
      { name: "host", status: "note" },
    ]);
  });
});

describe("The other models", () => {
  it("are said to be there when they can do what they are for", async () => {
    const models = [
      { name: model },
      { name: "qwen2.5vl:7b", capabilities: ["completion", "vision"] },
      { name: "nomic-embed-text", capabilities: ["embedding"] },
    ];
    const env = {
      OLLAMA_BASE_URL: (await aHost({ models })).url,
      OLLAMA_VISION_MODEL: "qwen2.5vl:7b",
      OLLAMA_EMBED_MODEL: "nomic-embed-text",
    };
    const { statusOf } = await report(env);
    expect([statusOf("vision_model"), statusOf("embed_model")]).toEqual([["ok"], ["ok"]]);
    expect((await doctor(env)).stdout).toContain(
      `where rules are unsure, and qwen2.5vl:7b for scans and images.`,
    );
  });

  it("are noted when they cannot", async () => {
    const { stdout, code } = await doctor({
      OLLAMA_BASE_URL: (await aHost()).url,
      OLLAMA_VISION_MODEL: model,
      OLLAMA_EMBED_MODEL: model,
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/note +\S+ on \S+ cannot see pictures: set OLLAMA_VISION_MODEL/);
    expect(stdout).toMatch(/note +\S+ gives no embeddings: set OLLAMA_EMBED_MODEL/);
    expect(stdout).toContain("scans and images are read by text recognition alone");
  });

  it("are noted with the command that gets them when they are missing, in mode ollama too", async () => {
    const { stdout, code } = await doctor({
      OLLAMA_BASE_URL: (await aHost()).url,
      OLLAMA_VISION_MODEL: "llava:7b",
      FANFOLD_ANALYSIS: "ollama",
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/note +llava:7b is not there: run `ollama pull llava:7b`/);
  });

  it("a context larger than the model's is noted with the size it has", async () => {
    const models = [{ name: model, contextLength: 4_096 }];
    const { stdout, code } = await doctor({ OLLAMA_BASE_URL: (await aHost({ models })).url });
    expect(code).toBe(0);
    expect(stdout).toMatch(/note .*4096 tokens.*set OLLAMA_NUM_CTX to at most 4096/);
  });
});

describe("The installation", () => {
  it.each<[string, Env, RegExp]>([
    ["a broken policy", { FANFOLD_POLICY: "policy.yaml" }, /policy\.yaml.*thresholds/],
    ["a missing policy", { FANFOLD_POLICY: "none.yaml" }, /none\.yaml: cannot be read/],
    ["a broken sellers file", { FANFOLD_SELLERS: "sellers.csv" }, /sellers\.csv/],
    ["a missing knowledge folder", { FANFOLD_KNOWLEDGE: "none" }, /none: policy documents cannot/],
    ["a home that is a file", { FANFOLD_HOME: "policy.yaml" }, /is no folder; set FANFOLD_HOME/],
    ["a home below a file", { FANFOLD_HOME: "policy.yaml/home" }, /is no folder; set FANFOLD_HOME/],
  ])("with %s cannot run a batch, and says why", async (_, files, message) => {
    await writeFile(at("policy.yaml"), "thresholds: 3\n");
    await writeFile(at("sellers.csv"), "name;nonsense\na;b\n");
    const env = Object.fromEntries(Object.entries(files).map(([key, file]) => [key, at(file)]));
    const { code, stdout, stderr } = await doctor({ ...rules, ...env });
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(stdout.split("\n").find((line) => message.test(line))).toMatch(/^ {2}NO /);
  });

  it("with a ledger that is none cannot run a batch", async () => {
    await mkdir(at("home"));
    await writeFile(at("home/ledger.db"), "this is a letter, not a database at all");
    const { code, stdout } = await doctor(rules);
    expect(code).toBe(1);
    expect(stdout).toMatch(/NO +ledger .*ledger\.db is not an SQLite database/);
  });

  it("with wrong settings hears of all of them at once", async () => {
    const env = { FANFOLD_PARALLELISM: "many", OLLAMA_NUM_CTX: "3" };
    const { code, stdout } = await doctor(env);
    expect(code).toBe(1);
    expect(stdout).toMatch(/NO .*FANFOLD_PARALLELISM.*OLLAMA_NUM_CTX/);
    expect(await report(env)).toMatchObject({ canRun: false, hosts: [] });
  });

  it("is left as it was: no ledger is made by looking", async () => {
    const { stdout, code } = await doctor(rules);
    expect(code).toBe(0);
    expect(stdout).toMatch(/ok +no ledger yet; the first batch makes .*ledger\.db/);
    expect(await readdir(folder)).toEqual([]);
  });

  it("with a ledger tells that it is usable", async () => {
    await writeFile(at("one.xml"), generatedUbl(1));
    await fanfold(["process", at("one.xml"), "--out", at("out"), "--quiet"], rules);
    expect((await doctor(rules)).stdout).toMatch(/ok +.*ledger\.db is usable; batches: 1/);
  });

  it("with all files in order counts what they hold", async () => {
    await mkdir(at("knowledge"));
    await writeFile(at("knowledge/travel.md"), "# Travel\n\nTrains are second class.\n");
    await writeFile(at("sellers.csv"), "sellerId,name\n1,Acme\n2,Other\n");
    const { stdout, code } = await doctor({
      ...rules,
      FANFOLD_KNOWLEDGE: at("knowledge"),
      FANFOLD_SELLERS: at("sellers.csv"),
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/ok +.*sellers\.csv is valid; sellers: 2/);
    expect(stdout).toMatch(/ok +.*knowledge can be read; passages: 1/);
  });

  it.each([
    ["24.1.0", "ok"],
    ["22.18.0", "ok"],
    ["22.9.3", "failed"],
    ["20.19.4", "failed"],
  ])("with Node %s is %s", (version, status) => {
    expect(checkNode(version)).toMatchObject({ name: "node", status });
  });
});

describe("What a host says", () => {
  it("reaches the screen without control codes, and only so much of it", async () => {
    const models = [
      { name: model },
      ...Array.from({ length: 300 }, (_, index) => ({ name: `m${index}:7b\u001B[2J\u202E` })),
    ];
    const { url } = await aHost({ models, version: "1\u001B]0;owned\u0007\nNO" });
    const { stdout } = await doctor({ OLLAMA_BASE_URL: url });
    expect(stdout.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(stdout).toContain("and 289 more");
    const { hosts } = await report({ OLLAMA_BASE_URL: url });
    expect(hosts).toMatchObject([{ modelCount: 301, models: { length: 200 } }]);
    expect(JSON.stringify(hosts)).not.toContain("u001b");
  });

  it("never repeats the token, nor a password of an address", async () => {
    const secret = "token-0123456789";
    const host = await aHost({
      reply: () => ({
        content: {},
        fault: { kind: "status", status: 400, error: `bad token ${secret}` },
      }),
    });
    const env = {
      OLLAMA_BASE_URL: host.url.replace("//", "//me:hunter2@"),
      OLLAMA_API_KEY: secret,
    };
    const text = (await doctor(env)).stdout + JSON.stringify(await report(env));
    expect(text).toContain("bad token ***");
    expect(text).not.toMatch(/hunter2|token-0/);
  });
});

describe("The command", () => {
  it("refuses documents with exit code 2", async () => {
    const { code, stderr } = await fanfold(["doctor", "one.xml"], rules);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: "fanfold: fanfold doctor takes no documents\n",
    });
  });

  it("ends with 130 when it is interrupted while a model thinks", async () => {
    const host = await aHost({ reply: () => ({ content: {}, fault: { kind: "hang" } }) });
    const interrupt = new AbortController();
    const running = doctor({ OLLAMA_BASE_URL: host.url }, { signal: interrupt.signal });
    await host.nextChat();
    interrupt.abort();
    expect(await running).toMatchObject({ code: 130, stderr: "" });
    await host.nextAbort();
  });
});

/** Something that is no Ollama, as a wrong port has it. */
async function aWebPage(): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/html" }).end("<h1>Welcome</h1>");
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  closers.push(
    async () =>
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
