import type { Risk, RiskReason } from "#src/domain/decision.ts";
import type { Finding } from "#src/domain/finding.ts";
import { type Policy, weightOf } from "#src/domain/policy.ts";

/** Decimals a score is stated with: enough to compare, few enough that no order of findings shows. */
const scoreDigits = 4;

/**
 * Scores the contradicted findings: the chance that at least one of them is a real problem, if each were one with the
 * probability its weight states and they were independent: `1 - product of (1 - weight)`.
 *
 * Does not depend on the order of findings. One more contradiction never lowers the score; verified and unknown findings
 * never change it. Rounded to four decimals. Several findings of one rule count once, with the heaviest: a mistake on
 * twenty lines is one mistake.
 */
export function scoreRisk(findings: readonly Finding[], policy: Pick<Policy, "risk">): Risk {
  const reasons = reasonsOf(findings, policy);
  const clear = reasons.reduce((product, { weight }) => product * (1 - weight), 1);
  const score = Number((1 - clear).toFixed(scoreDigits));
  return { score, level: levelOf(score, policy), reasons };
}

/** One per rule, heaviest first; equal weights by rule id, so that the product is taken in a fixed order. */
function reasonsOf(findings: readonly Finding[], policy: Pick<Policy, "risk">): RiskReason[] {
  const byCode = new Map<string, RiskReason>();
  for (const finding of findings) {
    if (finding.status !== "contradicted") continue;
    const reason = {
      code: finding.rule,
      weight: weightOf(finding, policy),
      message: finding.message,
    };
    const known = byCode.get(reason.code);
    if (reason.weight === 0 || (known !== undefined && compareReasons(known, reason) <= 0))
      continue;
    byCode.set(reason.code, reason);
  }
  return [...byCode.values()].toSorted(compareReasons);
}

function compareReasons(a: RiskReason, b: RiskReason): number {
  if (a.weight !== b.weight) return b.weight - a.weight;
  const left = `${a.code}\0${a.message}`;
  const right = `${b.code}\0${b.message}`;
  return left < right ? -1 : left > right ? 1 : 0;
}

function levelOf(score: number, { risk }: Pick<Policy, "risk">): Risk["level"] {
  if (score >= risk.rejectFrom) return "high";
  return score >= risk.autoApproveBelow ? "medium" : "low";
}
