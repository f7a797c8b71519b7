/** Some of many values in bounded space, spread evenly over all of them: every one, of more every second, fourth, eighth... */
export interface BoundedSample<T> {
  add(value: T): void;
  /** Values added, kept or not. */
  count(): number;
  /** In the order they were added; all of them while there are at most `keptMax`. */
  kept(): readonly T[];
}

/** @param keptMax - Values kept; a full sample loses every second one and goes on at half the pace. */
export function createBoundedSample<T>(keptMax: number): BoundedSample<T> {
  let kept: T[] = [];
  let count = 0;
  let stride = 1;
  return {
    add(value) {
      if (count % stride === 0) kept.push(value);
      count += 1;
      if (kept.length <= keptMax) return;
      kept = kept.filter((_, index) => index % 2 === 0);
      stride *= 2;
    },
    count: () => count,
    kept: () => kept,
  };
}
