import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import { checkSeller } from "#src/checks/seller-check.ts";
import type { Invoice } from "#src/domain/invoice.ts";
import type { Policy } from "#src/domain/policy.ts";
import type { SellerQuery, SellerRegistry } from "#src/ports/seller-registry.ts";
import type { InvoiceState, InvoiceUpdate } from "#src/state/invoice-state.ts";
import { drafted } from "./drafted.ts";
import { askPort, type OperationDeps } from "./operation.ts";

type Deps = OperationDeps & { readonly sellerRegistry: SellerRegistry; readonly policy: Policy };

/** Reads `draft`; writes `checks.seller`. */
export const checkSellerNode =
  (deps: Deps) =>
  async (state: InvoiceState, config: LangGraphRunnableConfig): Promise<InvoiceUpdate> => {
    const { invoice } = drafted(state);
    const { value: facts, operations } = await askPort(
      "verify_seller",
      deps,
      { state, config },
      async () => await deps.sellerRegistry.lookUp(sellerQuery(invoice), config.signal),
    );
    return {
      checks: { seller: { findings: checkSeller(invoice, facts, deps.policy) } },
      operations,
    };
  };

/** What the registry is asked about the seller of an invoice. */
export function sellerQuery({ seller, iban }: Invoice): SellerQuery {
  const { name, vatId, legalRegistrationId, legalRegistrationScheme, address } = seller ?? {};
  const query = {
    name,
    vatId,
    legalRegistrationId,
    legalRegistrationScheme,
    countryCode: address?.countryCode,
    iban,
  };
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
}
