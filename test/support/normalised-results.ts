import { readFile } from "node:fs/promises";

type Timed = {
  readonly operations: readonly { readonly name: string }[];
  readonly analysis: { readonly cost?: { readonly seconds: number } };
};

const batchId = /\d{8}-\d{6}-[0-9a-f]{6}/g;

/**
 * The lines of `results.jsonl` by file, without what may differ between two runs of the same input: times and the names of
 * batches.
 */
export async function normalisedResults(file: string): Promise<string[]> {
  const text = (await readFile(file, "utf8")).replaceAll(batchId, "BATCH");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map(withoutTimes);
}

function withoutTimes(line: string): string {
  const record = JSON.parse(line) as Timed;
  const names = record.operations.map(({ name }) => name);
  const { cost, ...analysis } = record.analysis;
  return JSON.stringify({
    ...record,
    analysis: cost === undefined ? analysis : { ...analysis, cost: { ...cost, seconds: 0 } },
    operations: names.toSorted((a, b) => (a < b ? -1 : 1)),
  });
}

/** The first line in which two results differ, cut short; absent if they are the same. */
export function firstDifference(
  left: readonly string[],
  right: readonly string[],
): string | undefined {
  const length = Math.max(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const [a = "", b = ""] = [left[index], right[index]];
    if (a === b) continue;
    let at = 0;
    while (a[at] === b[at]) at += 1;
    const from = Math.max(0, at - 100);
    return `line ${index + 1}: ...${a.slice(from, at + 200)}\n  not ...${b.slice(from, at + 200)}`;
  }
  return undefined;
}
