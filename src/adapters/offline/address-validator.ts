import countries from "i18n-iso-countries";
import { postcodeValidator, postcodeValidatorExistsForCountry } from "postcode-validator";
import type { AddressFacts } from "#src/domain/facts.ts";
import type { AddressValidator } from "#src/ports/address-validator.ts";
import { regionCodeOf } from "./region-codes.ts";

/** Countries whose addresses name a subdivision of ISO 3166-2; elsewhere the field holds whatever the seller likes. */
const countriesWithRegions: ReadonlySet<string> = new Set("AU BR CA IN MX US".split(" "));

/** Longest post code looked at; a hostile file may put anything there. */
const postCodeLengthMax = 20;

/** Names and post code formats from shipped tables. Tells whether an address can exist, not whether it does. */
export function createOfflineAddressValidator(): AddressValidator {
  return {
    async validate(address) {
      const countryCode = address.countryCode?.toUpperCase();
      const countryName = countryCode && countries.getName(countryCode, "en");
      return {
        ...(countryName === undefined || countryName === "" ? {} : { countryName }),
        postCode: postCodeStatus(address.postCode, countryCode),
        region: regionStatus(address.region, countryCode),
      };
    },
  };
}

function postCodeStatus(
  postCode: string | undefined,
  countryCode: string | undefined,
): AddressFacts["postCode"] {
  if (postCode === undefined) return "missing";
  if (countryCode === undefined || !postcodeValidatorExistsForCountry(countryCode)) {
    return "unsupported";
  }
  const trimmed = postCode.trim();
  if (trimmed.length > postCodeLengthMax) return "invalid";
  const isValid = spellingsOf(trimmed, countryCode).some((spelling) =>
    postcodeValidator(spelling, countryCode),
  );
  return isValid ? "valid" : "invalid";
}

/** As written, without a leading country sign (`D-10115`, `SE-111 22`), and without spaces and hyphens. */
function spellingsOf(postCode: string, countryCode: string): string[] {
  const bare = postCode.replace(/^[A-Z]{1,3}[- ](?=\d)/i, "");
  const compact = bare.replaceAll(/[\s-]/g, "");
  // Polish and Portuguese post codes are written with a hyphen that is often left out.
  const hyphenated = countryCode === "PL" ? [compact.replace(/^(\d{2})(\d{3})$/, "$1-$2")] : [];
  return [postCode, bare, compact, ...hyphenated];
}

function regionStatus(
  region: string | undefined,
  countryCode: string | undefined,
): AddressFacts["region"] {
  if (region === undefined) return "missing";
  if (countryCode === undefined || !countriesWithRegions.has(countryCode)) return "unsupported";
  return regionCodeOf(countryCode, region) === undefined ? "invalid" : "valid";
}
