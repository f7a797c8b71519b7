import type { ReliabilityBucket } from "#src/domain/evaluation.ts";

/** One value that was read, how sure its reader was, and whether it is right. */
export type Judgement = { readonly confidence: number; readonly isRight: boolean };

const buckets = 10;
/** Keeps 0.3 in the bucket from 0.3 although ten times it is a little less than 3. */
const epsilon = 1e-9;

/** How often values of some confidence are right, by tenths of confidence; empty tenths are left out. */
export function reliabilityOf(judgements: readonly Judgement[]): ReliabilityBucket[] {
  const byTenth = Map.groupBy(judgements, ({ confidence }) =>
    Math.min(buckets - 1, Math.floor(confidence * buckets + epsilon)),
  );
  return [...byTenth]
    .toSorted(([left], [right]) => left - right)
    .map(([tenth, values]) => ({
      confidenceFrom: tenth / buckets,
      values: values.length,
      confidence: mean(values.map(({ confidence }) => confidence)),
      right: mean(values.map(({ isRight }) => Number(isRight))),
    }));
}

/** Expected calibration error: mean distance of a bucket's confidence and its share right, weighted by values. 0 is perfect. */
export function calibrationErrorOf(reliability: readonly ReliabilityBucket[]): number {
  const all = reliability.reduce((sum, { values }) => sum + values, 0);
  const distance = reliability.reduce(
    (sum, { values, confidence, right }) => sum + values * Math.abs(confidence - right),
    0,
  );
  return all === 0 ? 0 : Math.min(1, distance / all);
}

const mean = (values: readonly number[]): number =>
  Math.min(1, values.reduce((sum, value) => sum + value, 0) / values.length);
