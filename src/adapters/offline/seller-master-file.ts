import { readFileSync } from "node:fs";
import { CsvError, parse } from "csv-parse/sync";
import { z } from "zod";
import { ConfigError } from "#src/errors.ts";
import { ibanFact } from "./identifiers.ts";

/** Sellers one file may list. */
const sellersMax = 1_000_000;

/** Columns of the file, in any order. */
const columns = {
  sellerId: "our own number of the seller",
  name: "its name",
  vatId: "VAT id, with country prefix",
  legalRegistrationId: "company register number",
  countryCode: "ISO 3166-1 alpha-2",
  iban: "accounts we pay it at, several separated by spaces or ;",
} as const;
type Column = keyof typeof columns;

const requiredColumns: readonly Column[] = ["sellerId", "name"];

export type SellerMasterEntry = {
  readonly sellerId: string;
  readonly name: string;
  readonly vatId?: string;
  readonly legalRegistrationId?: string;
  readonly countryCode?: string;
  /** Without spaces, upper case; checked. */
  readonly ibans: readonly string[];
};

export type SellerMasterFile = { readonly sellers: readonly SellerMasterEntry[] };

/** One record with the line it starts on. */
const Records = z.array(
  z.object({ record: z.record(z.string(), z.string()), info: z.object({ lines: z.int() }) }),
);

/**
 * Reads a seller master file: CSV in UTF-8, with or without a byte order mark, separated by commas, semicolons or tabs, its
 * first line the names of the columns `sellerId,name,vatId,legalRegistrationId,countryCode,iban`. Only `sellerId` and
 * `name` must be there.
 *
 * @throws {ConfigError} In one line: file, line, what is wrong and what to do.
 */
export function readSellerMasterFile(path: string): SellerMasterFile {
  const text = readText(path);
  if (text.trim() === "") checkHeader(path, []);
  const records = Records.parse(parseCsv(path, text));
  if (records.length > sellersMax) {
    throw new ConfigError(`${path}: more than ${sellersMax} sellers; split the file.`);
  }
  const lineById = new Map<string, number>();
  const sellers = records.map(({ record, info }) => {
    const entry = entryOf(record, { path, line: info.lines });
    const earlier = lineById.get(entry.sellerId);
    if (earlier !== undefined) {
      throw new ConfigError(
        `${path}:${info.lines}: sellerId ${entry.sellerId} is already on line ${earlier}; each seller needs its own.`,
      );
    }
    lineById.set(entry.sellerId, info.lines);
    return entry;
  });
  return { sellers };
}

function readText(path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    const isEncoding = error instanceof TypeError;
    const what = isEncoding
      ? "is not UTF-8; save it as CSV UTF-8"
      : `cannot be read (${error instanceof Error ? error.message : String(error)}); check the path given with --sellers`;
    throw new ConfigError(`${path}: ${what}.`, { cause: error });
  }
}

function parseCsv(path: string, text: string): unknown {
  try {
    return parse(text, {
      columns: (header: string[]) => checkHeader(path, header),
      delimiter: delimiterOf(text),
      info: true,
      skip_empty_lines: true,
      trim: true,
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error["lines"] === "number" ? `:${error["lines"]}` : "";
    throw new ConfigError(`${path}${line}: is not valid CSV: ${error.message}.`, { cause: error });
  }
}

/** The separator that occurs most in the header, whose names contain none of them. */
function delimiterOf(text: string): string {
  const header = text.split(/\r?\n/, 1)[0] ?? "";
  const counted = [",", ";", "\t"].map((delimiter) => ({
    delimiter,
    count: header.split(delimiter).length,
  }));
  return counted.toSorted((a, b) => b.count - a.count)[0]?.delimiter ?? ",";
}

function checkHeader(path: string, header: readonly string[]): string[] {
  const names = header.map((name) => name.trim());
  const allowed = Object.keys(columns).join(", ");
  const unknown = names.find((name) => !Object.hasOwn(columns, name));
  if (unknown !== undefined) {
    throw new ConfigError(`${path}:1: column "${unknown}" is not known; allowed: ${allowed}.`);
  }
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) {
    throw new ConfigError(`${path}:1: column "${repeated}" is there twice.`);
  }
  const missing = requiredColumns.find((name) => !names.includes(name));
  if (missing !== undefined) {
    throw new ConfigError(
      `${path}:1: column "${missing}" (${columns[missing]}) is missing; the first line must name the columns: ${allowed}.`,
    );
  }
  return names;
}

function entryOf(
  record: Readonly<Record<string, string>>,
  { path, line }: { readonly path: string; readonly line: number },
): SellerMasterEntry {
  const value = (column: Column): string | undefined => {
    const text = record[column]?.trim();
    return text === "" ? undefined : text;
  };
  const need = (column: Column): string => {
    const text = value(column);
    if (text !== undefined) return text;
    throw new ConfigError(`${path}:${line}: ${column} (${columns[column]}) is empty.`);
  };
  const ibans = splitIbans(value("iban"));
  const wrong = ibans.map(ibanFact).find(({ status }) => status === "invalid");
  if (wrong !== undefined) {
    throw new ConfigError(`${path}:${line}: iban ${wrong.value} is not valid: ${wrong.reason}.`);
  }
  const countryCode = value("countryCode")?.toUpperCase();
  if (countryCode !== undefined && !/^[A-Z]{2}$/.test(countryCode)) {
    throw new ConfigError(
      `${path}:${line}: countryCode ${countryCode} is not two letters such as DE.`,
    );
  }
  const vatId = value("vatId");
  const legalRegistrationId = value("legalRegistrationId");
  return {
    sellerId: need("sellerId"),
    name: need("name"),
    ibans,
    ...(vatId === undefined ? {} : { vatId }),
    ...(legalRegistrationId === undefined ? {} : { legalRegistrationId }),
    ...(countryCode === undefined ? {} : { countryCode }),
  };
}

/**
 * IBANs are written in groups of four, and several are separated by spaces too: a group that begins with two letters and
 * two digits begins the next IBAN, unless the one before it is not complete.
 */
function splitIbans(text: string | undefined): string[] {
  const ibans: string[] = [];
  for (const part of (text ?? "").toUpperCase().split(/[;,]/)) {
    let current = "";
    for (const group of part.split(/\s+/).filter((word) => word !== "")) {
      const isNext = /^[A-Z]{2}\d{2}/.test(group) && ibanFact(current).status === "valid";
      if (isNext) ibans.push(current);
      current = isNext ? group : current + group;
    }
    if (current !== "") ibans.push(current);
  }
  return ibans;
}
