import assert from "node:assert/strict";
import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import { checkDuplicates, fingerprintOf } from "#src/checks/duplicates-check.ts";
import type { Policy } from "#src/domain/policy.ts";
import type { Ledger } from "#src/ports/ledger.ts";
import type { InvoiceState, InvoiceUpdate } from "#src/state/invoice-state.ts";
import { drafted } from "./drafted.ts";
import { type OperationDeps, runOperation } from "./operation.ts";

type Deps = OperationDeps & { readonly ledger: Ledger; readonly policy: Policy };

/**
 * Reads `draft`; writes `checks.duplicates` against batches settled so far. It is an early answer: when the batch settles
 * (`match_duplicates`, or `record` for a single invoice) every document is compared again, also with its own batch.
 */
export const checkDuplicatesNode =
  (deps: Deps) =>
  async (state: InvoiceState, config: LangGraphRunnableConfig): Promise<InvoiceUpdate> => {
    const { invoice, documentType } = drafted(state);
    const { document, batchId } = state;
    assert(document !== undefined, "read_document ran before");
    const { value: matches, operations } = await runOperation(
      "find_duplicates",
      deps,
      { state, config },
      async () =>
        await deps.ledger.findDuplicates(document, fingerprintOf(invoice, documentType), {
          batchId,
          nearDays: deps.policy.duplicateWindowDays,
        }),
    );
    return { checks: { duplicates: { findings: checkDuplicates(matches) } }, operations };
  };
