import type { CheckName, Finding, Severity } from "#src/domain/finding.ts";
import { printable } from "#src/domain/printable.ts";
import { rules } from "#src/domain/rules.ts";

/** Findings of one rule that name a line each; the rest is only counted. */
export const findingsPerRuleMax = 10;

/** Characters of a message. */
const messageLengthMax = 500;

type Place = {
  readonly path?: string;
  /** A milder severity than the rule's own, where the standard or the source allows for doubt. */
  readonly severity?: Severity;
};

/** Makes the findings of one check. */
export type Reporter = {
  readonly verified: (rule: string, message: string, path?: string) => Finding;
  readonly contradicted: (rule: string, message: string, place?: Place) => Finding;
  readonly unknown: (rule: string, message: string, path?: string) => Finding;
};

const severityByRule = new Map(rules.map(({ id, severity }) => [id, severity]));

export const reporter = (check: CheckName): Reporter => ({
  verified: (rule, message, path) =>
    finding({ check, rule, status: "verified", severity: "info", message }, path),
  contradicted: (rule, message, { path, severity } = {}) =>
    finding(
      {
        check,
        rule,
        status: "contradicted",
        severity: severity ?? severityByRule.get(rule) ?? "warning",
        message,
      },
      path,
    ),
  unknown: (rule, message, path) =>
    finding({ check, rule, status: "unknown", severity: "warning", message }, path),
});

/** The first `findingsPerRuleMax` of `findings`; the last of them counts those left out. */
export function capped(findings: readonly Finding[]): Finding[] {
  const left = findings.length - findingsPerRuleMax;
  const shown = findings.slice(0, findingsPerRuleMax);
  const last = shown.at(-1);
  if (left <= 0 || last === undefined) return shown;
  const counting = { ...last, message: `${last.message} And ${left} more of this kind.` };
  return [...shown.slice(0, -1), counting];
}

/** At most `findingsPerRuleMax` of each rule and status, in their order. */
export function cappedByRule(findings: readonly Finding[]): Finding[] {
  const groups = Map.groupBy(findings, ({ rule, status }) => `${rule} ${status}`);
  return [...groups.values()].flatMap(capped);
}

const finding = (base: Omit<Finding, "path">, path: string | undefined): Finding => {
  const message = printable(base.message, messageLengthMax);
  return path === undefined ? { ...base, message } : { ...base, message, path };
};
