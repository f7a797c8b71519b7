import type { SellerFacts } from "#src/domain/facts.ts";

export type SellerQuery = {
  readonly name?: string;
  readonly vatId?: string;
  readonly legalRegistrationId?: string;
  readonly legalRegistrationScheme?: string;
  readonly countryCode?: string;
  readonly iban?: string;
};

/** Tells what is known of a seller: identifiers, account and the master file. */
export interface SellerRegistry {
  /** @throws {PortUnavailable} If there is no usable answer. */
  lookUp(query: SellerQuery, signal?: AbortSignal): Promise<SellerFacts>;
}
