import type { TaxJurisdiction, TaxRateFacts } from "#src/domain/facts.ts";

/** Gives the tax rates in force in a jurisdiction on a date. */
export interface TaxRates {
  /** @throws {PortUnavailable} If there is no usable answer. */
  ratesIn(jurisdiction: TaxJurisdiction, signal?: AbortSignal): Promise<TaxRateFacts>;
}
