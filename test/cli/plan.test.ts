import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { OperationPlan } from "#src/ledger/operation-plan.ts";
import { generatedUbl } from "#test/support/generated-invoices.ts";
import { runCommandLine } from "#test/support/command-line.ts";

let folder: string;

beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), "fanfold-plan-"))));
afterEach(async () => await rm(folder, { recursive: true, force: true }));

const at = (file: string): string => path.join(folder, file);

const fanfold = async (...args: readonly string[]) =>
  await runCommandLine(args, { FANFOLD_HOME: at("home"), FANFOLD_ANALYSIS: "rules" });

/** The latencies the speed-up of the checks is compared at, milliseconds. */
const reference = {
  analyze_document: 2_500,
  verify_seller: 3_200,
  validate_address: 1_800,
  detect_currency: 500,
  convert_currency: 1_200,
  determine_tax_jurisdiction: 800,
  validate_tax: 1_100,
  calculate_risk_score: 900,
  make_final_decision: 300,
};

const given = Object.entries(reference)
  .map(([name, ms]) => `${name}=${ms}`)
  .join(",");

async function planOf(...args: readonly string[]): Promise<OperationPlan & { documents: number }> {
  const { code, stdout, stderr } = await fanfold("plan", "--json", ...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout);
}

describe("fanfold plan", () => {
  it("finds the critical path of the real graph at the reference latencies", async () => {
    const plan = await planOf("--given", given);

    expect(plan.criticalPath).toEqual([
      "draft_invoice",
      "validate_address",
      "determine_tax_jurisdiction",
      "validate_tax",
      "calculate_risk_score",
      "make_final_decision",
    ]);
    expect(plan).toMatchObject({ sequentialMs: 12_300, criticalPathMs: 4_900 });
    expect(plan.theoreticalSpeedUp).toBeCloseTo(12_300 / 4_900);
    expect(plan.barriers.costMs).toBe(0);
  });

  it("names what was never measured where there is no ledger, and makes none", async () => {
    const plan = await planOf();

    expect(plan.neverMeasured).toContain("verify_seller");
    expect(plan).toMatchObject({ documents: 0, criticalPathMs: 0, theoreticalSpeedUp: 1 });
    expect(await readdir(folder)).toEqual([]);
  });

  it("measures the operations of documents that were processed", async () => {
    await writeFile(at("one.xml"), generatedUbl(1));
    await writeFile(at("two.xml"), generatedUbl(2));
    await fanfold("process", at("one.xml"), at("two.xml"), "--out", at("out"), "--quiet");

    const plan = await planOf("--without", "analyze");

    expect(plan.documents).toBe(2);
    // Nobody had to be searched for.
    expect(plan.neverMeasured).toEqual(["search_register"]);
    const seller = plan.operations.find(({ name }) => name === "verify_seller");
    expect(seller).toMatchObject({ source: "measured", measured: { count: 2 } });
  });

  it("reads durations from a file", async () => {
    await writeFile(at("durations.json"), JSON.stringify(reference));

    const plan = await planOf("--durations", at("durations.json"));

    expect(plan.criticalPathMs).toBe(4_900);
  });

  it("leaves out the model's part when told so", async () => {
    const { operations, groups } = await planOf("--without", "analyze", "--given", given);

    expect(operations.map(({ name }) => name)).not.toContain("analyze_document");
    expect(groups.some(({ inside }) => inside === "analyze")).toBe(false);
  });

  it("plans the model's part by itself", async () => {
    const { criticalPath } = await planOf("--graph", "analysis", "--given", given);

    expect(criticalPath).toContain("analyze_document");
    expect(criticalPath[0]).toBe("draft_invoice");
  });

  it("prints a table, the groups, the critical path and the speed-up", async () => {
    const { stdout } = await fanfold("plan", "--given", given);

    expect(stdout).toMatch(/verify_seller +check_seller .*3200 ms .*draft_invoice/);
    expect(stdout).toContain("Parallel groups");
    expect(stdout).toContain("validate_address > determine_tax_jurisdiction > validate_tax");
    expect(stdout).toContain(
      "never measured, counted as 0 (--given takes durations): draft_invoice",
    );
    expect(stdout).toMatch(/theoretical speed-up +2\.51 x/);
  });

  it("draws a gantt for mermaid with the critical path marked", async () => {
    const { stdout } = await fanfold("plan", "--given", given, "--mermaid");

    expect(stdout).toMatch(/^%%\{init: .*\}%%\ngantt\n/);
    expect(stdout).toContain(
      "  section check_tax\n  validate_address :crit, validate_address, 0, 1800ms",
    );
    expect(stdout).toContain("  verify_seller :verify_seller, 0, 3200ms");
    expect(stdout).toContain("  section analyze / generate\n");
  });

  it("draws what takes less than a hundredth of a second in microseconds", async () => {
    const { stdout } = await fanfold("plan", "--given", "verify_seller=0.25", "--mermaid");

    expect(stdout).toContain("microseconds");
    expect(stdout).toContain("verify_seller, 0, 250ms");
  });

  it.each([
    [["--given", "verify_sellers=1"], "verify_sellers"],
    [["--given", "verify_seller=soon"], "verify_seller"],
    [["--given", "verify_seller=-1"], "verify_seller"],
    [["--given", ""], "operations"],
    [["--durations", "nowhere.json"], "nowhere.json"],
    [["--without", "analyse"], "analyse"],
    [["--graph", "invoice_batch"], "invoice_batch"],
    [["--documents", "0"], "--documents"],
    [["--documents", "many"], "--documents"],
    [["--json", "--mermaid"], "--mermaid"],
    [["invoice.xml"], "takes no documents"],
  ])("refuses %j and says what is wrong", async (args, named) => {
    const { code, stdout, stderr } = await fanfold("plan", ...args);

    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(named);
  });
});
