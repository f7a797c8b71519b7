import { z } from "zod";
import { categoryRules } from "./tables/category-rules.ts";
import { coreRules } from "./tables/core-rules.ts";
import type { CheckName, Severity } from "./finding.ts";

/** One rule a check may report: what it means, and what a contradiction weighs when the policy says nothing else. */
export type Rule = {
  readonly id: string;
  readonly check: CheckName;
  /** Severity of a contradiction. A check may report a milder one, and says why in its message. */
  readonly severity: Severity;
  /** Weight of a contradiction; absent: the policy's weight for its severity. */
  readonly weight?: number;
  /** What holds when the rule is verified. */
  readonly meaning: string;
  /** When the finding is `unknown`; absent: never. */
  readonly unknownWhen?: string;
};

/** Every rule the checks report, in the order of `docs/rules.md`. */
export const rules: readonly Rule[] = [...coreRules, ...categoryRules];

export const RuleId = z
  .enum(
    rules.map(({ id }) => id),
    { error: "expected a rule id of docs/rules.md" },
  )
  .describe("Rule id: of EN 16931 (BR-CO-14) or our own (SELLER-IBAN-CHANGED)");

/** Rules of a service that gave no answer; their findings are `unknown`, and their check counts as skipped. */
export const noAnswerRules = {
  seller: "SELLER-NO-ANSWER",
  address: "ADDRESS-NO-ANSWER",
  currency: "CURRENCY-NO-ANSWER",
  tax: "TAX-NO-ANSWER",
  duplicates: "DUPLICATE-NO-ANSWER",
} as const;
