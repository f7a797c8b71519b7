import type { AddressFacts } from "#src/domain/facts.ts";
import type { Address } from "#src/domain/party.ts";

/** Tells whether country, post code and region of an address exist and fit together. */
export interface AddressValidator {
  /** @throws {PortUnavailable} If there is no usable answer. */
  validate(address: Address, signal?: AbortSignal): Promise<AddressFacts>;
}
