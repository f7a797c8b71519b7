import { setTimeout as wait } from "node:timers/promises";
import type { IsoDate } from "#src/domain/invoice.ts";
import type { CurrencyCode } from "#src/domain/money.ts";
import { createSharedCalls } from "#src/resilience/shared-calls.ts";
import { ecbCurrencies } from "./ecb-currencies.ts";
import type { EuroRates } from "./rates-answer.ts";

/** Asks for the euro rates of one day. */
export interface DayBatches {
  /**
   * Joins the request of this day that is about to be sent, or begins one. Each caller may leave; the request ends with its last.
   *
   * @throws What the request throws; the caller's own reason, at once, when its signal is aborted.
   */
  ratesOf(
    date: IsoDate,
    currencies: readonly CurrencyCode[],
    signal: AbortSignal | undefined,
  ): Promise<EuroRates>;
}

type Batch = { readonly key: string; readonly currencies: Set<CurrencyCode> };

type Options = {
  /** How long a request waits for further currencies, milliseconds. */
  readonly windowMs: number;
  readonly fetchRates: (
    date: IsoDate,
    currencies: readonly CurrencyCode[],
    signal: AbortSignal,
  ) => Promise<EuroRates>;
};

/**
 * Currencies of one day that are wanted within a window are asked for at once. A batch holds `ecbCurrencies` at most; there is
 * one for each day that is waited for, and callers bound those.
 */
export function createDayBatches({ windowMs, fetchRates }: Options): DayBatches {
  const shared = createSharedCalls<EuroRates>();
  const waiting = new Map<IsoDate, Batch>();
  let batchCount = 0;

  function joinBatch(date: IsoDate): Batch {
    const known = waiting.get(date);
    if (known !== undefined) return known;
    batchCount += 1;
    const batch = { key: `${date} ${batchCount}`, currencies: new Set<CurrencyCode>() };
    waiting.set(date, batch);
    return batch;
  }

  async function send(date: IsoDate, batch: Batch, signal: AbortSignal): Promise<EuroRates> {
    try {
      await wait(windowMs, undefined, { signal });
    } finally {
      // Whoever comes from now on needs another request.
      if (waiting.get(date) === batch) waiting.delete(date);
    }
    return await fetchRates(date, [...batch.currencies].toSorted(), signal);
  }

  return {
    async ratesOf(date, currencies, signal) {
      signal?.throwIfAborted();
      const batch = joinBatch(date);
      for (const currency of currencies) {
        if (ecbCurrencies.has(currency)) batch.currencies.add(currency);
      }
      const work = async (halt: AbortSignal): Promise<EuroRates> => await send(date, batch, halt);
      const { value } = await shared.run(batch.key, work, signal);
      return value;
    },
  };
}
