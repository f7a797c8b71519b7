import type { Range } from "#src/domain/batch-resources.ts";

/** Least, mean and greatest of values that come one by one. */
export function createRunningRange() {
  let [count, sum, min, max] = [0, 0, Infinity, 0];
  return {
    add(value: number): void {
      count += 1;
      sum += value;
      min = Math.min(min, value);
      max = Math.max(max, value);
    },
    /** @param digits - Decimals of the values. */
    range: (digits = 0): Range => ({
      min: rounded(count === 0 ? 0 : min, digits),
      mean: rounded(count === 0 ? 0 : sum / count, digits),
      max: rounded(max, digits),
    }),
    /** How far it rose above a value before. */
    peakIncrease: (before: number): number => Math.max(0, max - before),
  };
}

export type RunningRange = ReturnType<typeof createRunningRange>;

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));
