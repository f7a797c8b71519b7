import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { parseTruth, type Truth as StatedTruth } from "#src/evaluation/truth.ts";

/** What one document states, printed values only. */
export type Truth = StatedTruth & {
  /** False for bad input, which has no score. */
  readonly isScored: boolean;
};

/** Reads every `truth.jsonl` of a corpus: its own, or those of its folders. Rows of a folder `hostile` are not scored. */
export async function readTruth(corpus: string): Promise<readonly Truth[]> {
  const names = await readdir(corpus);
  const folders = names.includes("truth.jsonl") ? [""] : names.toSorted();
  const truths: Truth[] = [];
  for (const folder of folders) {
    const source = await readFile(path.join(corpus, folder, "truth.jsonl"), "utf8").catch(() => "");
    const isScored = folder !== "hostile";
    const rows = parseTruth(source, { folder, isPrintedOnly: true });
    truths.push(...rows.map((row) => ({ ...row, isScored })));
  }
  return truths;
}
