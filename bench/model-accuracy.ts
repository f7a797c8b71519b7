import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { openApp } from "#src/app.ts";
import { parseConfig } from "#src/config.ts";
import { startOllamaDouble } from "#test/fakes/ollama-server.ts";
import { runFanfold } from "#test/support/fanfold-process.ts";
import { writeLenientSettings } from "./accuracy/lenient-settings.ts";
import {
  followLies,
  newMistakes,
  readResults,
  reasonNotUsed,
  reliability,
  type Results,
  scoreOf,
} from "./accuracy/results.ts";
import {
  type Mode,
  modes,
  nothingKnown,
  scriptFor,
  type Values,
} from "./accuracy/scripted-answers.ts";
import { indexShownDocuments, type ShownDocuments } from "./accuracy/shown-documents.ts";
import { isRight, valueIn } from "#src/evaluation/compare-values.ts";
import { verdictOn } from "#src/evaluation/score-fields.ts";
import { truthFieldNames, truthFields } from "#src/evaluation/truth.ts";
import { readTruth, type Truth } from "./accuracy/truth.ts";

const help = `What does a model add to what rules read, and what can a bad one spoil?

  npm run bench:accuracy -- CORPUS [--mode NAME]... [--seed TEXT] [--analysis ollama|auto] [--out DIR]

CORPUS holds truth.jsonl, or folders that do: one JSON object for each document, with file, kind, group and fields.
No model is behind it: a double of an Ollama server knows the truth and tells it, or lies. The same command line that a
user has runs the batch, once with rules alone and once for each mode (default: all):

  truthful   every value as it is
  garbage    prose, nothing, half an answer, another schema, nonsense in the right one
  lying      wrong amounts and dates of the same page, an invented account, the buyer for the seller
  one-lie    one of these, all else true
  noisy      a fifth of the values exchanged for others of the page
`;

const textModel = "bench-text";
const visionModel = "bench-vision";
const examplesMax = 2;
const reasonsMax = 12;

type Settings = {
  readonly corpus: string;
  readonly modes: readonly Mode[];
  readonly analysis: string;
  /** Other lies and noise for another seed. */
  readonly seed: string;
  readonly out: string | undefined;
};

function parseSettings(args: readonly string[]): Settings | undefined {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      mode: { type: "string", multiple: true, default: [...modes] },
      analysis: { type: "string", default: "ollama" },
      seed: { type: "string", default: "" },
      out: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  const [corpus] = positionals;
  if (values.help || corpus === undefined) return undefined;
  const chosen = modes.filter((mode) => values.mode.includes(mode));
  if (chosen.length < new Set(values.mode).size) {
    throw new Error(`--mode must be one of ${modes.join(", ")}`);
  }
  return {
    corpus: path.resolve(corpus),
    modes: chosen,
    analysis: values.analysis,
    seed: values.seed,
    out: values.out,
  };
}

