import { readFile, stat } from "node:fs/promises";
import { z } from "zod";
import { OperationName } from "#src/domain/operation.ts";
import type { GivenDurations } from "#src/ledger/operation-plan.ts";
import { UsageError } from "./cli.ts";
import { withoutControls } from "./without-controls.ts";

/** Longest duration that can be given, milliseconds: a day. */
const durationMsMax = 86_400_000;
/** Bytes of a durations file; it has at most one number for each operation. */
const fileBytesMax = 64 * 1024;

/** Characters of a wrong name that are repeated. */
const nameCharactersMax = 60;

const Durations = z.partialRecord(OperationName, z.number().min(0).max(durationMsMax));

/**
 * Reads `verify_seller=3200,validate_tax=1100`, milliseconds.
 *
 * @throws {UsageError} Naming what is no operation or no duration.
 */
export function parseDurations(list: string): GivenDurations {
  const pairs = list.split(",").map((pair) => {
    const [name = "", value = ""] = pair.split("=", 2).map((part) => part.trim());
    return [name, value === "" ? Number.NaN : Number(value)] as const;
  });
  return checkDurations(Object.fromEntries(pairs), "--given");
}

/**
 * Reads a JSON object of operation names and milliseconds.
 *
 * @throws {UsageError} If the file cannot be read, is too large or is no such object.
 */
export async function readDurations(file: string): Promise<GivenDurations> {
  return checkDurations(await readJson(file), file);
}

async function readJson(file: string): Promise<unknown> {
  try {
    if ((await stat(file)).size > fileBytesMax) throw new RangeError("it is too large");
    return JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(`cannot read durations from ${file}: ${message}`, { cause: error });
  }
}

function checkDurations(value: unknown, from: string): GivenDurations {
  const { data, error } = Durations.safeParse(value);
  if (data !== undefined) return data;
  const wrong = wrongNames(value);
  throw new UsageError(
    `${from}: ${wrong.length === 0 ? "no JSON object" : `not usable: ${wrong.join(", ")}`}; give operations with milliseconds from 0 to ${durationMsMax}, as verify_seller=3200. Operations: ${OperationName.options.join(", ")}`,
    { cause: error },
  );
}

/** Names that are no operation, and operations whose duration is none. */
function wrongNames(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value)
    .filter(([name, duration]) => !Durations.safeParse({ [name]: duration }).success)
    .map(([name]) => withoutControls(name).slice(0, nameCharactersMax));
}
