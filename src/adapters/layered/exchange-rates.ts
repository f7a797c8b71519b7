import type { ExchangeRateFact } from "#src/domain/facts.ts";
import type { ExchangeRates } from "#src/ports/exchange-rates.ts";
import { PortUnavailable } from "#src/ports/port-unavailable.ts";

type LayeredExchangeRatesOptions = {
  /** Asked for what the service does not know, or when it gives no answer. */
  readonly base: ExchangeRates;
  /** Asked first; absent: it is not asked. */
  readonly service?: { readonly name: string; readonly rates: ExchangeRates } | undefined;
};

/**
 * Asks the service first. A rate of `base` says in its source why it is not the service's, and names the service in
 * `unanswered` if it gave no answer. Where `base` has no rate either, the service's failure stands: no answer is not
 * `not_found`.
 */
export function createLayeredExchangeRates({
  base,
  service,
}: LayeredExchangeRatesOptions): ExchangeRates {
  if (service === undefined) return base;
  const { name, rates } = service;
  return {
    async rate(query, signal) {
      const answer = await answerOf(async () => await rates.rate(query, signal), signal);
      if (!(answer instanceof PortUnavailable)) {
        if (answer.status === "found") return answer;
        return markedAs(`${name} does not know it`, await base.rate(query, signal));
      }
      const fallback = await answerOf(async () => await base.rate(query, signal), signal);
      if (fallback instanceof PortUnavailable || fallback.status === "not_found") throw answer;
      return {
        ...markedAs(`${name} did not answer`, fallback),
        unanswered: [{ source: name, message: answer.message }],
      };
    },
  };
}

async function answerOf(
  ask: () => Promise<ExchangeRateFact>,
  signal: AbortSignal | undefined,
): Promise<ExchangeRateFact | PortUnavailable> {
  try {
    return await ask();
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof PortUnavailable) return error;
    throw error;
  }
}

const markedAs = <F extends ExchangeRateFact>(why: string, fact: F): F =>
  fact.status === "found" ? { ...fact, source: `${fact.source} (${why})` } : fact;
