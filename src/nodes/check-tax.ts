import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import { checkAddress } from "#src/checks/address-check.ts";
import { checkTax, jurisdictionOf } from "#src/checks/tax-check.ts";
import type { Policy } from "#src/domain/policy.ts";
import type { AddressValidator } from "#src/ports/address-validator.ts";
import type { TaxRates } from "#src/ports/tax-rates.ts";
import type { InvoiceState, InvoiceUpdate } from "#src/state/invoice-state.ts";
import { drafted } from "./drafted.ts";
import { askPort, type OperationDeps, runOperation } from "./operation.ts";

type Deps = OperationDeps & {
  readonly addressValidator: AddressValidator;
  readonly taxRates: TaxRates;
  readonly policy: Policy;
};

/**
 * Reads `draft`; writes `checks.address` and `checks.tax`. One node for three operations that follow from each other,
 * because a node each would wait at every superstep for the slowest sibling.
 */
export const checkTaxNode =
  (deps: Deps) =>
  async (state: InvoiceState, config: LangGraphRunnableConfig): Promise<InvoiceUpdate> => {
    const { invoice } = drafted(state);
    const scope = { state, config };
    const address = await askPort("validate_address", deps, scope, async () => {
      return await deps.addressValidator.validate(invoice.seller?.address ?? {}, config.signal);
    });
    const jurisdiction = await runOperation("determine_tax_jurisdiction", deps, scope, () =>
      jurisdictionOf(invoice),
    );
    const where = jurisdiction.value;
    const rates = await askPort("validate_tax", deps, scope, async () =>
      where === undefined ? undefined : await deps.taxRates.ratesIn(where, config.signal),
    );
    return {
      checks: {
        address: { findings: checkAddress(invoice, address.value) },
        tax: { findings: checkTax(invoice, rates.value, where, deps.policy) },
      },
      operations: { ...address.operations, ...jurisdiction.operations, ...rates.operations },
    };
  };
