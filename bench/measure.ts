/** The middle value; of an even number of values the upper one of the two. */
export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

export const rounded = (value: number, decimals = 1): number => Number(value.toFixed(decimals));

/** How the command starts its process (the first line of src/cli/main.ts): less memory for what was just made. */
export const processFlags = ["--max-semi-space-size=8"] as const;
