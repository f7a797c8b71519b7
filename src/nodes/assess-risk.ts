import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import type { Finding } from "#src/domain/finding.ts";
import { checkNames } from "#src/domain/finding.ts";
import type { Policy } from "#src/domain/policy.ts";
import { scoreRisk } from "#src/risk/score-risk.ts";
import type { InvoiceState, InvoiceUpdate } from "#src/state/invoice-state.ts";
import { type OperationDeps, runOperation } from "./operation.ts";
import { tellStage } from "./tell.ts";

/** Reads `checks`; writes `risk`. */
export const assessRiskNode =
  (deps: OperationDeps & { readonly policy: Policy }) =>
  async (state: InvoiceState, config: LangGraphRunnableConfig): Promise<InvoiceUpdate> => {
    tellStage(deps, config, state, "deciding");
    const { value: risk, operations } = await runOperation(
      "calculate_risk_score",
      deps,
      { state, config },
      () => scoreRisk(findingsOf(state), deps.policy),
    );
    return { risk, operations };
  };

/** All findings in the fixed order of the checks. */
export const findingsOf = ({ checks }: Pick<InvoiceState, "checks">): Finding[] =>
  checkNames.flatMap((name) => checks[name]?.findings ?? []);
