import { z } from "zod";
import type { Finding } from "./finding.ts";
import { CurrencyCode, DecimalString } from "./money.ts";
import { RuleId, rules } from "./rules.ts";

const Weight = z.number().min(0).max(1).describe("0 ignores the rule, 1 is certain risk");

/** YAML writes amounts as numbers; they are kept as the decimal strings they were. */
const Amount = z
  .preprocess((value) => (typeof value === "number" ? String(value) : value), DecimalString)
  .refine((value) => !value.startsWith("-"), "must not be negative")
  .describe("Amount of 0 or more");

const LimitCurrency = CurrencyCode.regex(/^[A-Z]{3}$/, "expected a currency code such as EUR");

/** Beyond it no value of a page is ever sure enough. */
const wrongValueCostMax = 1_000;
/** Below it, values of a picture would be approved unseen that are right less than nine times in ten. */
const wrongValueCostOfScansMin = 10;

const Days = z.int().min(0).max(36_500);

/** Weights that differ from the weight of the rule's severity. */
const weightsBuiltIn: Readonly<Record<string, number>> = Object.fromEntries(
  rules.flatMap(({ id, weight }) => (weight === undefined ? [] : [[id, weight]])),
);

const RiskPolicy = z
  .strictObject({
    autoApproveBelow: z
      .number()
      .min(0)
      .max(1)
      .default(0.2)
      .describe("Scores below may be approved without a person"),
    rejectFrom: z.number().min(0).max(1).default(0.9).describe("Scores from here on are rejected"),
    weightBySeverity: z
      .strictObject({
        error: Weight.default(0.4),
        warning: Weight.default(0.12),
        info: Weight.default(0),
      })
      .prefault({})
      .describe("Weight of a contradicted finding whose rule has none of its own"),
    weightByRule: z
      .preprocess(
        (given) => (isPlainObject(given) ? { ...weightsBuiltIn, ...given } : given),
        z.partialRecord(RuleId, Weight),
      )
      .prefault({})
      .describe("Weight by rule id; rules not listed keep their built-in weight"),
  })
  .refine(({ autoApproveBelow, rejectFrom }) => autoApproveBelow <= rejectFrom, {
    path: ["autoApproveBelow"],
    message: "must not be above rejectFrom",
  });

const AutoApprovalPolicy = z
  .strictObject({
    limitInBaseCurrency: Amount.default("5000").describe(
      "Highest total with VAT or amount due approved without a person, in the base currency",
    ),
    limitByCurrency: z
      .record(LimitCurrency, Amount)
      .default({})
      .describe("Highest amount by currency, instead of converting to the base currency"),
    creditNotes: z
      .enum(["like_invoices", "manager_approval"])
      .default("like_invoices")
      .describe("like_invoices: also needs the number of the invoice it corrects"),
    scans: z
      .enum(["like_invoices", "manager_approval"])
      .default("manager_approval")
      .describe(
        "like_invoices: approved like documents that came as text; wrongValueCost is then at least 10",
      ),
    wrongValueCost: z
      .number()
      .min(1)
      .max(wrongValueCostMax)
      .default(100)
      .describe(
        "What an essential value that is wrong and approved costs, in looks of a person at one value; each value of a page needs a confidence of 1 - 1 / this",
      ),
  })
  .refine(
    ({ scans, wrongValueCost }) =>
      scans === "manager_approval" || wrongValueCost >= wrongValueCostOfScansMin,
    {
      path: ["wrongValueCost"],
      message: `must be at least ${wrongValueCostOfScansMin} with scans: like_invoices, or pictures are approved however unsurely they were read`,
    },
  );

/** What the company wants: how findings weigh, what may be approved without a person. Unknown keys are errors. */
export const Policy = z
  .strictObject({
    risk: RiskPolicy.prefault({}),
    rejectRules: z
      .array(RuleId)
      .default(["DUPLICATE-CONTENT", "DUPLICATE-NUMBER"])
      .describe("Rules whose contradiction rejects the document whatever the score"),
    autoApproval: AutoApprovalPolicy.prefault({}),
    sellerMasterFile: z
      .enum(["required", "optional"])
      .default("required")
      .describe("required: without a seller master file nothing is approved without a person"),
    exchangeRateAgeDaysMax: Days.default(31).describe(
      "Days between the exchange rate and the issue date",
    ),
    duplicateWindowDays: Days.default(7).describe(
      "Days two issue dates may differ for the same seller and amount to look like a duplicate",
    ),
    invoiceAgeDaysMax: Days.default(365).describe("Days after which an invoice is too old"),
    deliveryAfterIssueDaysMax: Days.default(31).describe(
      "Days the delivery may lie after the issue date",
    ),
    amountToleranceMinor: z
      .int()
      .min(0)
      .max(100)
      .default(1)
      .describe("Minor units by which a rounded product may differ from the stated amount"),
  })
  .describe("Decision policy");
export type Policy = z.infer<typeof Policy>;

export const defaultPolicy: Policy = Policy.parse({});

/** What a contradicted finding weighs: its rule's weight, or else its severity's. */
export function weightOf(
  finding: Pick<Finding, "rule" | "severity">,
  policy: Pick<Policy, "risk">,
): number {
  return policy.risk.weightByRule[finding.rule] ?? policy.risk.weightBySeverity[finding.severity];
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
