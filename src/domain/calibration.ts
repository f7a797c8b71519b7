/** Values of this score up to that of the next step, as they were counted, and how often such a value is right. */
export type CalibrationStep = {
  /** 0 to 1. */
  readonly scoreFrom: number;
  /** 0 to 1, not below that of the step before. */
  readonly confidence: number;
  readonly values: number;
  readonly right: number;
};

/** Decimals of a confidence: between 0.98 and 0.99 the share that is wrong halves. */
const confidenceScale = 1_000;
/** Keeps 0.29 what it is although a thousand times it is a little less than 290. */
const epsilon = 1e-9;

/**
 * The confidence of a value of this score: that of its step, and below the first step, where nothing was counted, less in proportion.
 *
 * @param steps - By ascending score.
 * @returns 0 to 1, with three decimals, rounded down.
 */
export function confidenceOf(score: number, steps: readonly CalibrationStep[]): number {
  const step = steps.findLast(({ scoreFrom }) => scoreFrom <= score + epsilon);
  const [first] = steps;
  const below = first === undefined ? 0 : (first.confidence * Math.max(0, score)) / first.scoreFrom;
  const confidence = step?.confidence ?? below;
  return Math.floor(confidence * confidenceScale + epsilon) / confidenceScale;
}
