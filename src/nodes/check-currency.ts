import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import { amountInBase, checkCurrency } from "#src/checks/currency-check.ts";
import type { Policy } from "#src/domain/policy.ts";
import type { ExchangeRates } from "#src/ports/exchange-rates.ts";
import type { InvoiceState, InvoiceUpdate } from "#src/state/invoice-state.ts";
import { runContextOf } from "#src/state/run-context.ts";
import { drafted } from "./drafted.ts";
import { askPort, type OperationDeps, runOperation } from "./operation.ts";

type Deps = OperationDeps & {
  readonly exchangeRates: ExchangeRates;
  readonly policy: Policy;
  readonly today: () => string;
};

/** Reads `draft`; writes `checks.currency` and `amountInBase`. */
export const checkCurrencyNode =
  (deps: Deps) =>
  async (state: InvoiceState, config: LangGraphRunnableConfig): Promise<InvoiceUpdate> => {
    const { invoice } = drafted(state);
    const { baseCurrency } = runContextOf(config);
    const scope = { state, config };
    const detected = await runOperation("detect_currency", deps, scope, () => invoice.currencyCode);
    const from = detected.value;
    const converted =
      from === undefined
        ? undefined
        : await askPort("convert_currency", deps, scope, async () => {
            const query = { from, to: baseCurrency, date: invoice.issueDate ?? deps.today() };
            return await deps.exchangeRates.rate(query, config.signal);
          });
    const amount = amountInBase(invoice, converted?.value, baseCurrency);
    return {
      checks: {
        currency: {
          findings: checkCurrency(invoice, converted?.value, { baseCurrency, policy: deps.policy }),
        },
      },
      operations: { ...detected.operations, ...converted?.operations },
      amountInBase: amount,
    };
  };
