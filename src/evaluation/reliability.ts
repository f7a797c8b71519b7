import type { ReliabilityBucket } from "#src/domain/evaluation.ts";

/** One value that was read, how sure its reader was, and whether it is right. */
export type Judgement = { readonly confidence: number; readonly isRight: boolean };

/** Where buckets begin: tenths, and closer together where most values are and thresholds lie. */
const bucketsFrom = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98] as const;

/** How often values of some confidence are right, by buckets of confidence; empty buckets are left out. */
export function reliabilityOf(judgements: readonly Judgement[]): ReliabilityBucket[] {
  const byBucket = Map.groupBy(judgements, ({ confidence }) =>
    bucketsFrom.findLast((from) => from <= confidence),
  );
  return bucketsFrom.flatMap((confidenceFrom) => {
    const values = byBucket.get(confidenceFrom);
    if (values === undefined) return [];
    return [
      {
        confidenceFrom,
        values: values.length,
        confidence: mean(values.map(({ confidence }) => confidence)),
        right: mean(values.map(({ isRight }) => Number(isRight))),
      },
    ];
  });
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
