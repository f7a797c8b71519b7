import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generatedUbl } from "#test/support/generated-invoices.ts";
import { type RunningServer, startLangGraphServer } from "#test/support/langgraph-server.ts";

const tokens = {
  ada: "ada-token-of-32-characters-00000",
  reader: "reader-token-of-32-characters-00",
  wrong: "wrong-token-of-32-characters-000",
};

let home: string;
let server: RunningServer;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), "fanfold-examples-"));
  server = await startLangGraphServer(
    {
      FANFOLD_HOME: path.join(home, "home"),
      FANFOLD_ANALYSIS: "rules",
      FANFOLD_API_TOKENS: `ada:run+review:${tokens.ada},reader:read:${tokens.reader}`,
    },
    { project: path.join(home, "project") },
  );
}, 60_000);
afterAll(async () => {
  server.close();
  await rm(home, { recursive: true, force: true });
});

const clients = [
  { name: "client.ts", program: process.execPath, invoice: 1 },
  { name: "client.py", program: "python3", invoice: 2 },
  { name: "client.sh", program: "bash", invoice: 3 },
];

describe.each(clients)("examples/$name", ({ name, program, invoice }) => {
  type Surroundings = { token?: string; url?: string; typed?: string };
  async function run(args: readonly string[], surroundings: Surroundings = {}) {
    const { token = tokens.ada, url = server.url, typed = "" } = surroundings;
    const child = spawn(program, [`examples/${name}`, ...args], {
      env: { ...process.env, FANFOLD_URL: url, FANFOLD_API_TOKEN: token },
    });
    // One that reads nothing of it may have ended by now.
    child.stdin.on("error", () => {}).end(typed);
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await ended, stdout, stderr };
  }

  /** What it says when it ends with an error: sentences, and no stack trace of any language. */
  async function complaint(args: readonly string[], surroundings?: Surroundings) {
    const { code, stdout, stderr } = await run(args, surroundings);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).not.toMatch(/^\s+at |Traceback|\.(ts|py|sh):? (line )?\d+/m);
    return stderr;
  }

  it("starts a batch, follows it, fetches its results, and answers what a review asks", async () => {
    const folder = path.join(home, name);
    await mkdir(folder);
    await writeFile(path.join(folder, "Müller & Söhne.xml"), generatedUbl(invoice));
    await cp("samples/abgebrochen.pdf", path.join(folder, "abgebrochen.pdf"));
    const files = ["Müller & Söhne.xml", "abgebrochen.pdf"];

    const processed = await run(["process", ...files.map((file) => path.join(folder, file))]);

    expect(processed, processed.stderr).toMatchObject({ code: 0 });
    expect(processed.stdout.split("\n")).toEqual([
      expect.stringMatching(/^Müller & Söhne\.xml\tmanager_approval\tWhether we know this seller/),
      expect.stringMatching(/^abgebrochen\.pdf\tquarantined\tThe PDF is damaged/),
      "",
    ]);
    expect(processed.stderr).toContain(": 2 of 2 documents, 0 s left\n");

    const [, batchId = ""] = /^batch (\S+):/.exec(processed.stderr) ?? [];
    const reviewed = ["review", batchId, "Müller & Söhne.xml"];
    const answered = await run(reviewed, { typed: "yes\napprove ordered by phone\n" });

    expect(answered, answered.stderr).toMatchObject({ code: 0 });
    expect(answered.stdout).toContain("Decision so far: **manager_approval**");
    expect(answered.stdout).toContain("The answer was not understood");
    expect(answered.stdout).toMatch(/^recorded: approve, by ada\n$/m);
    const records = await fetch(`${server.url}/batches/${batchId}/results`, {
      headers: { authorization: `Bearer ${tokens.ada}` },
    });
    expect(await records.text()).toContain('"comment":"ordered by phone"');
    const left = await run(reviewed);
    expect(left.stdout).toMatch(/^ignored: left waiting, by nobody\n$/m);
  });

  it.each([
    ["a wrong token", { token: tokens.wrong }, "a token is needed"],
    ["a token that may not", { token: tokens.reader }, "role run"],
    ["no server", { url: "http://127.0.0.1:1" }, "http://127.0.0.1:1: "],
  ])("says what is wrong with %s", async (_what, surroundings, said) => {
    expect(await complaint(["process", "samples/talwerk-rechnung.xml"], surroundings)).toContain(
      said,
    );
  });

  it.each([
    ["a file that is not there", ["process", "missing.xml"], "missing.xml"],
    ["a batch that is not there", ["review", "none", "a.xml"], "no batch none"],
    [
      "two of one name",
      ["process", "samples/sellers.csv", "samples/sellers.csv"],
      "a name of its own",
    ],
  ])("says what is wrong with %s", async (_what, args, said) => {
    expect(await complaint(args)).toContain(said);
  });

  it("says how it is used", async () => {
    const { code, stderr } = await run(["review", "only-a-batch"]);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringMatching(/^usage: /) });
  });
});
