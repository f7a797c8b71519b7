import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseConfig } from "#src/config.ts";
import { Evaluation } from "#src/domain/evaluation.ts";
import { compareEvaluations } from "#src/evaluation/compare-evaluations.ts";
import { renderEvaluation } from "#src/report/evaluation-report.ts";
import { RunContext } from "#src/state/run-context.ts";
import { exitCodes, type RunCommand, UsageError } from "./cli.ts";
import { describeComparison, describeEvaluation } from "./describe-evaluation.ts";
import { evaluateCorpus } from "./evaluate-corpus.ts";
import { parseOptions } from "./parse-options.ts";
import { readTruth } from "./read-truth.ts";
import { prepareOutput } from "./write-results.ts";

const outDefault = "evaluation";

/** `fanfold eval <folder>`: reads documents whose values are known, and says how many were read right. */
export const evalCommand: RunCommand = async (args, cli) => {
  const { values, positionals } = parseOptions("eval", args, {
    out: { type: "string", short: "o", default: outDefault },
    truth: { type: "string" },
    compare: { type: "string" },
    analysis: { type: "string" },
    "ignore-embedded-xml": { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    quiet: { type: "boolean", short: "q", default: false },
  });
  const [folder, ...others] = positionals;
  if (folder === undefined || others.length > 0) {
    throw new UsageError("name one folder: fanfold eval <folder>; see fanfold eval --help");
  }
  const ignoreEmbeddedXml = values["ignore-embedded-xml"];
  const truths = await readTruth(folder, { isPrintedOnly: ignoreEmbeddedXml, file: values.truth });
  const baseline = values.compare === undefined ? undefined : await readEvaluation(values.compare);
  const out = path.resolve(values.out);
  await prepareOutput(out);
  const home = await mkdtemp(path.join(tmpdir(), "fanfold-eval-"));
  try {
    const config = parseConfig({
      ...cli.env,
      ...(values.analysis !== undefined && { FANFOLD_ANALYSIS: values.analysis }),
      FANFOLD_HOME: home,
    });
    // What a run that stops had left would count as not read.
    const { onError } = config.run;
    const measured = { onError: onError === "stop" ? "continue" : onError, ignoreEmbeddedXml };
    const context = RunContext.parse({ ...config.run, ...measured });
    const isQuiet = values.quiet || values.json;
    const run = { config, context, isQuiet };
    const { evaluation, views } = await evaluateCorpus({ folder, truths }, run, cli);
    const comparison = baseline && compareEvaluations(baseline, evaluation);
    const files = {
      json: path.join(out, "evaluation.json"),
      html: path.join(out, "evaluation.html"),
    };
    await mkdir(out, { recursive: true });
    await writeFile(files.json, `${JSON.stringify(evaluation, undefined, 1)}\n`);
    await writeFile(files.html, renderEvaluation(evaluation, views));
    if (values.json) {
      cli.print(`${JSON.stringify({ ...evaluation, ...(comparison && { comparison }) })}\n`);
    } else if (!values.quiet) {
      cli.print(describeEvaluation(evaluation));
      if (comparison) cli.print(describeComparison(comparison));
      cli.print(`  ${files.json}\n  ${files.html}\n`);
    }
    return comparison?.isRegression === true ? exitCodes.someQuarantined : exitCodes.ok;
  } catch (error) {
    if (!cli.signal.aborted) throw error;
    cli.tell("Interrupted; nothing was written.\n");
    return exitCodes.interrupted;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
};

/** @throws {UsageError} If the file is missing, or no evaluation of this version. */
async function readEvaluation(file: string): Promise<Evaluation> {
  const source = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new UsageError(`cannot read ${file}; --compare takes an evaluation.json`, { cause });
  });
  try {
    return Evaluation.parse(JSON.parse(source));
  } catch (cause) {
    throw new UsageError(
      `${file} is no evaluation of this version; make it anew with fanfold eval`,
      { cause },
    );
  }
}
