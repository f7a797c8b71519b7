import assert from "node:assert/strict";
import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import { followUpsOf } from "#src/checks/follow-ups.ts";
import type { CheckNode } from "#src/domain/check-node.ts";
import type { CheckName, Finding } from "#src/domain/finding.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import { isNoAnswer } from "#src/domain/rules.ts";
import type { InvoiceState } from "#src/state/invoice-state.ts";
import { drafted } from "./drafted.ts";
import type { FollowUpDeps } from "./follow-up.ts";
import { recheckNode } from "./recheck.ts";
import { searchRegisterNode } from "./search-register.ts";
import { tellsMore } from "./unanswered.ts";

type Deps = Parameters<typeof recheckNode>[0] & FollowUpDeps;

/** What takes the place of earlier findings of a document. */
type Replacement = {
  /** Checks whose findings are replaced. */
  readonly checks: readonly CheckName[];
  readonly findings: readonly Finding[];
  /** Of the skipped checks those of which more services answered. */
  readonly answered: readonly CheckName[];
};

/**
 * Runs the skipped checks of a recorded document, and the further checks that their findings ask for. A check that tells no more
 * than before keeps its findings; a further check that is asked for no more loses them.
 */
export async function repeatSkipped(
  deps: Deps,
  outcome: Outcome,
  { batchId, skipped }: { readonly batchId: string; readonly skipped: readonly CheckName[] },
  config: LangGraphRunnableConfig,
): Promise<Replacement> {
  const state = stateOf(outcome, batchId, deps.now());
  const found = await runSkipped(deps, { state, skipped }, config);
  const answered = skipped.filter(
    (check) =>
      nodeOf[check] !== undefined &&
      tellsMore(findingsBy(check, found), findingsBy(check, outcome.findings)),
  );
  const findings = found.filter(({ check }) => answered.includes(check));
  const others = outcome.findings.filter(({ check }) => !answered.includes(check));
  const search = await searchAgain(deps, { state, findings: [...others, ...findings] }, config);
  if (search === undefined) return { checks: answered, findings, answered };
  const isAnswered = skipped.includes("register") && search.length > 0;
  return {
    checks: [...answered, "register"],
    findings: [...findings, ...search],
    answered: isAnswered ? [...answered, "register"] : answered,
  };
}

const findingsBy = (name: CheckName, findings: readonly Finding[]): Finding[] =>
  findings.filter(({ check }) => check === name);

/** The node each check that asks a service is run by; further checks are run by what is found. */
const nodeOf: Partial<Record<CheckName, CheckNode>> = {
  seller: "check_seller",
  address: "check_tax",
  tax: "check_tax",
  currency: "check_currency",
};

async function runSkipped(
  deps: Deps,
  { state, skipped }: { readonly state: InvoiceState; readonly skipped: readonly CheckName[] },
  config: LangGraphRunnableConfig,
): Promise<Finding[]> {
  const recheck = recheckNode(deps);
  const nodes = new Set(skipped.flatMap((check) => nodeOf[check] ?? []));
  const updates = await Promise.all(
    [...nodes].map(async (check) => await recheck({ ...state, check }, config)),
  );
  return updates
    .flatMap(({ checks = {} }) => Object.values(checks))
    .flatMap((result) => result.findings)
    .filter(({ check }) => skipped.includes(check));
}

/**
 * The findings of the register search that follow from all others: new ones if it is asked for and has no answer yet, none if it
 * is asked for no more; undefined if those it has stay.
 */
async function searchAgain(
  deps: FollowUpDeps,
  { state, findings }: { readonly state: InvoiceState; readonly findings: readonly Finding[] },
  config: LangGraphRunnableConfig,
): Promise<readonly Finding[] | undefined> {
  const before = findingsBy("register", findings);
  const isWanted = followUpsOf(drafted(state).invoice, findings).includes("search_register");
  if (!isWanted) return before.length === 0 ? undefined : [];
  const isAnswered = before.length > 0 && !before.some(isNoAnswer);
  if (isAnswered || deps.companySearch === undefined) return undefined;
  const { checks = {} } = await searchRegisterNode(deps)(state, config);
  const now = checks.register?.findings ?? [];
  return before.length === 0 || tellsMore(now, before) ? now : undefined;
}

/** What the checks read of a document that was recorded: its invoice, not its file. */
function stateOf(outcome: Outcome, batchId: string, startedAtMs: number): InvoiceState {
  const { file, documentId, invoice, documentType, source, evidence } = outcome;
  assert(invoice !== undefined && documentType !== undefined && source !== undefined, "was read");
  return {
    path: file,
    file,
    batchId,
    documentId,
    document: { documentId, file, path: file, sizeBytes: 0 },
    startedAtMs,
    draft: { source, documentType, invoice, evidence },
    checks: {},
    operations: {},
  };
}
