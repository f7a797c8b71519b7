import { z } from "zod";
import type { Finding } from "./finding.ts";
import { categoryRules } from "./tables/category-rules.ts";
import { coreRules } from "./tables/core-rules.ts";
import type { Rule } from "./rule.ts";

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
  sellerRegister: "SELLER-REGISTER-NO-ANSWER",
  register: "REGISTER-NO-ANSWER",
  address: "ADDRESS-NO-ANSWER",
  addressService: "ADDRESS-SERVICE-NO-ANSWER",
  currency: "CURRENCY-NO-ANSWER",
  currencyService: "CURRENCY-SERVICE-NO-ANSWER",
  tax: "TAX-NO-ANSWER",
} as const;

const noAnswerRuleIds: ReadonlySet<string> = new Set(Object.values(noAnswerRules));

/** Whether a finding says that a service gave no answer. */
export const isNoAnswer = ({ status, rule }: Pick<Finding, "status" | "rule">): boolean =>
  status === "unknown" && noAnswerRuleIds.has(rule);
