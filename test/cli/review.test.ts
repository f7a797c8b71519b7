import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { BatchSummary } from "#src/domain/batch.ts";
import { Outcome } from "#src/domain/outcome.ts";
import { Review } from "#src/domain/review.ts";
import { generatedUbl } from "#test/support/generated-invoices.ts";
import { runCommandLine } from "#test/support/command-line.ts";

/** Made once: every test has a copy of its ledger. */
let made: string;
let folder: string;
let batchId: string;

const fanfold = async (...args: readonly string[]) =>
  await runCommandLine(args, {
    FANFOLD_HOME: path.join(folder, "home"),
    FANFOLD_ANALYSIS: "rules",
  });

/** Without a sellers file nothing is approved without a person, so all of it waits. */
beforeAll(async () => {
  made = await mkdtemp(path.join(tmpdir(), "fanfold-review-cli-"));
  folder = made;
  await mkdir(path.join(folder, "in"));
  await writeFile(path.join(folder, "in/broken.xml"), "<Invoice");
  await writeFile(path.join(folder, "in/one.xml"), generatedUbl(1));
  await writeFile(path.join(folder, "in/two.xml"), generatedUbl(2));
  const out = path.join(folder, "out");
  const { stdout } = await fanfold("process", path.join(folder, "in"), "--out", out, "--json");
  ({ batchId } = BatchSummary.parse(JSON.parse(stdout)));
});
afterAll(async () => await rm(made, { recursive: true, force: true }));

beforeEach(async () => {
  folder = await mkdtemp(path.join(made, "copy-"));
  await cp(path.join(made, "home"), path.join(folder, "home"), { recursive: true });
});

const decide = async (...args: readonly string[]) =>
  await fanfold("review", batchId, "one.xml", ...args);

const waiting = async (...args: readonly string[]): Promise<string[]> => {
  const { stdout } = await fanfold("review", ...args, "--json");
  const rows = z.array(z.looseObject({ file: z.string() })).parse(JSON.parse(stdout));
  return rows.map(({ file }) => file);
};

const recordOf = async (file: string): Promise<Outcome> =>
  Outcome.parse(JSON.parse((await fanfold("show", file, "--json")).stdout));

