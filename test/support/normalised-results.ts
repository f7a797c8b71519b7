import { readFile } from "node:fs/promises";

/** The lines of `results.jsonl` without what may differ between two runs of the same input: times and the batch's name. */
export async function normalisedResults(file: string): Promise<string> {
  const lines = (await readFile(file, "utf8")).split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.stringify(withoutTimes(JSON.parse(line)))).join("\n");
}

type Timed = { operations: { name: string }[]; findings: { message: string }[] };

function withoutTimes(record: Timed): unknown {
  return {
    ...record,
    operations: record.operations
      .map(({ name }) => name)
      .toSorted((a, b) => (a < b ? -1 : 1)),
  };
}
