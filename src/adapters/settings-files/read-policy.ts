import { createHash } from "node:crypto";
import { defaultPolicy, Policy } from "#src/domain/policy.ts";
import { isRecord, keysAt, readYaml } from "./read-yaml.ts";

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
 * @throws {ConfigError} In one line, all that is wrong: file, line, what is wrong and what is allowed.
 */
export function readPolicy(path: string | undefined): PolicyInForce {
  const policy =
    path === undefined
      ? defaultPolicy
      : readYaml({ path, schema: Policy, what: "policy", allowedAt: allowedKeys });
  return { policy, policyVersion: versionOf(policy) };
}

const allowedKeys = (path: readonly PropertyKey[]): string =>
  path.at(-1) === "weightByRule" ? "the rule ids of docs/rules.md" : keysAt(defaultPolicy, path);

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
