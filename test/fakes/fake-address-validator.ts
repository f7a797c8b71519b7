import type { AddressFacts } from "#src/domain/facts.ts";
import type { AddressValidator } from "#src/ports/address-validator.ts";
import { failIfTold, type Failure } from "./no-answer.ts";

/** Country names it knows; every stated post code is valid but those listed. */
export function createFakeAddressValidator({
  countries = { DE: "Germany", FR: "France", US: "United States" },
  invalidPostCodes = [],
  failure,
}: {
  readonly countries?: Readonly<Record<string, string>>;
  readonly invalidPostCodes?: readonly string[];
  readonly failure?: Failure;
} = {}): AddressValidator {
  return {
    async validate({ countryCode, postCode, region }): Promise<AddressFacts> {
      failIfTold("AddressValidator", failure);
      const countryName = countryCode === undefined ? undefined : countries[countryCode];
      return {
        ...(countryName === undefined ? {} : { countryName }),
        postCode:
          postCode === undefined
            ? "missing"
            : countryName === undefined
              ? "unsupported"
              : invalidPostCodes.includes(postCode)
                ? "invalid"
                : "valid",
        region: region === undefined ? "missing" : "unsupported",
      };
    },
  };
}