describe("fanfold review", () => {
  it("lists what waits, with what a decision needs", async () => {
    const { code, stdout } = await fanfold("review");

    expect(code).toBe(0);
    expect(stdout).toMatch(/^batch +document +revision +seller +total +risk +first reason\n/);
    expect(stdout).toContain(`${batchId}  one.xml   1 `);
    expect(stdout).toContain("fanfold review <batch> <document> --approve|--reject");
    expect(await waiting()).toEqual(["one.xml", "two.xml"]);
    expect(await waiting(batchId)).toEqual(["one.xml", "two.xml"]);
  });

  it("records a decision, which show, the list and the next results tell", async () => {
    const given = ["--approve", "--reviewer", "Ada Lovelace", "--comment", "ordered by phone"];
    const { code, stdout } = await decide(...given);

    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `one.xml approved by Ada Lovelace\nfanfold reconcile ${batchId} writes the results of the batch again\n`,
    });
    expect(await waiting()).toEqual(["two.xml"]);
    const shown = (await fanfold("show", "one.xml")).stdout;
    expect(shown).toContain("approve, by Ada Lovelace");
    expect(shown).toContain("Approved by Ada Lovelace: ordered by phone");
    expect(shown).toMatch(/Decided before\n {2}manager_approval, by policy; replaced 2/);

    const out = path.join(folder, "out");
    expect((await fanfold("reconcile", batchId, "--out", out)).code).toBe(0);
    const lines = await readFile(path.join(out, "results.jsonl"), "utf8");
    const results = lines
      .trim()
      .split("\n")
      .map((line) => Outcome.parse(JSON.parse(line)));
    expect(results.find(({ file }) => file === "one.xml")).toMatchObject({
      decision: { action: "approve" },
      status: "decided",
    });
    const report = await readFile(path.join(out, "report.html"), "utf8");
    expect(report).toContain("Approved by a person");
  });

  it("is in the counts of results that are written again", async () => {
    await decide("--approve", "--reviewer", "Ada");

    const out = path.join(folder, "out");
    const { stdout } = await fanfold("process", "--resume", batchId, "--out", out, "--json");

    expect(BatchSummary.parse(JSON.parse(stdout))).toMatchObject({
      decided: 1,
      awaitingReview: 1,
      quarantined: 1,
      decisions: { auto_approve: 0, manager_approval: 1, approve: 1 },
    });
    expect(await readFile(path.join(out, "report.html"), "utf8")).toContain("1 document waits for");
  });

  it("prints the review with --json; without a revision it is decided as it is now", async () => {
    const args = ["--reject", "--reviewer", "Ada", "--revision", "1", "--json"];

    const first = await decide(...args);
    const again = await decide(...args.filter((arg) => arg !== "--revision" && arg !== "1"));

    expect(Review.parse(JSON.parse(first.stdout))).toMatchObject({
      file: "one.xml",
      action: "reject",
      revision: 1,
    });
    expect(again.code).toBe(0);
    expect((await recordOf("one.xml")).decisionHistory).toHaveLength(2);
  });

  it("decides nothing about a record that is not the one that was listed", async () => {
    await decide("--approve", "--reviewer", "Ada");
    const before = await recordOf("one.xml");

    const { code, stdout, stderr } = await decide(
      "--reject",
      "--reviewer",
      "Bo",
      "--revision",
      "1",
    );

    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toBe(
      "fanfold: the record of one.xml has changed: it is revision 2 by now, not 1; look at it again\n",
    );
    expect(await recordOf("one.xml")).toEqual(before);
  });

  it.each<[string, readonly string[], RegExp]>([
    ["no decision", ["B", "one.xml", "--reviewer", "Ada"], /say --approve or --reject/],
    ["two decisions", ["B", "one.xml", "--approve", "--reject"], /not both/],
    ["no reviewer", ["B", "one.xml", "--approve"], /say who decides: --reviewer NAME/],
    ["a blank reviewer", ["B", "one.xml", "--approve", "--reviewer", "  "], /say who decides/],
    ["no document", ["B", "--approve", "--reviewer", "Ada"], /name batch and document/],
    ["two documents", ["B", "one.xml", "two.xml", "--approve"], /one document at a time/],
    [
      "a document that is not there",
      ["B", "three.xml", "--approve", "--reviewer", "Ada"],
      /no document three\.xml in batch/,
    ],
    [
      "a quarantined document",
      ["B", "broken.xml", "--approve", "--reviewer", "Ada"],
      /broken\.xml is quarantined.*fanfold retry/,
    ],
    ["a batch that is not there", ["nothing"], /no batch nothing in/],
    [
      "a revision that is none",
      ["B", "one.xml", "--approve", "--reviewer", "Ada", "--revision", "last"],
      /--revision is a number/,
    ],
    ["an unknown option", ["--yes"], /see fanfold review --help/],
  ])("refuses %s in one line", async (_, args, message) => {
    const { code, stdout, stderr } = await fanfold(
      "review",
      ...args.map((arg) => (arg === "B" ? batchId : arg)),
    );

    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(await waiting()).toEqual(["one.xml", "two.xml"]);
  });
});

describe("fanfold retry after a review", () => {
  it("tells of the copy it finds, and leaves the decision to the person", async () => {
    await decide("--approve", "--reviewer", "Ada");
    await writeFile(path.join(made, "in/broken.xml"), `${generatedUbl(1)}<!-- sent again -->`);

    const { code } = await fanfold("retry", batchId, "--out", path.join(folder, "out"));

    expect(code).toBe(0);
    const { findings, decision, decisionHistory } = await recordOf("one.xml");
    expect(findings).toContainEqual(
      expect.objectContaining({ rule: "DUPLICATE-NUMBER", status: "contradicted" }),
    );
    expect(decision).toMatchObject({
      action: "approve",
      reviewer: "Ada",
      sinceReview: { action: "reject" },
    });
    expect(decisionHistory).toHaveLength(1);
    expect((await fanfold("show", "one.xml")).stdout).toContain(
      "known since the review, by the policy reject: The same seller and invoice number",
    );
  });
});

describe("fanfold review without a ledger", () => {
  it("has nothing that waits, and creates none", async () => {
    const home = path.join(folder, "elsewhere");
    const elsewhere = async (...args: readonly string[]) =>
      await runCommandLine(args, { FANFOLD_HOME: home });

    expect(await elsewhere("review")).toMatchObject({
      code: 0,
      stdout: "nothing waits for a person\n",
    });
    const decided = await elsewhere("review", "b", "one.xml", "--approve", "--reviewer", "Ada");
    expect(decided.code).toBe(2);
    expect(decided.stderr).toContain("no ledger in");
    await expect(readFile(path.join(home, "ledger.db"))).rejects.toThrow("ENOENT");
  });
});
