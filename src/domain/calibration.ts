/** Values of this score up to that of the next step, as they were counted, and how often such a value is right. */
export type CalibrationStep = {
  /** 0 to 1. */
  readonly scoreFrom: number;
  /** 0 to 1, not below that of the step before. */
  readonly confidence: number;
  readonly values: number;
  readonly right: number;
};

/** Two decimals, so that 0.99 is the most that is said of a value that was not exact. */
const confidenceScale = 100;
/** Keeps 0.29 what it is although a hundred times it is a little less than 29. */
const epsilon = 1e-9;

/**
 * The confidence of a value of this score: that of its step, and below the first step, where nothing was counted, less in proportion.
 *
 * @param steps - By ascending score.
 * @returns 0 to 0.99, with two decimals, rounded down.
 */
export function confidenceOf(score: number, steps: readonly CalibrationStep[]): number {
  const step = steps.findLast(({ scoreFrom }) => scoreFrom <= score + epsilon);
  const [first] = steps;
  const below = first === undefined ? 0 : (first.confidence * Math.max(0, score)) / first.scoreFrom;
  return roundedDown(step?.confidence ?? below);
}

/** A confidence with two decimals, and never more than it is: 0.988 is below a threshold of 0.99. */
export const roundedDown = (confidence: number): number =>
  Math.floor(confidence * confidenceScale + epsilon) / confidenceScale;
