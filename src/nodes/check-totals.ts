import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import { checkDates } from "#src/checks/dates-check.ts";
import { checkDocument } from "#src/checks/document-check.ts";
import { checkTotals } from "#src/checks/totals-check.ts";
import type { Policy } from "#src/domain/policy.ts";
import type { InvoiceState, InvoiceUpdate } from "#src/state/invoice-state.ts";
import { drafted } from "./drafted.ts";
import { type OperationDeps, runOperation } from "./operation.ts";

type Deps = OperationDeps & { readonly policy: Policy; readonly today: () => string };

/** Reads `draft`; writes `checks.document`, `checks.totals` and `checks.dates`: what the invoice says about itself. */
export const checkTotalsNode =
  (deps: Deps) =>
  async (state: InvoiceState, config: LangGraphRunnableConfig): Promise<InvoiceUpdate> => {
    const draft = drafted(state);
    const { policy, today } = deps;
    const { value: checks, operations } = await runOperation(
      "validate_totals",
      deps,
      { state, config },
      () => ({
        document: { findings: checkDocument(draft) },
        totals: { findings: checkTotals(draft.invoice, { source: draft.source, policy }) },
        dates: { findings: checkDates(draft.invoice, { today: today(), policy }) },
      }),
    );
    return { checks, operations };
  };
