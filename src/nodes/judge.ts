import assert from "node:assert/strict";
import { amountInBase, checkCurrency } from "#src/checks/currency-check.ts";
import { decide } from "#src/decision/decide.ts";
import { type CheckName, checkNames, type Finding } from "#src/domain/finding.ts";
import type { ExchangeRateFact } from "#src/domain/facts.ts";
import type { CurrencyCode } from "#src/domain/money.ts";
import { type Outcome, statusOfDecision } from "#src/domain/outcome.ts";
import type { Policy } from "#src/domain/policy.ts";
import { isNoAnswer } from "#src/domain/rules.ts";
import type { ExchangeRates } from "#src/ports/exchange-rates.ts";
import type { OutcomeVersions } from "#src/ports/ledger.ts";
import { PortUnavailable } from "#src/ports/port-unavailable.ts";
import { scoreRisk } from "#src/risk/score-risk.ts";
import { unansweredIn } from "./unanswered.ts";

export type JudgeDeps = {
  readonly exchangeRates: ExchangeRates;
  readonly policy: Policy;
  readonly versions: OutcomeVersions;
  readonly today: () => string;
};

/**
 * The outcome with other findings of some checks, and what follows from them: risk, decision and status. The rate the amount is
 * compared at is asked for again, and the findings on the currency say which one it was. Where the service answered before and
 * is silent now, they stay, with the silence beside them; the amount counts as unknown, since no other rate may stand in for it.
 */
export async function judgeAgain(
  deps: JudgeDeps,
  outcome: Outcome,
  given: {
    /** Checks whose findings are replaced. */
    readonly checks: readonly CheckName[];
    readonly findings: readonly Finding[];
    readonly baseCurrency: CurrencyCode;
    readonly signal: AbortSignal | undefined;
  },
): Promise<Outcome> {
  const { invoice, documentType, source, evidence } = outcome;
  assert(
    invoice !== undefined && documentType !== undefined && source !== undefined,
    "only read documents are judged",
  );
  const { baseCurrency } = given;
  const answer = await rateOf(deps, outcome, given);
  const known = outcome.findings.filter(({ check }) => check === "currency");
  const asked = checkCurrency(invoice, answer, { baseCurrency, policy: deps.policy });
  const isLost = unansweredIn(asked) > unansweredIn(known);
  const currency = isLost
    ? [...known.filter((finding) => !isNoAnswer(finding)), ...asked.filter(isNoAnswer)]
    : asked;
  const replaced = new Set<CheckName>([...given.checks, "currency"]);
  const findings = [
    ...outcome.findings.filter(({ check }) => !replaced.has(check)),
    ...given.findings.filter(({ check }) => check !== "currency"),
    ...currency,
  ].toSorted((a, b) => checkNames.indexOf(a.check) - checkNames.indexOf(b.check));
  const risk = scoreRisk(findings, deps.policy);
  const amount = amountInBase(invoice, isLost ? undefined : answer, baseCurrency);
  const decision = decide(
    { invoice, documentType, source, evidence, findings, risk, amountInBase: amount },
    { policy: deps.policy, policyVersion: deps.versions.policyVersion },
  );
  return { ...outcome, status: statusOfDecision(decision), findings, risk, decision };
}

/** @returns Absent if the invoice names no currency, or nobody answers. */
async function rateOf(
  { exchangeRates, today }: JudgeDeps,
  { invoice = {} }: Outcome,
  { baseCurrency, signal }: { baseCurrency: CurrencyCode; signal: AbortSignal | undefined },
): Promise<ExchangeRateFact | undefined> {
  const from = invoice.currencyCode;
  if (from === undefined) return undefined;
  try {
    const query = { from, to: baseCurrency, date: invoice.issueDate ?? today() };
    return await exchangeRates.rate(query, signal);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof PortUnavailable) return undefined;
    throw error;
  }
}
