import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openApp } from "#src/app.ts";
import { fingerprintOf } from "#src/checks/duplicates-check.ts";
import { parseConfig } from "#src/config.ts";
import { BatchSummary } from "#src/domain/batch.ts";
import { Outcome } from "#src/domain/outcome.ts";
import { aPdf } from "#test/support/a-pdf.ts";
import { runCommandLine } from "#test/support/command-line.ts";
import { partsOf, threeInvoices, writePdfs } from "#test/support/several-invoices.ts";

const parts = partsOf("bundle.pdf");
const [, second = ""] = parts;

let folder: string;
let batchId: string;
let processed: Awaited<ReturnType<typeof fanfold>>;

const env = () => ({
  FANFOLD_HOME: path.join(folder, "home"),
  FANFOLD_ANALYSIS: "rules",
  FANFOLD_OCR: "off",
});
const fanfold = async (...args: readonly string[]) => await runCommandLine(args, env());
const written = async (file: string): Promise<string> =>
  await readFile(path.join(folder, "out", file), "utf8");

/** The records as the results have them, by what each is of. */
async function results(): Promise<Outcome[]> {
  const lines = (await written("results.jsonl")).trim().split("\n");
  return lines.map((line) => Outcome.parse(JSON.parse(line)));
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "fanfold-several-cli-"));
  const inbox = path.join(folder, "in");
  await writePdfs(inbox, { "bundle.pdf": threeInvoices });
  processed = await fanfold("process", inbox, "--out", path.join(folder, "out"), "--json");
  ({ batchId } = BatchSummary.parse(JSON.parse(processed.stdout)));
});
afterAll(async () => await rm(folder, { recursive: true, force: true }));

describe("at the command line, a PDF of several invoices", () => {
  it("is done, with each in the results and the report", async () => {
    expect(processed.code, processed.stderr).toBe(0);
    expect((await results()).map(({ file }) => file)).toEqual(parts);
    const rows = (await written("results.csv")).split("\r\n");
    expect(rows.slice(1, 4).map((row) => row.split(",")[0])).toEqual(parts);
    const report = await written("report.html");
    for (const part of parts) expect(report).toContain(`<bdi>${part}</bdi>`);
    const { stdout } = await fanfold("batches", "--json");
    expect(JSON.parse(stdout)).toMatchObject([{ batchId, status: "SUCCESS", dispatched: 3 }]);
  });

  it("has each shown by its name, its path and its id, with its pages", async () => {
    const [, record] = await results();
    const names = [second, path.join(folder, "in", second), record?.documentId ?? ""];
    for (const name of names) {
      const { stdout, stderr } = await fanfold("show", name);
      expect(stderr).toBe("");
      expect(stdout).toContain(`${second}\n  ${record?.documentId}`);
      expect(stdout).toContain("page 2-3 of the file");
    }
  });

  it("has each decided by a person and reconciled by its name", async () => {
    const { code, stderr } = await fanfold(
      "review",
      batchId,
      second,
      "--approve",
      "--reviewer",
      "Ada",
    );
    expect(code, stderr).toBe(0);
    const reconciled = await fanfold("reconcile", batchId);
    expect(reconciled.code, reconciled.stderr).toBe(0);
    const { stdout } = await fanfold("show", second, "--json");
    const shown = Outcome.parse(JSON.parse(stdout));
    expect(shown).toMatchObject({
      invoice: { invoiceNumber: "R-18" },
      decision: { action: "approve", decidedBy: "reviewer" },
    });
    expect((await results())[1]).toEqual(shown);
  });

  it("has one that was quarantined taken again, and the others left alone", async () => {
    await quarantine("bundle.pdf#page=4");
    const before = (await results()).slice(0, 2);
    const { code, stderr } = await fanfold("retry", batchId);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain("1 of 3 documents are taken again");
    const after = await results();
    expect(after.slice(0, 2)).toEqual(before);
    expect(after[2]).toMatchObject({
      file: "bundle.pdf#page=4",
      invoice: { invoiceNumber: "R-19" },
    });
  });

  it("is not taken for what it was once it is another file", async () => {
    await quarantine("bundle.pdf#page=4");
    const other = await aPdf({ pages: threeInvoices.slice(0, 3) });
    await writeFile(path.join(folder, "in/bundle.pdf"), other);
    const { code } = await fanfold("retry", batchId);
    expect(code).toBe(1);
    expect((await results())[2]).toMatchObject({
      file: "bundle.pdf#page=4",
      status: "quarantined",
    });
  });
});

/** Records one as a reader that died leaves it. */
async function quarantine(file: string): Promise<void> {
  const app = await openApp(parseConfig(env()));
  const outcome = await app.ledger.findOutcome(batchId, file);
  if (outcome === undefined) throw new TypeError(`no outcome of ${file}`);
  const { invoice: _, decision: __, risk: ___, ...left } = outcome;
  const error = { code: "document.crashed_reader", message: "The reader died.", attempts: 3 };
  await app.ledger.record(
    batchId,
    {
      ...left,
      status: "quarantined",
      findings: [],
      error: { ...error, isTransient: false },
    } as Outcome,
    { versions: app.versions, fingerprint: fingerprintOf({}, "invoice") },
  );
  await app.close();
}
