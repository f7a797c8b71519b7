import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { type Document, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { defaultPolicy, Policy } from "#src/domain/policy.ts";
import { ConfigError } from "#src/errors.ts";

/** Size of the largest policy file read; more is another kind of file. */
const policyFileBytesMax = 1_000_000;

/** Hex digits of the policy's hash that name its version. */
const versionDigits = 16;

export type PolicyInForce = {
  readonly policy: Policy;
  /** Hash of the policy's content: the same for the same policy, however its file is written. */
  readonly policyVersion: string;
};

/**
 * Reads a policy file (YAML). Keys that are left out have their defaults; without a file all have.
 *
 * @throws {ConfigError} In one line: file, line, what is wrong and what is allowed.
 */
export function readPolicy(path: string | undefined): PolicyInForce {
  const policy = path === undefined ? defaultPolicy : parsePolicy(path, readText(path));
  return { policy, policyVersion: versionOf(policy) };
}

function readText(path: string): string {
  try {
    const bytes = readFileSync(path);
    if (bytes.length > policyFileBytesMax) {
      throw new ConfigError(
        `${path}: is larger than ${policyFileBytesMax} bytes; it is no policy.`,
      );
    }
    return bytes.toString("utf8");
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError(
      `${path}: cannot be read (${reason}); check the path given with --policy.`,
      {
        cause: error,
      },
    );
  }
}

function parsePolicy(path: string, text: string): Policy {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [broken] = document.errors;
  if (broken !== undefined) {
    const { line } = lines.linePos(broken.pos[0]);
    throw new ConfigError(`${path}:${line}: is not valid YAML: ${oneLine(broken.message)}.`, {
      cause: broken,
    });
  }
  const parsed = Policy.safeParse(contentOf(path, document) ?? {});
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const { keys, message } = explain(issue);
  const line = lineOf(document, lines, keys);
  const place = keys.length === 0 ? "" : ` ${keys.join(".")}`;
  throw new ConfigError(`${path}${line === undefined ? "" : `:${line}`}:${place} ${message}.`, {
    cause: parsed.error,
  });
}

/** A policy repeats nothing, so aliases are refused: a few lines of them can stand for gigabytes. */
function contentOf(path: string, document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch (error) {
    throw new ConfigError(`${path}: uses YAML aliases (*name); write the values out.`, {
      cause: error,
    });
  }
}

/** The key that is wrong and what would be right. */
function explain(issue: z.core.$ZodIssue | undefined): { keys: PropertyKey[]; message: string } {
  if (issue === undefined) return { keys: [], message: "is not a policy" };
  if (issue.code === "unrecognized_keys") {
    const keys = [...issue.path, issue.keys[0] ?? ""];
    return { keys, message: `is not known; allowed: ${allowedKeys(issue.path)}` };
  }
  const cause = issue.code === "invalid_key" ? issue.issues.at(-1) : issue;
  return { keys: [...issue.path], message: `is wrong: ${oneLine((cause ?? issue).message)}` };
}

function allowedKeys(path: readonly PropertyKey[]): string {
  if (path.at(-1) === "weightByRule") return "the rule ids of docs/rules.md";
  const parent = path.reduce<unknown>(
    (value, key) => (isRecord(value) ? value[String(key)] : undefined),
    defaultPolicy,
  );
  return isRecord(parent) ? Object.keys(parent).join(", ") : "nothing";
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

const versionOf = (policy: Policy): string =>
  createHash("sha256").update(canonicalJson(policy)).digest("hex").slice(0, versionDigits);

/** JSON with sorted keys and without white space. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  const members = Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(",")}}`;
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").replace(/\.$/, "").trim();

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
