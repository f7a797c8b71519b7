import type { Evaluation, FieldScore, KindEvaluation } from "#src/domain/evaluation.ts";

/** A field of one kind whose counts are not what they were. */
type Change = {
  readonly kind: string;
  readonly field: string;
  /** Right values more than before. */
  readonly right: number;
  /** Wrong values more than before. */
  readonly wrong: number;
  readonly isWorse: boolean;
};

export type EvaluationComparison = {
  /** Worse ones first. */
  readonly changes: readonly Change[];
  /** Kinds of the baseline that were not evaluated, or over another number of documents: nothing can be said of them. */
  readonly incomparable: readonly string[];
  /** True if anything got worse or cannot be compared. */
  readonly isRegression: boolean;
};

/** What got better and worse since a baseline over the same documents: fewer right or more wrong values of a field are worse. */
export function compareEvaluations(
  baseline: Evaluation,
  current: Evaluation,
): EvaluationComparison {
  const changes: Change[] = [];
  const incomparable: string[] = [];
  for (const [kind, before] of Object.entries(baseline.kinds)) {
    const after = current.kinds[kind];
    if (
      after?.documents !== before.documents ||
      baseline.isEmbeddedXmlIgnored !== current.isEmbeddedXmlIgnored
    ) {
      incomparable.push(kind);
      continue;
    }
    for (const [field, old] of Object.entries({ ...before.fields, ...rowsAsFields(before) })) {
      const now = { ...after.fields, ...rowsAsFields(after) }[field];
      const right = (now?.right ?? 0) - old.right;
      const wrong = (now?.wrong ?? 0) - old.wrong;
      if (right === 0 && wrong === 0) continue;
      changes.push({ kind, field, right, wrong, isWorse: right < 0 || wrong > 0 });
    }
  }
  const isRegression = incomparable.length > 0 || changes.some(({ isWorse }) => isWorse);
  return {
    changes: changes.toSorted((left, right) => Number(right.isWorse) - Number(left.isWorse)),
    incomparable,
    isRegression,
  };
}

const rowsAsFields = ({ lines, taxBreakdowns }: KindEvaluation): Record<string, FieldScore> => ({
  ...(lines && { lines }),
  ...(taxBreakdowns && { taxBreakdowns }),
});
