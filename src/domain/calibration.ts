/** Values of about this score, as they were counted, and how often such a value is right. */
export type CalibrationStep = {
  /** Mean score of the values, 0 to 1. */
  readonly score: number;
  /** 0 to 1, not below that of the step before. */
  readonly confidence: number;
  readonly values: number;
  readonly right: number;
};

/** Decimals of a confidence: between 0.98 and 0.99 the share that is wrong doubles. */
const confidenceScale = 1_000;

/**
 * The confidence of a value of this score: on the line between the steps around it, that of the last step beyond it, and falling to 0
 * below the first, where nothing was counted.
 *
 * @param steps - By ascending score.
 * @returns 0 to 1, with three decimals, rounded down.
 */
export function confidenceOf(score: number, steps: readonly CalibrationStep[]): number {
  let below: Pick<CalibrationStep, "score" | "confidence"> = { score: 0, confidence: 0 };
  for (const step of steps) {
    if (score < step.score) return roundedDown(between(below, step, score));
    below = step;
  }
  return roundedDown(below.confidence);
}

type Point = Pick<CalibrationStep, "score" | "confidence">;

function between(below: Point, above: Point, score: number): number {
  const share = Math.max(0, score - below.score) / (above.score - below.score);
  return below.confidence + share * (above.confidence - below.confidence);
}

const roundedDown = (confidence: number): number =>
  Math.floor(confidence * confidenceScale + 1e-9) / confidenceScale;