/** Runs the command line over the corpus. Exit code 1 means that some documents are quarantined. */
async function runBatch(
  corpus: string,
  options: readonly string[],
  { out, url, home }: { out: string; url: string; home: string },
): Promise<Results> {
  const env = {
    FANFOLD_HOME: home,
    OLLAMA_BASE_URL: url,
    OLLAMA_MODEL: textModel,
    OLLAMA_SLOTS: "8",
  };
  const args = ["process", corpus, "--ignore-embedded-xml", "--out", out, "--json", ...options];
  const { code, stdout, stderr } = await runFanfold(args, { env });
  if (code !== 0 && code !== 1) throw new Error(`fanfold ended with ${code}: ${stderr}`);
  console.log(stdout.trim());
  return await readResults(path.join(out, "results.jsonl"));
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

function printByKind(rulesAlone: Results, withModel: Results, truths: readonly Truth[]): void {
  const kinds = [...new Set(truths.map(({ kind }) => kind))].toSorted();
  const table = kinds.map((kind) => {
    const ofKind = truths.filter((truth) => truth.kind === kind);
    const [before, after] = [scoreOf(rulesAlone, ofKind), scoreOf(withModel, ofKind)];
    const { marked, unmarked } = newMistakes(rulesAlone, withModel, ofKind);
    const change = after.right - before.right || -unmarked;
    return {
      kind,
      documents: ofKind.length,
      "recall rules": percent(before.recall),
      model: percent(after.recall),
      "precision rules": percent(before.precision),
      "model ": percent(after.precision),
      "right/wrong/missing rules": `${before.right}/${before.wrong}/${before.missing}`,
      "model  ": `${after.right}/${after.wrong}/${after.missing}`,
      "new mistakes, marked": marked,
      unmarked,
      verdict: change > 0 ? "better" : change < 0 ? "WORSE" : "same",
    };
  });
  console.table(table);
  if (table.some(({ unmarked }) => unmarked > 0)) process.exitCode = 1;
}

/** Right values that were said and are not in the record, and those the model cost. */
function printLost(
  rulesAlone: Results,
  withModel: Results,
  truths: readonly Truth[],
  said: ReadonlyMap<string, Values>,
): void {
  const reasons = new Map<string, string[]>();
  for (const truth of truths) {
    const [before, outcome] = [rulesAlone.get(truth.file), withModel.get(truth.file)];
    for (const field of truthFieldNames) {
      const verdict = verdictOn(outcome, truth, field);
      if (verdict === undefined || verdict === "right") continue;
      const isLost = verdictOn(before, truth, field) === "right";
      const value = said.get(truth.file)?.[field];
      const isSaid = value !== undefined && isRight(field, value, truth.values[field] ?? []);
      if (!isLost && (!isSaid || field === "lineCount")) continue;
      const reason = `${isLost ? "LOST, " : ""}${reasonNotUsed(outcome, field)} (${verdict})`;
      const got = valueIn(outcome?.invoice, truthFields[field].path) ?? "nothing";
      const example = `${field} want ${JSON.stringify(truth.values[field]?.[0])} got ${JSON.stringify(got)}  ${truth.file}`;
      reasons.set(reason, [...(reasons.get(reason) ?? []), example]);
    }
  }
  const ordered = [...reasons].toSorted(([, a], [, b]) => b.length - a.length);
  console.log(`right values that are not in the record: ${ordered.length === 0 ? "none" : ""}`);
  for (const [reason, examples] of ordered.slice(0, reasonsMax)) {
    console.log(`  ${examples.length} x ${reason}`);
    for (const example of examples.slice(0, examplesMax)) console.log(`      ${example}`);
  }
}

/** What the double is asked and says during one batch. */
function createNarrator(
  { mode, seed }: { mode: Mode; seed: string },
  truths: readonly Truth[],
  shown: ShownDocuments,
) {
  const byFile = new Map(truths.map((truth) => [truth.file, truth]));
  const said = new Map<string, Values>();
  const wrong = new Map<string, Values>();
  const counts = { requests: 0, unknown: 0 };
  const reply: NonNullable<Parameters<typeof startOllamaDouble>[0]>["reply"] = (request) => {
    counts.requests += 1;
    const candidates = shown.find(request);
    if (candidates.length === 0) counts.unknown += 1;
    const known = candidates.flatMap(({ file, onPage }) => {
      const truth = byFile.get(file);
      return truth === undefined ? [] : [{ truth, onPage }];
    });
    const [first] = known;
    if (first === undefined) return nothingKnown;
    const script = scriptFor(mode, first, seed);
    for (const { truth } of known) {
      said.set(truth.file, script.said);
      // What is wrong of one document may be right of another that looks the same.
      const lies = Object.entries(script.wrong).filter(
        ([field, lie]) =>
          !isRight(field as keyof Values, lie, truth.values[field as keyof Values] ?? []),
      );
      wrong.set(truth.file, Object.fromEntries(lies));
    }
    return script.reply;
  };
  return { reply, said, wrong, counts };
}

async function indexCorpus(corpus: string, home: string): Promise<ShownDocuments> {
  const app = await openApp(parseConfig({ FANFOLD_HOME: home }));
  try {
    return await indexShownDocuments(app, corpus, true);
  } finally {
    await app.close();
  }
}

async function main(settings: Settings): Promise<void> {
  const { corpus, analysis, seed } = settings;
  const temporary = await mkdtemp(path.join(tmpdir(), "fanfold-accuracy-"));
  const out = path.resolve(settings.out ?? path.join(temporary, "out"));
  const truths = await readTruth(corpus);
  const scored = truths.filter(({ isScored }) => isScored);
  const double = await startOllamaDouble({
    models: [{ name: textModel }, { name: visionModel, capabilities: ["completion", "vision"] }],
  });
  try {
    await mkdir(out, { recursive: true });
    const lenient = await writeLenientSettings(temporary, truths);
    const shown = await indexCorpus(corpus, path.join(temporary, "home-index"));
    console.log(
      `${shown.count} documents can be shown to a model, ${shown.alike} look like another`,
    );
    const place = (name: string) => ({
      out: path.join(out, name),
      url: double.url,
      home: path.join(temporary, `home-${name}`),
    });
    const byRules = await runBatch(corpus, [...lenient, "--analysis", "rules"], place("rules"));
    console.log(`approved without a person by rules alone: ${approvedIn(byRules)}`);
    for (const mode of settings.modes) {
      const narrator = createNarrator({ mode, seed }, truths, shown);
      double.setReply(narrator.reply);
      console.log(`\n${mode}`);
      const byModel = await runBatch(
        corpus,
        [...lenient, "--analysis", analysis, "--vision-model", visionModel],
        place(mode),
      );
      const { requests, unknown } = narrator.counts;
      console.log(
        `${requests} requests, ${unknown} about no document known; approved: ${approvedIn(byModel)}`,
      );
      if (unknown > 0) process.exitCode = 1;
      printByKind(byRules, byModel, scored);
      printLost(byRules, byModel, scored, narrator.said);
      printLies(byModel, byRules, narrator.wrong);
      if (mode === "noisy" || mode === "truthful") printReliability(byModel, scored);
    }
    if (settings.out !== undefined) console.log(`results: ${out}`);
  } finally {
    await double.close();
    await rm(temporary, { recursive: true, force: true });
  }
}

const approvedIn = (results: Results): number =>
  [...results.values()].filter(({ decision }) => decision?.action === "auto_approve").length;

function printLies(byModel: Results, byRules: Results, wrong: ReadonlyMap<string, Values>): void {
  const said = [...wrong.values()].reduce((sum, lies) => sum + Object.keys(lies).length, 0);
  if (said === 0) return;
  const { used, readByRulesToo, unmarked, approved } = followLies(byModel, byRules, wrong);
  console.log(
    `${said} wrong values said, ${used} in records, ${readByRulesToo} of them read by rules too; ` +
      `unmarked ${unmarked.length}, in approved documents ${approved.length}`,
  );
  for (const example of [...unmarked, ...approved].slice(0, reasonsMax))
    console.log(`  ${example}`);
  if (unmarked.length > 0 || approved.length > 0) process.exitCode = 1;
}

function printReliability(results: Results, truths: readonly Truth[]): void {
  console.table(
    [...reliability(results, truths)].map(([bucket, { values, right }]) => ({
      "read by, confidence from": bucket,
      values,
      "share right": percent(right / values),
    })),
  );
}

const settings = parseSettings(process.argv.slice(2));
if (settings === undefined) console.log(help);
else await main(settings);
