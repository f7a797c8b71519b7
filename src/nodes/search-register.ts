import assert from "node:assert/strict";
import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import { companySearchQuery } from "#src/checks/follow-ups.ts";
import { checkRegisterSearch } from "#src/checks/register-search-check.ts";
import type { CompanySearch } from "#src/ports/company-search.ts";
import type { InvoiceState, InvoiceUpdate } from "#src/state/invoice-state.ts";
import { drafted } from "./drafted.ts";
import { askPort, type OperationDeps } from "./operation.ts";

type Deps = OperationDeps & {
  /** Absent where no register that can be searched is configured; then no document is sent here. */
  readonly companySearch?: CompanySearch | undefined;
};

/** Reads `draft`; writes `checks.register`. */
export const searchRegisterNode =
  ({ companySearch, ...deps }: Deps) =>
  async (state: InvoiceState, config: LangGraphRunnableConfig): Promise<InvoiceUpdate> => {
    const { invoice } = drafted(state);
    const query = companySearchQuery(invoice);
    assert(companySearch !== undefined && query !== undefined, "follow_up sends no other here");
    const { value: fact, operations } = await askPort(
      "search_register",
      deps,
      { state, config },
      async () => await companySearch.findCompanies(query, config.signal),
    );
    return { checks: { register: { findings: checkRegisterSearch(invoice, fact) } }, operations };
  };
