import { readFileSync } from "node:fs";
import { type Document, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { ConfigError } from "#src/errors.ts";

/** Size of the largest settings file read; more is another kind of file. */
const fileBytesMax = 1_000_000;

type YamlFile<Schema extends z.ZodType> = {
  readonly path: string;
  readonly schema: Schema;
  /** What the file is, for messages: `policy`. */
  readonly what: string;
  /** What may stand where an unknown key was found. */
  readonly allowedAt: (path: readonly PropertyKey[]) => string;
  /** What is wrong beside the schema, in sentences; given what the file holds, be it right or wrong. */
  readonly otherMistakes?: (content: unknown) => readonly string[];
};

/**
 * Reads settings from a YAML file.
 *
 * @throws {ConfigError} In one line, all that is wrong: file, line, what is wrong and what is allowed.
 */
export function readYaml<Schema extends z.ZodType>(file: YamlFile<Schema>): z.output<Schema> {
  const { path, schema } = file;
  const lines = new LineCounter();
  const document = parseDocument(readText(file), { lineCounter: lines, prettyErrors: false });
  const [broken] = document.errors;
  if (broken !== undefined) {
    const { line } = lines.linePos(broken.pos[0]);
    throw new ConfigError(`${path}:${line}: is not valid YAML: ${oneLine(broken.message)}.`, {
      cause: broken,
    });
  }
  const content = contentOf(path, document) ?? {};
  const parsed = schema.safeParse(content);
  const others = file.otherMistakes?.(content) ?? [];
  if (parsed.success && others.length === 0) return parsed.data;
  const mistakes = (parsed.error?.issues ?? []).flatMap((issue) => explain(issue, file));
  const messages = mistakes.map(({ keys, message }) => {
    const line = lineOf(document, lines, keys);
    const place = keys.length === 0 ? "" : ` ${keys.join(".")}`;
    return `${path}${line === undefined ? "" : `:${line}`}:${place} ${message}.`;
  });
  throw new ConfigError([...messages, ...others].join(" "), { cause: parsed.error });
}

function readText({ path, what }: Pick<YamlFile<z.ZodType>, "path" | "what">): string {
  try {
    const bytes = readFileSync(path);
    if (bytes.length > fileBytesMax) {
      throw new ConfigError(`${path}: is larger than ${fileBytesMax} bytes; it is no ${what}.`);
    }
    return bytes.toString("utf8");
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError(
      `${path}: cannot be read (${reason}); check the path given with --${what}.`,
      { cause: error },
    );
  }
}

/** A settings file repeats nothing, so aliases are refused: a few lines of them can stand for gigabytes. */
function contentOf(path: string, document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch (error) {
    throw new ConfigError(`${path}: uses YAML aliases (*name); write the values out.`, {
      cause: error,
    });
  }
}

type Mistake = { readonly keys: readonly PropertyKey[]; readonly message: string };

/** The keys that are wrong and what would be right. */
function explain(
  issue: z.core.$ZodIssue,
  { allowedAt }: Pick<YamlFile<z.ZodType>, "allowedAt">,
): Mistake[] {
  if (issue.code === "unrecognized_keys") {
    const message = `is not known; allowed: ${allowedAt(issue.path)}`;
    return issue.keys.map((key) => ({ keys: [...issue.path, key], message }));
  }
  const cause = issue.code === "invalid_key" ? issue.issues.at(-1) : issue;
  return [{ keys: issue.path, message: `is wrong: ${oneLine((cause ?? issue).message)}` }];
}

/** Line of the deepest part of the path that is in the file: a missing or wrong value has none of its own. */
function lineOf(
  document: Document,
  lines: LineCounter,
  keys: readonly PropertyKey[],
): number | undefined {
  for (let depth = keys.length; depth > 0; depth -= 1) {
    const node = document.getIn(keys.slice(0, depth), true);
    const offset = offsetOf(node);
    if (offset !== undefined) return lines.linePos(offset).line;
  }
  return undefined;
}

function offsetOf(node: unknown): number | undefined {
  if (!isRecord(node) || !Array.isArray(node["range"])) return undefined;
  const [start]: unknown[] = node["range"];
  return typeof start === "number" ? start : undefined;
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").replace(/\.$/, "").trim();

/** The keys of the value at a path: what may stand there. */
export function keysAt(root: unknown, path: readonly PropertyKey[]): string {
  const parent = path.reduce<unknown>(
    (value, key) => (isRecord(value) ? value[String(key)] : undefined),
    root,
  );
  return isRecord(parent) ? Object.keys(parent).join(", ") : "nothing";
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
