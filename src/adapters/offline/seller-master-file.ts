import { readFileSync } from "node:fs";
import { CsvError, parse } from "csv-parse/sync";
import { z } from "zod";
import { ConfigError } from "#src/errors.ts";
import { ibanFact } from "./identifiers.ts";

/** Sellers one file may list. */
const sellersMax = 1_000_000;
/** Mistakes that are named; the others are counted. */
const mistakesMax = 20;

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
 * @throws {ConfigError} In one line, the first `mistakesMax` things that are wrong: file, line, what is wrong and what to do.
 */
export function readSellerMasterFile(path: string): SellerMasterFile {
  const text = readText(path);
  if (text.trim() === "") checkHeader(path, []);
  const records = Records.parse(parseCsv(path, text));
  if (records.length > sellersMax) {
    throw new ConfigError(`${path}: more than ${sellersMax} sellers; split the file.`);
  }
  const lineById = new Map<string, number>();
  const mistakes: string[] = [];
  const sellers = records.map(({ record, info: { lines: line } }) => {
    const entry = entryOf(record);
    for (const mistake of mistakesIn(record, entry)) mistakes.push(`${path}:${line}: ${mistake}`);
    const { sellerId } = entry;
    const earlier = lineById.get(sellerId);
    if (earlier !== undefined && sellerId !== "") {
      mistakes.push(
        `${path}:${line}: sellerId ${sellerId} is already on line ${earlier}; each seller needs its own.`,
      );
    }
    lineById.set(sellerId, earlier ?? line);
    return entry;
  });
  if (mistakes.length > 0) throw new ConfigError(told(mistakes));
  return { sellers };
}

function told(mistakes: readonly string[]): string {
  const more = mistakes.length - mistakesMax;
  const named = mistakes.slice(0, mistakesMax).join(" ");
  return more > 0 ? `${named} There are ${more} more.` : named;
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
  const unknown = names.filter((name) => !Object.hasOwn(columns, name));
  const repeated = names.filter((name, index) => names.indexOf(name) !== index);
  const missing = requiredColumns.filter((name) => !names.includes(name));
  const mistakes = [
    ...unknown.map((name) => `column "${name}" is not known; allowed: ${allowed}.`),
    ...repeated.map((name) => `column "${name}" is there twice.`),
    ...missing.map(
      (name) =>
        `column "${name}" (${columns[name]}) is missing; the first line must name the columns: ${allowed}.`,
    ),
  ];
  if (mistakes.length === 0) return names;
  throw new ConfigError(told(mistakes.map((mistake) => `${path}:1: ${mistake}`)));
}

type SellerRecord = Readonly<Record<string, string>>;

const valueOf = (record: SellerRecord, column: Column): string | undefined =>
  record[column]?.trim() || undefined;

/** What a line says, right or wrong; empty where it lacks what it needs. */
function entryOf(record: SellerRecord): SellerMasterEntry {
  const countryCode = valueOf(record, "countryCode")?.toUpperCase();
  const vatId = valueOf(record, "vatId");
  const legalRegistrationId = valueOf(record, "legalRegistrationId");
  return {
    sellerId: valueOf(record, "sellerId") ?? "",
    name: valueOf(record, "name") ?? "",
    ibans: splitIbans(valueOf(record, "iban")),
    ...(vatId === undefined ? {} : { vatId }),
    ...(legalRegistrationId === undefined ? {} : { legalRegistrationId }),
    ...(countryCode === undefined ? {} : { countryCode }),
  };
}

function mistakesIn(record: SellerRecord, { ibans, countryCode }: SellerMasterEntry): string[] {
  const empty = requiredColumns.filter((column) => valueOf(record, column) === undefined);
  const wrong = ibans.map(ibanFact).filter(({ status }) => status === "invalid");
  const isCountry = countryCode === undefined || /^[A-Z]{2}$/.test(countryCode);
  return [
    ...empty.map((column) => `${column} (${columns[column]}) is empty.`),
    ...wrong.map(({ value, reason }) => `iban ${value} is not valid: ${reason}.`),
    ...(isCountry ? [] : [`countryCode ${countryCode} is not two letters such as DE.`]),
  ];
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
