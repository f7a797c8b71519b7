import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Cli } from "#src/cli/cli.ts";
import { commands } from "#src/cli/run-command.ts";
import { BatchSummary } from "#src/domain/batch.ts";
import { Outcome } from "#src/domain/outcome.ts";
import { generatedUbl } from "#test/support/generated-invoices.ts";
import { runCommandLine } from "#test/support/command-line.ts";

let folder: string;
let out: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "fanfold-cli-"));
  out = path.join(folder, "out");
  await mkdir(path.join(folder, "in"));
  await writeFile(path.join(folder, "in/one.xml"), generatedUbl(1));
  await writeFile(path.join(folder, "in/two.xml"), generatedUbl(2));
});
afterEach(async () => await rm(folder, { recursive: true, force: true }));

const at = (file: string): string => path.join(folder, file);

const fanfold = async (args: readonly string[], changes: Partial<Cli> = {}) =>
  await runCommandLine(args, { FANFOLD_HOME: at("home"), FANFOLD_ANALYSIS: "rules" }, changes);

const files = async (of: string): Promise<string[]> => (await readdir(of)).toSorted();

describe("fanfold process", () => {
  it("writes results, table and report, and exits with 0 when nothing is quarantined", async () => {
    const { code, stdout } = await fanfold(["process", at("in"), "--out", out]);
    expect(code).toBe(0);
    expect(await files(out)).toEqual(["report.html", "results.csv", "results.jsonl"]);
    const lines = (await readFile(path.join(out, "results.jsonl"), "utf8")).trim().split("\n");
    expect(lines.map((line) => Outcome.parse(JSON.parse(line)).file)).toEqual([
      "one.xml",
      "two.xml",
    ]);
    expect(stdout).toContain("2 documents in");
  });

  it("exits with 1 when a document is quarantined, and the others have their outcome", async () => {
    await writeFile(at("in/broken.pdf"), "%PDF-1.7\nnothing");
    const { code, stdout } = await fanfold(["process", at("in"), "--out", out, "--json"]);
    expect(code).toBe(1);
    expect(BatchSummary.parse(JSON.parse(stdout))).toMatchObject({ dispatched: 3, quarantined: 1 });
  });

  it("prints one summary object with --json and nothing else", async () => {
    const { stdout, stderr } = await fanfold(["process", at("in"), "--out", out, "--json"]);
    expect(Object.keys(JSON.parse(stdout))).toEqual(
      expect.arrayContaining([
        "batchId",
        "dispatched",
        "decided",
        "awaitingReview",
        "quarantined",
        "decisions",
        "status",
        "recommendation",
        "wallSeconds",
        "documentsPerSecond",
      ]),
    );
    expect(stderr).toBe("");
  });

  it("lists the documents with --dry-run and writes nothing", async () => {
    const { code, stdout } = await fanfold(["process", at("in"), "--out", out, "--dry-run"]);
    expect(code).toBe(0);
    expect(stdout).toContain("one.xml");
    expect(await files(folder)).not.toContain("out");
  });

  it("draws one line again and again on a terminal, and ends it", async () => {
    const { stderr } = await fanfold(["process", at("in"), "--out", out], { isTerminal: true });
    expect(stderr).toContain("\r\u001B[2K2/2");
    expect(stderr.endsWith("\n")).toBe(true);
  });

  it("says nothing with --quiet", async () => {
    const { stdout, stderr } = await fanfold(["process", at("in"), "--out", out, "--quiet"]);
    expect(stdout + stderr).toBe("");
  });

  it("leaves out its own output folder and the sellers file when they lie in the input", async () => {
    await writeFile(
      at("in/sellers.csv"),
      "sellerId,name,vatId,legalRegistrationId,countryCode,iban\n",
    );
    const args = [
      "process",
      at("in"),
      "--out",
      at("in/out"),
      "--sellers",
      at("in/sellers.csv"),
      "--json",
    ];
    await fanfold(args);
    const { stdout } = await fanfold(args);
    expect(JSON.parse(stdout)).toMatchObject({ dispatched: 2 });
  });

  it("gives the same results when a folder is processed twice", async () => {
    const decisionsOf = async (): Promise<unknown> => {
      const { stdout } = await fanfold(["process", at("in"), "--out", out, "--json"]);
      return JSON.parse(stdout).decisions;
    };
    expect(await decisionsOf()).toEqual(await decisionsOf());
  });

  it("does not take its own results for documents when they lie in the input", async () => {
    await fanfold(["process", at("in"), "--out", at("in")]);
    const { stdout } = await fanfold(["process", at("in"), "--out", at("in"), "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ dispatched: 2 });
  });

  it("finds a copy that comes with a later batch under another name", async () => {
    await fanfold(["process", at("in/one.xml"), "--out", out]);
    await writeFile(at("in/again.xml"), generatedUbl(1));
    const { stdout } = await fanfold(["process", at("in/again.xml"), "--out", out, "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ decisions: { reject: 1 } });
  });
});

describe("bad input", () => {
  it.each([
    ["a missing path", () => ["process", at("missing")], /no such file or folder: .*missing/],
    ["an empty folder", () => ["process", at("empty")], /no documents in/],
    ["no path at all", () => ["process"], /name at least one file or folder/],
    ["an unknown flag", () => ["process", at("in"), "--fast"], /--fast/],
    ["an unknown command", () => ["procces"], /unknown command procces/],
    ["a wrong value", () => ["process", at("in"), "--parallelism", "many"], /PARALLELISM/],
    [
      "a value that looks like an option",
      () => ["process", at("in"), "--parallelism", "-3"],
      /--parallelism is followed by -3, not by a value; if that is the value, write --parallelism=-3/,
    ],
    [
      "a value below what is allowed",
      () => ["process", at("in"), "--parallelism=-3"],
      /PARALLELISM: .*>=1/,
    ],
    [
      "wrong values and wrong files",
      () =>
        `process ${at("in")} --parallelism many --chunk-size 0 --policy ${at("policy.yaml")} --sellers ${at("sellers.csv")}`.split(
          " ",
        ),
      /PARALLELISM.*CHUNK_SIZE.*policy\.yaml.*sellers\.csv/,
    ],
    [
      "a wrong policy file",
      () => ["process", at("in"), "--policy", at("policy.yaml")],
      /policy\.yaml/,
    ],
    [
      "a missing policy file",
      () => ["process", at("in"), "--policy", at("none.yaml")],
      /none\.yaml/,
    ],
    [
      "a wrong sellers file",
      () => ["process", at("in"), "--sellers", at("sellers.csv")],
      /sellers\.csv/,
    ],
    [
      "a missing sellers file",
      () => ["process", at("in"), "--sellers", at("none.csv")],
      /none\.csv/,
    ],
    ["an unknown batch", () => ["process", "--resume", "none"], /no batch none/],
    ["a resume with paths", () => ["process", at("in"), "--resume", "b"], /give no paths/],
    [
      "all that a resume cannot take",
      () => ["process", at("in"), "--resume", "b", "--analysis", "rules", "--policy", "p"],
      /--policy, --analysis cannot change.*give no paths/,
    ],
    [
      "a resume under another policy",
      () => ["process", "--resume", "b", "--policy", "p"],
      /--policy cannot change/,
    ],
    [
      "an output folder that is a file",
      () => ["process", at("in"), "--out", at("in/one.xml")],
      /cannot write to/,
    ],
    ["an unknown document", () => ["show", "nothing"], /no result for nothing/],
    ["an empty path", () => ["process", ""], /a path is empty/],
    [
      "a currency that is none",
      () => ["process", at("in"), "--base-currency", "ZZZ"],
      /BASE_CURRENCY/,
    ],
  ])(
    "%s is one line that says what to do, exit code 2, and nothing half written",
    async (_, args, message) => {
      await mkdir(at("empty"));
      await writeFile(at("policy.yaml"), "thresholds: 3\n");
      await writeFile(at("sellers.csv"), "name;nonsense\na;b\n");
      const { code, stdout, stderr } = await fanfold([...args()]);
      expect(stderr).toMatch(message);
      expect(stderr.trim().split("\n")).toHaveLength(1);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      await expect(readdir(out)).rejects.toThrow(/ENOENT/);
    },
  );

  it("a ledger that is no ledger is named, and left as it is", async () => {
    await mkdir(at("home"));
    await writeFile(at("home/ledger.db"), "this is a letter, not a database at all");
    const { code, stderr } = await fanfold(["process", at("in"), "--out", out]);
    expect({ code, lines: stderr.trim().split("\n").length }).toEqual({ code: 2, lines: 1 });
    expect(await readFile(at("home/ledger.db"), "utf8")).toContain("this is a letter");
  });
});

describe("a ledger another process holds", () => {
  it("is waited for, then named in one line", async () => {
    await mkdir(at("home"));
    const other = new Database(at("home/ledger.db"));
    try {
      other.exec("BEGIN EXCLUSIVE");
      const env = { FANFOLD_HOME: at("home"), FANFOLD_LEDGER_WAIT_SECONDS_MAX: "1" };
      const { code, stderr } = await fanfold(["process", at("in"), "--out", at("out2")], { env });
      expect(code).toBe(2);
      expect(stderr).toMatch(/ledger\.db.*(locked|another process)/);
      expect(stderr.trim().split("\n")).toHaveLength(1);
    } finally {
      other.close();
    }
  });
});

describe("an interrupted batch", () => {
  it("exits with 130, says how to go on, and goes on", async () => {
    const interrupt = new AbortController();
    const tell = (text: string): void => void (text.startsWith("batch ") && interrupt.abort());
    let stderr = "";
    const first = await fanfold(["process", at("in"), "--out", out], {
      signal: interrupt.signal,
      tell: (text) => {
        stderr += text;
        tell(text);
      },
    });
    expect(first.code).toBe(130);
    const [, batchId = ""] = /fanfold process --resume (\S+)/.exec(stderr) ?? [];
    const second = await fanfold(["process", "--resume", batchId, "--json"]);
    expect(second.code).toBe(0);
    expect(JSON.parse(second.stdout)).toMatchObject({ batchId, dispatched: 2 });
    expect(await files(out)).toContain("results.jsonl");
  });

  it("that is done by now has its results written again, even if its documents are gone", async () => {
    const done = await fanfold(["process", at("in"), "--out", out, "--json"]);
    const before = await readFile(path.join(out, "results.jsonl"), "utf8");
    await rm(at("in"), { recursive: true });
    await rm(out, { recursive: true });
    const { batchId } = JSON.parse(done.stdout);
    const again = await fanfold(["process", "--resume", batchId, "--json"]);
    expect(again).toMatchObject({ code: 0, stdout: done.stdout });
    expect(await readFile(path.join(out, "results.jsonl"), "utf8")).toBe(before);
  });

  it("refuses to go on when the sellers file changed meanwhile", async () => {
    const header = "sellerId,name,vatId,legalRegistrationId,countryCode,iban\n";
    await writeFile(at("sellers.csv"), header);
    const args = ["process", at("in"), "--out", out, "--sellers", at("sellers.csv"), "--json"];
    const { batchId } = JSON.parse((await fanfold(args)).stdout);
    await writeFile(at("sellers.csv"), `${header}1,Other,,,DE,\n`);
    const { code, stderr } = await fanfold(["process", "--resume", batchId]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/sellers\.csv changed since the batch began/);
  });
});

describe("a bug", () => {
  it("shows its stack and has an exit code of its own", async () => {
    const print = (): never => {
      throw new TypeError("undefined is not a function");
    };
    const { code, stderr } = await fanfold(["batches"], { print });
    expect(code).toBe(70);
    expect(stderr).toMatch(/this is a bug.*undefined is not a function/s);
  });
});

describe("looking things up", () => {
  it("lists batches, newest first", async () => {
    await fanfold(["process", at("in/one.xml"), "--out", out]);
    await fanfold(["process", at("in"), "--out", out]);
    const { stdout } = await fanfold(["batches", "--json"]);
    const rows = z.array(z.looseObject({ dispatched: z.number() })).parse(JSON.parse(stdout));
    expect(rows.map(({ dispatched }) => dispatched)).toEqual([2, 1]);
    expect(Object.keys(rows[0] ?? {})).toEqual(
      expect.arrayContaining([
        "batchId",
        "status",
        "startedAt",
        "dispatched",
        "decided",
        "quarantined",
      ]),
    );
    expect((await fanfold(["batches"])).stdout).toContain("SUCCESS");
  });

  it("creates no ledger by asking for batches", async () => {
    expect((await fanfold(["batches"])).stdout).toContain("no batches");
    expect(await files(folder)).toEqual(["in"]);
  });

  it("shows every value with its evidence, findings, risk, decision and timing", async () => {
    await fanfold(["process", at("in"), "--out", out]);
    const { stdout } = await fanfold(["show", "one.xml"]);
    for (const part of [
      "Decision",
      "Risk",
      "Values",
      "totalWithTax",
      "Findings",
      "Timeline",
      "verify_seller",
    ]) {
      expect(stdout).toContain(part);
    }
  });

  it("finds a document by its id and by its path", async () => {
    await fanfold(["process", at("in"), "--out", out]);
    const { documentId } = JSON.parse((await fanfold(["show", "one.xml", "--json"])).stdout);
    const byId = await fanfold(["show", documentId.slice(0, 20), "--json"]);
    const byPath = await fanfold(["show", at("in/one.xml"), "--json"]);
    expect(JSON.parse(byId.stdout).file).toBe("one.xml");
    expect(JSON.parse(byPath.stdout).file).toBe("one.xml");
  });
});

describe("help", () => {
  it("names every command", async () => {
    const { code, stdout } = await fanfold(["--help"]);
    expect(code).toBe(0);
    for (const { name } of commands) expect(stdout).toContain(name);
  });

  it.each(commands.map(({ name }) => name))("of %s shows its usage", async (name) => {
    const { code, stdout } = await fanfold([name, "--help"]);
    expect(code).toBe(0);
    expect(stdout).toContain(`usage: fanfold ${name}`);
  });

  it("prints the version", async () => {
    expect((await fanfold(["--version"])).stdout).toBe("1.2.3\n");
  });
});
