import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import type { CheckNode } from "#src/domain/check-node.ts";
import type { InvoiceState, InvoiceUpdate, RecheckInput } from "#src/state/invoice-state.ts";
import { checkCurrencyNode } from "./check-currency.ts";
import { checkDuplicatesNode } from "./check-duplicates.ts";
import { checkSellerNode } from "./check-seller.ts";
import { checkTaxNode } from "./check-tax.ts";
import { checkTotalsNode } from "./check-totals.ts";

type Deps = Parameters<typeof checkSellerNode>[0] &
  Parameters<typeof checkTaxNode>[0] &
  Parameters<typeof checkCurrencyNode>[0] &
  Parameters<typeof checkTotalsNode>[0] &
  Parameters<typeof checkDuplicatesNode>[0];

type Check = (state: InvoiceState, config: LangGraphRunnableConfig) => Promise<InvoiceUpdate>;

/** Reads `check` and what that check reads; writes what it writes, in place of its first findings. */
export const recheckNode = (deps: Deps) => {
  const checks: Record<CheckNode, Check> = {
    check_seller: checkSellerNode(deps),
    check_tax: checkTaxNode(deps),
    check_currency: checkCurrencyNode(deps),
    check_totals: checkTotalsNode(deps),
    check_duplicates: checkDuplicatesNode(deps),
  };
  return async (
    { check, ...state }: RecheckInput,
    config: LangGraphRunnableConfig,
  ): Promise<InvoiceUpdate> => {
    const { checks: results = {}, operations = {}, ...update } = await checks[check](state, config);
    return {
      ...update,
      checks: Object.fromEntries(
        Object.entries(results).map(([name, result]) => [name, { ...result, isRepeated: true }]),
      ),
      operations: Object.fromEntries(
        Object.entries(operations).map(([name, operation]) => [`${name}:2`, operation]),
      ),
    };
  };
};
