import { createWriteStream } from "node:fs";
import { access, constants, mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { BatchSummary, OutcomeSummary } from "#src/domain/batch.ts";
import type { ResourcePoint } from "#src/domain/batch-resources.ts";
import type { CurrencyCode } from "#src/domain/money.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import { AppError } from "#src/errors.ts";
import { renderReport } from "#src/report/report-html.ts";
import { csvHeader, toCsvRow } from "#src/report/results-csv.ts";
import { toJsonLine } from "#src/report/results-jsonl.ts";

export const resultFiles = ["results.jsonl", "results.csv", "report.html"] as const;

/** The output folder cannot be written. */
class OutputUnwritable extends AppError {
  readonly code = "output.unwritable";
  readonly isTransient = false;
}

/** @throws {OutputUnwritable} Before any work is done, if the folder cannot be made or written. */
export async function prepareOutput(out: string): Promise<void> {
  try {
    await mkdir(out, { recursive: true });
    await access(out, constants.W_OK);
  } catch (error) {
    throw unwritable(out, error);
  }
}

export type Results = {
  readonly summary: BatchSummary;
  /** Reads all records of the batch from the ledger, once for each file. */
  readonly outcomes: () => AsyncIterable<Outcome>;
  readonly startedAt: string;
  readonly baseCurrency: CurrencyCode;
  readonly timings: readonly OutcomeSummary[];
  /** What the process used over the time of this run; without it the report has no chart of that. */
  readonly resourcePoints?: readonly ResourcePoint[];
};

/**
 * Writes the three result files. Each is written beside its place and then renamed, so a reader never sees half a file.
 *
 * @throws {OutputUnwritable} If the disk is full or the folder not writable; files of an earlier run stay as they were.
 */
export async function writeResults(out: string, results: Results): Promise<readonly string[]> {
  const contents: Record<(typeof resultFiles)[number], AsyncIterable<string>> = {
    "results.jsonl": mapLines(results.outcomes(), toJsonLine),
    "results.csv": withHeader(csvHeader, mapLines(results.outcomes(), toCsvRow)),
    "report.html": renderReport({
      summary: results.summary,
      outcomes: results.outcomes(),
      startedAt: results.startedAt,
      baseCurrency: results.baseCurrency,
      timeline: timelineOf(results),
      resourcePoints: results.resourcePoints ?? [],
    }),
  };
  const written: string[] = [];
  const temporary = (name: string): string => path.join(out, `.${name}.${process.pid}.tmp`);
  try {
    for (const name of resultFiles) {
      await pipeline(Readable.from(contents[name]), createWriteStream(temporary(name)));
    }
    for (const name of resultFiles) {
      const file = path.join(out, name);
      await rename(temporary(name), file);
      written.push(file);
    }
    return written;
  } catch (error) {
    await Promise.all(resultFiles.map((name) => rm(temporary(name), { force: true })));
    if (error instanceof AppError) throw error;
    throw unwritable(out, error);
  }
}

async function* mapLines(
  outcomes: AsyncIterable<Outcome>,
  toLine: (outcome: Outcome) => string,
): AsyncGenerator<string> {
  for await (const outcome of outcomes) yield ensureNewline(toLine(outcome));
}

async function* withHeader(header: string, rows: AsyncIterable<string>): AsyncGenerator<string> {
  yield ensureNewline(header);
  yield* rows;
}

const ensureNewline = (line: string): string => (line.endsWith("\n") ? line : `${line}\n`);

/** Work of this run only, from its first document: the hours a killed batch lay still would squeeze the rest. */
function timelineOf({ timings }: Results) {
  const timed = timings.flatMap(({ file, startedAtMs, durationMs }) =>
    startedAtMs === undefined || durationMs === undefined
      ? []
      : [{ file, startedAtMs, durationMs }],
  );
  const originMs = timed.reduce((least, { startedAtMs }) => Math.min(least, startedAtMs), Infinity);
  return timed.map(({ file, startedAtMs, durationMs }) => ({
    file,
    startedMs: startedAtMs - originMs,
    durationMs,
  }));
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full; free some space",
  EEXIST: "a file is in the way; name a folder",
  ENOTDIR: "a file is in the way; name a folder",
  EACCES: "you may not write there; check its permissions",
  EROFS: "the disk is read-only; name another folder",
  ENOENT: "the place above it is missing or read-only; name another folder",
};

function unwritable(out: string, cause: unknown): OutputUnwritable {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "error";
  const reason = reasons[code] ?? `${code}; check the path and its permissions`;
  return new OutputUnwritable(`cannot write to ${out}: ${reason}`, { cause });
}
