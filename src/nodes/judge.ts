import assert from "node:assert/strict";
import { amountInBase } from "#src/checks/currency-check.ts";
import { decide } from "#src/decision/decide.ts";
import { type CheckName, checkNames, type Finding } from "#src/domain/finding.ts";
import type { CurrencyCode, DecimalString } from "#src/domain/money.ts";
import { type Outcome, statusOfDecision } from "#src/domain/outcome.ts";
import type { Policy } from "#src/domain/policy.ts";
import type { ExchangeRates } from "#src/ports/exchange-rates.ts";
import type { OutcomeVersions } from "#src/ports/ledger.ts";
import { PortUnavailable } from "#src/ports/port-unavailable.ts";
import { scoreRisk } from "#src/risk/score-risk.ts";

export type JudgeDeps = {
  readonly exchangeRates: ExchangeRates;
  readonly policy: Policy;
  readonly versions: OutcomeVersions;
  readonly today: () => string;
};

/** The outcome with other findings of some checks, and what follows from them: risk, decision and status. */
export async function judgeAgain(
  deps: JudgeDeps,
  outcome: Outcome,
  given: {
    /** Checks whose findings are replaced. */
    readonly checks: readonly CheckName[];
    readonly findings: readonly Finding[];
    readonly baseCurrency: CurrencyCode;
  },
): Promise<Outcome> {
  const { invoice, documentType } = outcome;
  assert(invoice !== undefined && documentType !== undefined, "only read documents are judged");
  const others = outcome.findings.filter(({ check }) => !given.checks.includes(check));
  const findings = [...others, ...given.findings].toSorted(
    (a, b) => checkNames.indexOf(a.check) - checkNames.indexOf(b.check),
  );
  const risk = scoreRisk(findings, deps.policy);
  const amount = await baseAmountOf(deps, outcome, given.baseCurrency);
  const decision = decide(
    { invoice, documentType, findings, risk, amountInBase: amount },
    { policy: deps.policy, policyVersion: deps.versions.policyVersion },
  );
  return { ...outcome, status: statusOfDecision(decision), findings, risk, decision };
}

async function baseAmountOf(
  { exchangeRates, today }: JudgeDeps,
  { invoice = {} }: Outcome,
  baseCurrency: CurrencyCode,
): Promise<DecimalString | undefined> {
  const from = invoice.currencyCode;
  if (from === undefined) return undefined;
  try {
    const query = { from, to: baseCurrency, date: invoice.issueDate ?? today() };
    return amountInBase(invoice, await exchangeRates.rate(query), baseCurrency);
  } catch (error) {
    if (error instanceof PortUnavailable) return undefined;
    throw error;
  }
}
