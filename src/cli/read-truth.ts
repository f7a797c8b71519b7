import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { parseTruth, type Truth, wholeOf } from "#src/evaluation/truth.ts";
import { UsageError } from "./cli.ts";

const truthFile = "truth.jsonl";

/** Bytes of one truth file: some hundred thousand documents. */
export const truthBytesMax = 64 * 1024 * 1024;

/** Bad inputs of a corpus: they have no values to read. */
const unscoredFolder = "hostile";

type ReadTruthOptions = {
  /** The truth file; by default those of the corpus. */
  readonly file?: string | undefined;
  readonly isPrintedOnly: boolean;
};

/**
 * Reads every `truth.jsonl` of a corpus: its own, or those of the folders in it.
 *
 * @throws {UsageError} If there is none, or a document it names is not there.
 * @throws {TruthInvalid} If a line of one is wrong.
 */
export async function readTruth(
  corpus: string,
  { file: given, isPrintedOnly }: ReadTruthOptions,
): Promise<readonly Truth[]> {
  if (given !== undefined) {
    const source = await readSource(given);
    if (source === undefined) throw new UsageError(`no truth file ${given}; check its name`);
    return await present(corpus, parseTruth(source, { folder: "", isPrintedOnly }));
  }
  const names = await readdir(corpus).catch((cause: unknown) => {
    throw new UsageError(`cannot read the folder ${corpus}; check its name`, { cause });
  });
  const folders = names.includes(truthFile) ? [""] : names.toSorted();
  const truths: Truth[] = [];
  for (const folder of folders) {
    if (folder === unscoredFolder) continue;
    const source = (await readSource(path.join(corpus, folder, truthFile))) ?? "";
    truths.push(...parseTruth(source, { folder, isPrintedOnly }));
  }
  return await present(corpus, truths);
}

/**
 * A truth file that is there and cannot be read must not count as none: its documents would be missing from every figure.
 *
 * @returns `undefined` if there is none.
 */
async function readSource(file: string): Promise<string | undefined> {
  try {
    const { size } = await stat(file);
    if (size <= truthBytesMax) return await readFile(file, "utf8");
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw new UsageError(`${file} cannot be read; check what it is, and who may read it`, {
      cause,
    });
  }
  throw new UsageError(`${file} has more than ${truthBytesMax} bytes; divide it among folders`);
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && ["ENOENT", "ENOTDIR"].includes(String(error.code));

const statOf = async (corpus: string, file: string) =>
  await stat(path.join(corpus, file)).catch(() => undefined);

async function present(corpus: string, truths: readonly Truth[]): Promise<readonly Truth[]> {
  if (truths.length === 0) {
    throw new UsageError(
      `no ${truthFile} in ${corpus} or the folders in it: one JSON object a line with "file", "kind" and "fields"`,
    );
  }
  for (const { file } of truths) {
    const found = (await statOf(corpus, file)) ?? (await statOf(corpus, wholeOf(file)));
    if (found === undefined) throw new UsageError(`${truthFile} names ${file}, which is not there`);
  }
  return truths;
}
