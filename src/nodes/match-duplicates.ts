import assert from "node:assert/strict";
import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import { amountInBase } from "#src/checks/currency-check.ts";
import { checkDuplicates, fingerprintOf } from "#src/checks/duplicates-check.ts";
import { matchWithinBatch } from "#src/checks/match-within-batch.ts";
import { decide } from "#src/decision/decide.ts";
import type { OutcomeSummary } from "#src/domain/batch.ts";
import type { DuplicateMatch } from "#src/domain/facts.ts";
import { checkNames, type Finding } from "#src/domain/finding.ts";
import type { CurrencyCode, DecimalString } from "#src/domain/money.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import type { Policy } from "#src/domain/policy.ts";
import { outcomeSummaryOf } from "#src/ledger/outcome-summary.ts";
import type { ExchangeRates } from "#src/ports/exchange-rates.ts";
import type { Ledger, OutcomeVersions } from "#src/ports/ledger.ts";
import { PortUnavailable } from "#src/ports/port-unavailable.ts";
import { scoreRisk } from "#src/risk/score-risk.ts";
import type { BatchState, BatchUpdate } from "#src/state/batch-state.ts";
import { runContextOf } from "#src/state/run-context.ts";
import { batchIdOf } from "./batch-id.ts";

type Deps = {
  readonly ledger: Ledger;
  readonly exchangeRates: ExchangeRates;
  readonly policy: Policy;
  readonly versions: OutcomeVersions;
  readonly today: () => string;
};

/**
 * Compares the documents of the batch with each other, once all are read; writes the `outcomes` that change.
 *
 * Of two that claim the same, the one whose `file` sorts first is the original. Which of them finished first has no say,
 * so any parallelism gives the same decisions. Repeating it changes nothing.
 */
export const matchDuplicatesNode =
  (deps: Deps) =>
  async (state: BatchState, config: LangGraphRunnableConfig): Promise<BatchUpdate> => {
    const batchId = batchIdOf(state, config);
    const { baseCurrency } = runContextOf(config);
    const items = await deps.ledger.items(batchId);
    const nearDays = deps.policy.duplicateWindowDays;
    const copies = matchWithinBatch(items, { nearDays });
    const changed: OutcomeSummary[] = [];
    for (const document of state.documents ?? []) {
      const matches = copies.get(document.file);
      const outcome = matches && (await deps.ledger.findOutcome(batchId, document.file));
      if (matches === undefined || outcome === undefined) continue;
      const fingerprint = fingerprintOf(outcome.invoice ?? {}, outcome.documentType ?? "other");
      const earlier = await deps.ledger.findDuplicates(document, fingerprint, {
        batchId,
        nearDays,
      });
      const judged = await judgeAgain(deps, outcome, {
        duplicates: checkDuplicates([...earlier, ...matches]),
        baseCurrency,
      });
      await deps.ledger.record(batchId, judged, { versions: deps.versions, fingerprint });
      changed.push({ ...state.outcomes[document.file], ...outcomeSummaryOf(judged), revision: 1 });
    }
    const repeated = [...copies].filter(([, matches]) => matches.some(isRepetition));
    await deps.ledger.markDuplicates(
      batchId,
      repeated.map(([file]) => file),
    );
    return { outcomes: Object.fromEntries(changed.map((summary) => [summary.file, summary])) };
  };

/** A document that only looks like another, by amount and date, is still the original of its own number. */
const isRepetition = ({ kind }: Pick<DuplicateMatch, "kind">): boolean =>
  kind !== "same_amount_near_date";

/** The outcome with these findings on duplicates instead of its own, and what follows from them. */
async function judgeAgain(
  deps: Deps,
  outcome: Outcome,
  { duplicates, baseCurrency }: { duplicates: readonly Finding[]; baseCurrency: CurrencyCode },
): Promise<Outcome> {
  const { invoice, documentType } = outcome;
  assert(invoice !== undefined && documentType !== undefined, "only read documents have copies");
  const others = outcome.findings.filter(({ check }) => check !== "duplicates");
  const findings = [...others, ...duplicates].toSorted(
    (a, b) => checkNames.indexOf(a.check) - checkNames.indexOf(b.check),
  );
  const risk = scoreRisk(findings, deps.policy);
  const amountInBaseCurrency = await baseAmountOf(deps, outcome, baseCurrency);
  const decision = decide(
    { invoice, documentType, findings, risk, amountInBase: amountInBaseCurrency },
    { policy: deps.policy, policyVersion: deps.versions.policyVersion },
  );
  const status = decision.action === "manager_approval" ? "awaiting_review" : "decided";
  return { ...outcome, status, findings, risk, decision };
}

async function baseAmountOf(
  { exchangeRates, today }: Deps,
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
