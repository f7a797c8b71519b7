import type { FieldScore } from "#src/domain/evaluation.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import { isRight, valueIn } from "./compare-values.ts";
import { type Truth, type TruthField, truthFieldNames, truthFields } from "./truth.ts";

/** Result records by their file. */
export type Results = ReadonlyMap<string, Pick<Outcome, "status" | "invoice" | "evidence">>;

export type Verdict = "right" | "wrong" | "missing";

/** @returns Nothing if the truth does not have the field. */
export function verdictOn(
  outcome: Pick<Outcome, "invoice"> | undefined,
  truth: Truth,
  field: TruthField,
): Verdict | undefined {
  const wanted = truth.values[field];
  if (wanted === undefined) return undefined;
  const got = valueIn(outcome?.invoice, truthFields[field].path);
  if (got === undefined) return "missing";
  return isRight(field, got, wanted) ? "right" : "wrong";
}

/** Verdicts of one document. */
export type Counted = {
  readonly group: string;
  readonly verdicts: readonly Verdict[];
};

/** Shares are weighted so that every vendor or layout counts the same; counts are plain. */
export function scoreOf(documents: readonly Counted[]): FieldScore {
  const sizes = new Map<string, number>();
  for (const { group } of documents) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const plain = { right: 0, wrong: 0, missing: 0 };
  const weighted = { ...plain };
  for (const { group, verdicts } of documents) {
    for (const verdict of verdicts) {
      plain[verdict] += 1;
      weighted[verdict] += 1 / (sizes.get(group) ?? 1);
    }
  }
  const { right, wrong, missing } = weighted;
  return {
    recall: share(right, right + wrong + missing),
    precision: share(right, right + wrong),
    ...plain,
  };
}

/** Decimals of a share. */
const shareScale = 10_000;

const share = (part: number, whole: number): number =>
  whole === 0 ? 0 : Math.round((part / whole) * shareScale) / shareScale;

/** The score of each field that any of the documents has, and of `all` together. */
export function scoreByField(
  results: Results,
  truths: readonly Truth[],
): Record<string, FieldScore> {
  const counted = (fields: readonly TruthField[]): Counted[] =>
    truths.map((truth) => ({
      group: truth.group,
      verdicts: fields.flatMap((field) => verdictOn(results.get(truth.file), truth, field) ?? []),
    }));
  const known = truthFieldNames.filter((field) =>
    truths.some(({ values }) => values[field] !== undefined),
  );
  return Object.fromEntries([
    ...known.map((field) => [field, scoreOf(counted([field]))] as const),
    ["all", scoreOf(counted(known))] as const,
  ]);
}
