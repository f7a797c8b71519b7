/** The middle value; of an even number of values the upper one of the two. */
export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

export const rounded = (value: number, decimals = 1): number => Number(value.toFixed(decimals));
