import { type CalibrationStep, confidenceOf } from "#src/domain/calibration.ts";
import type { Judgement } from "./reliability.ts";

/** One value that was read, what rules scored it, and whose document it is of. */
export type ScoredValue = {
  readonly score: number;
  readonly isRight: boolean;
  /** Vendor or layout. */
  readonly group: string;
};

/** Scores are counted by tenths: a table of few steps has little of the documents it was made from. */
const tenths = 10;
/** Keeps 0.3 in the tenth from 0.3 although ten times it is a little less than 3. */
const epsilon = 1e-9;

/**
 * Two right and two wrong values more than were counted (Agresti and Coull's "plus four"): few values are never certain, and many of
 * documents the rules were written with are a little less so.
 */
const added = { right: 2, wrong: 2 } as const;

/**
 * How often values of a score are right, as steps that never fall: the isotonic regression of what is right on the score, over tenths of
 * it.
 *
 * @returns By ascending score, one step for each tenth that has values.
 */
export function fitCalibration(values: readonly ScoredValue[]): CalibrationStep[] {
  const byTenth = Map.groupBy(values, ({ score }) =>
    Math.min(tenths - 1, Math.floor(score * tenths + epsilon)),
  );
  const counted = [...byTenth]
    .toSorted(([left], [right]) => left - right)
    .map(([tenth, of]) => ({
      scoreFrom: tenth / tenths,
      values: of.length,
      right: of.filter(({ isRight }) => isRight).length,
    }));
  const confidences = isotonic(
    counted.map(({ values: all, right }) => {
      const weight = all + added.right + added.wrong;
      return { value: (right + added.right) / weight, weight };
    }),
  );
  return counted.map((step, index) => ({ ...step, confidence: confidences[index] ?? 0 }));
}

/**
 * The non-decreasing values nearest to these, by weighted squares: neighbours that fall are pooled to their mean (pool adjacent
 * violators).
 */
export function isotonic(
  points: readonly { readonly value: number; readonly weight: number }[],
): number[] {
  const blocks: { readonly value: number; readonly weight: number; readonly length: number }[] = [];
  for (const point of points) {
    let block = { ...point, length: 1 };
    for (let last = blocks.at(-1); last && last.value >= block.value; last = blocks.at(-1)) {
      const weight = last.weight + block.weight;
      const value = (last.value * last.weight + block.value * block.weight) / weight;
      block = { value, weight, length: last.length + block.length };
      blocks.pop();
    }
    blocks.push(block);
  }
  return blocks.flatMap(({ value, length }) => Array.from({ length }, () => value));
}

/** Each value with the confidence that a table fitted without the documents of its vendor gives it: leave one vendor out. */
export function judgedByOthers(values: readonly ScoredValue[]): Judgement[] {
  const groups = Map.groupBy(values, ({ group }) => group);
  return [...groups.keys()].flatMap((left) => {
    const steps = fitCalibration(values.filter(({ group }) => group !== left));
    return (groups.get(left) ?? []).map(({ score, isRight }) => ({
      confidence: confidenceOf(score, steps),
      isRight,
    }));
  });
}
