import type { AddressFacts } from "#src/domain/facts.ts";
import type { Address } from "#src/domain/party.ts";
import type { AddressValidator } from "#src/ports/address-validator.ts";
import type { PlaceFinder } from "#src/ports/place-finder.ts";
import { PortUnavailable } from "#src/ports/port-unavailable.ts";

type LayeredAddressValidatorOptions = {
  /** Tells whether an address can exist. */
  readonly base: AddressValidator;
  /** Tells whether it does; absent: it is not asked. */
  readonly placeFinder?: PlaceFinder | undefined;
};

/**
 * Asks `base` first, and the map for an address of a country that exists. A map that gives no answer is named in `unanswered`:
 * what `base` says holds without it.
 */
export function createLayeredAddressValidator({
  base,
  placeFinder,
}: LayeredAddressValidatorOptions): AddressValidator {
  if (placeFinder === undefined) return base;
  return {
    async validate(address, signal) {
      const facts = await base.validate(address, signal);
      if (facts.countryName === undefined) return facts;
      return { ...facts, ...(await findPlace(placeFinder, address, signal)) };
    },
  };
}

async function findPlace(
  placeFinder: PlaceFinder,
  address: Address,
  signal: AbortSignal | undefined,
): Promise<Pick<AddressFacts, "place" | "unanswered">> {
  try {
    const place = await placeFinder.find(address, signal);
    return place === undefined ? {} : { place };
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof PortUnavailable)) throw error;
    return { unanswered: [{ source: placeFinder.source, message: error.message }] };
  }
}
