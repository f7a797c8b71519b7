import assert from "node:assert/strict";
import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import { decide } from "#src/decision/decide.ts";
import type { Policy } from "#src/domain/policy.ts";
import type { InvoiceState, InvoiceUpdate } from "#src/state/invoice-state.ts";
import { findingsOf } from "./assess-risk.ts";
import { drafted } from "./drafted.ts";
import { type OperationDeps, runOperation } from "./operation.ts";

type Deps = OperationDeps & { readonly policy: Policy; readonly policyVersion: string };

/** Reads `draft`, `checks`, `risk` and `amountInBase`; writes `decision`. */
export const decideNode =
  (deps: Deps) =>
  async (state: InvoiceState, config: LangGraphRunnableConfig): Promise<InvoiceUpdate> => {
    const { risk, amountInBase } = state;
    assert(risk !== undefined, "assess_risk ran before");
    const { invoice, documentType, source, evidence } = drafted(state);
    const findings = findingsOf(state);
    const { value: decision, operations } = await runOperation(
      "make_final_decision",
      deps,
      { state, config },
      () => decide({ invoice, documentType, source, evidence, findings, risk, amountInBase }, deps),
    );
    return { decision, operations };
  };
