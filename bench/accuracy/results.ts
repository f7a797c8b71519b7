import { readFile } from "node:fs/promises";
import type { Outcome } from "#src/domain/outcome.ts";
import type { Values } from "./scripted-answers.ts";
import type { FieldScore } from "#src/domain/evaluation.ts";
import { isSame, valueIn } from "#src/evaluation/compare-values.ts";
import { scoreOf as scoreOfDocuments, verdictOn } from "#src/evaluation/score-fields.ts";
import { type TruthField, truthFieldNames, truthFields } from "#src/evaluation/truth.ts";
import type { Truth } from "./truth.ts";

export type Results = ReadonlyMap<string, Outcome>;

export async function readResults(file: string): Promise<Results> {
  const lines = (await readFile(file, "utf8")).split("\n").filter((line) => line !== "");
  return new Map(
    lines.map((line) => {
      // Our own program wrote it a moment ago.
      const outcome = JSON.parse(line) as Outcome;
      return [outcome.file, outcome];
    }),
  );
}

/** Shares are weighted so that every vendor or layout counts the same; counts are plain. */
export const scoreOf = (results: Results, truths: readonly Truth[]): FieldScore =>
  scoreOfDocuments(
    truths.map((truth) => ({
      group: truth.group,
      verdicts: truthFieldNames.flatMap(
        (field) => verdictOn(results.get(truth.file), truth, field) ?? [],
      ),
    })),
  );

/** Why a right value that a model gave is not in the record, for a person. */
export function reasonNotUsed(outcome: Outcome | undefined, field: TruthField): string {
  if (outcome === undefined) return "no record";
  const { analysis, error } = outcome;
  const { path } = truthFields[field];
  if (error !== undefined) return `quarantined: ${error.code}`;
  if (analysis.engine !== "ollama") return `no answer used: ${analysis.reason ?? "?"}`;
  const discarded = analysis.discarded?.find((value) => value.path === path);
  if (discarded !== undefined) {
    return `discarded: ${discarded.reason.replaceAll(/-?\d[\d.]*/g, "N")}`;
  }
  if (analysis.contested?.includes(path) === true) return "contested";
  return "other";
}

/** A person is told of this value: that it is the model's, or that it is disputed. */
function isMarked({ evidence, findings, analysis }: Outcome, path: string): boolean {
  const isModels = evidence?.[path]?.by.join("") === "model";
  const isTold = findings?.some(
    ({ check, status, message }) =>
      check === "analysis" &&
      status === "unknown" &&
      // Of many values a finding names the first ones and counts the rest.
      (/ and \d+ more\b/.test(message) || wordsOf(message).includes(path)),
  );
  return (isModels && isTold) || analysis.contested?.includes(path) === true;
}

const wordsOf = (message: string): readonly string[] =>
  message.split(/[\s,:]+/).map((word) => word.replace(/\.$/, ""));

/** Wrong values that rules alone did not have, by whether a person is told of them. */
export function newMistakes(byRules: Results, byModel: Results, truths: readonly Truth[]) {
  const counts = { marked: 0, unmarked: 0 };
  for (const truth of truths) {
    const [before, outcome] = [byRules.get(truth.file), byModel.get(truth.file)];
    for (const field of truthFieldNames) {
      if (outcome === undefined || verdictOn(outcome, truth, field) !== "wrong") continue;
      const { path } = truthFields[field];
      if (valueIn(before?.invoice, path) === valueIn(outcome.invoice, path)) continue;
      counts[isMarked(outcome, path) ? "marked" : "unmarked"] += 1;
    }
  }
  return counts;
}

export type Lies = {
  /** Wrong values that were said and are in a record. */
  readonly used: number;
  /** Of those the ones rules read alike: their own mistake. */
  readonly readByRulesToo: number;
  /** Of the rest the ones no person is told of. Must be 0. */
  readonly unmarked: readonly string[];
  /** Documents approved without a person although a wrong value of the model is in them. Must be 0. */
  readonly approved: readonly string[];
};

/** Follows the wrong values a model said into the records. */
export function followLies(
  results: Results,
  byRules: Results,
  wrong: ReadonlyMap<string, Values>,
): Lies {
  let [used, readByRulesToo] = [0, 0];
  const unmarked: string[] = [];
  const approved = new Set<string>();
  for (const [file, values] of wrong) {
    const outcome = results.get(file);
    for (const [name, lie] of Object.entries(values)) {
      const field = name as TruthField;
      const { path } = truthFields[field];
      const got = valueIn(outcome?.invoice, path);
      if (outcome === undefined || got === undefined || !isSame(field, got, lie)) continue;
      used += 1;
      const ofRules = valueIn(byRules.get(file)?.invoice, path);
      if (ofRules !== undefined && isSame(field, ofRules, got)) {
        readByRulesToo += 1;
        continue;
      }
      if (!isMarked(outcome, path)) unmarked.push(`${file} ${path} ${got}`);
      if (outcome.decision?.action === "auto_approve") approved.add(file);
    }
  }
  return { used, readByRulesToo, unmarked, approved: [...approved] };
}

export type Bucket = { readonly values: number; readonly right: number };

/** How often values of some confidence are right, by who read them. */
export function reliability(
  results: Results,
  truths: readonly Truth[],
): ReadonlyMap<string, Bucket> {
  const buckets = new Map<string, Bucket>();
  for (const truth of truths) {
    const outcome = results.get(truth.file);
    for (const field of truthFieldNames) {
      const evidence = outcome?.evidence?.[truthFields[field].path];
      if (evidence === undefined || !evidence.by.includes("model")) continue;
      const verdict = verdictOn(outcome, truth, field);
      if (verdict === undefined) continue;
      const least = Math.min(9, Math.floor(evidence.confidence * 10 + 1e-9)) / 10;
      const name = `${evidence.by.join("+")} ${least.toFixed(1)}`;
      const { values, right } = buckets.get(name) ?? { values: 0, right: 0 };
      buckets.set(name, { values: values + 1, right: right + (verdict === "right" ? 1 : 0) });
    }
  }
  return new Map([...buckets].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
