import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { truthBytesMax } from "#src/cli/read-truth.ts";
import { Evaluation } from "#src/domain/evaluation.ts";
import { runCommandLine } from "#test/support/command-line.ts";
import { samplesFolder } from "../../scripts/make-samples.ts";
import { samplesTruth, samplesTruthFile } from "../../scripts/make-samples-truth.ts";

const baselineFile = path.resolve("test/evaluation/samples-baseline.json");

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "fanfold-eval-test-"));
});
afterEach(async () => await rm(folder, { recursive: true, force: true }));

const fanfold = async (...args: readonly string[]) =>
  await runCommandLine(["eval", ...args, "--out", path.join(folder, "out")], {
    FANFOLD_ANALYSIS: "rules",
  });

describe("fanfold eval", () => {
  it("reads the samples no worse than the baseline", async () => {
    const samples = [samplesFolder, "--truth", samplesTruthFile];
    const { code, stdout } = await fanfold(...samples, "--compare", baselineFile);
    expect(stdout).not.toContain("WORSE");
    expect(code).toBe(0);
    const written = await readFile(path.join(folder, "out/evaluation.json"), "utf8");
    const { kinds } = Evaluation.parse(JSON.parse(written));
    expect(kinds["ubl"]?.fields["all"]).toMatchObject({ recall: 1, precision: 1 });
    const page = await readFile(path.join(folder, "out/evaluation.html"), "utf8");
    expect(page).toContain("Reading accuracy");
  });

  it("has a truth of the samples that is what they are made of", async () => {
    expect(await readFile(samplesTruthFile, "utf8")).toBe(samplesTruth());
  });

  it("exits with 1 and says what is worse", async () => {
    const truth = path.join(folder, "truth.jsonl");
    const documents = { text: "Rechnung Nr. 17\nDatum 01.02.2026\nGesamtbetrag 119,00 EUR\n" };
    await writeFile(path.join(folder, "a.txt"), documents.text);
    const row = (fields: object) => `${JSON.stringify({ file: "a.txt", kind: "text", fields })}\n`;
    await writeFile(truth, row({ grossTotal: "119.00" }));
    expect(await fanfold(folder)).toMatchObject({ code: 0 });
    const baseline = path.join(folder, "baseline.json");
    await writeFile(baseline, await readFile(path.join(folder, "out/evaluation.json")));
    await writeFile(truth, row({ grossTotal: "120.00" }));
    const { code, stdout } = await fanfold(folder, "--compare", baseline);
    expect(code).toBe(1);
    expect(stdout).toContain("WORSE   text grossTotal: right -1, wrong +1");
    const page = await readFile(path.join(folder, "out/evaluation.html"), "utf8");
    // The place the wrong value was read from.
    expect(page).toContain("Datum 01.02.2026\nGesamtbetrag 119,00 EUR");
  });

  it("reads every document, also where runs stop at the first that fails", async () => {
    await writeFile(path.join(folder, "a.pdf"), "no PDF");
    await writeFile(path.join(folder, "b.txt"), "Rechnung Nr. 17\nGesamtbetrag 119,00 EUR\n");
    const row = (file: string, fields: object) => JSON.stringify({ file, kind: "text", fields });
    const rows = [row("a.pdf", {}), row("b.txt", { grossTotal: "119.00" })];
    await writeFile(path.join(folder, "truth.jsonl"), `${rows.join("\n")}\n`);

    const out = path.join(folder, "out");
    const env = {
      FANFOLD_ANALYSIS: "rules",
      FANFOLD_ON_ERROR: "stop",
      FANFOLD_STRATEGY: "sequential",
    };
    expect(await runCommandLine(["eval", folder, "--out", out], env)).toMatchObject({ code: 0 });

    const written = await readFile(path.join(out, "evaluation.json"), "utf8");
    const { kinds } = Evaluation.parse(JSON.parse(written));
    expect(kinds["text"]).toMatchObject({ quarantined: 1, fields: { grossTotal: { right: 1 } } });
  });

  it("says what is wrong with its input, in one line", async () => {
    const messages = async (...args: readonly string[]) => {
      const { code, stderr } = await fanfold(...args);
      expect(code).toBe(2);
      return stderr;
    };
    expect(await messages()).toContain("name one folder");
    expect(await messages(path.join(folder, "none"))).toContain("cannot read the folder");
    expect(await messages(folder)).toContain("no truth.jsonl in");
    await writeFile(path.join(folder, "truth.jsonl"), '{"file":"gone.pdf"}\n');
    expect(await messages(folder)).toContain("gone.pdf, which is not there");
    await writeFile(path.join(folder, ".hidden.txt"), "Rechnung");
    await writeFile(path.join(folder, "truth.jsonl"), '{"file":".hidden.txt"}\n');
    expect(await messages(folder)).toContain(".hidden.txt is hidden or behind a link");
    await writeFile(path.join(folder, "truth.jsonl"), "{}\n");
    expect(await messages(folder)).toContain("truth.jsonl line 1");
    // One that is there and cannot be read is not one that is not there.
    await mkdir(path.join(folder, "corpus/truth.jsonl"), { recursive: true });
    await rm(path.join(folder, "truth.jsonl"));
    expect(await messages(folder)).toContain("corpus/truth.jsonl cannot be read");
    const large = path.join(folder, "large.jsonl");
    await writeFile(large, "");
    await truncate(large, truthBytesMax + 1);
    expect(await messages(folder, "--truth", large)).toContain("large.jsonl has more than");
    const samples = [samplesFolder, "--truth", samplesTruthFile, "--compare"];
    expect(await messages(...samples, path.join(folder, "no.json"))).toContain("cannot read");
    expect(await messages(...samples, samplesTruthFile)).toContain("is no evaluation");
  });
});
