/**
 * The value below which this share of the values lies, by nearest rank: always one of the values. Their order does not matter.
 *
 * @param share - 0 to 1; 0.5 is the median.
 * @returns `undefined` of no values.
 */
export function quantile(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = Math.ceil(share * sorted.length);
  return sorted[Math.min(Math.max(rank, 1), sorted.length) - 1];
}
