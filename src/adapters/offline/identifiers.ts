import { validateIBAN, ValidationErrorsIBAN } from "ibantools";
import { stdnum, type Validator } from "stdnum";
import type { IdentifierFact } from "#src/domain/facts.ts";
import { comparable } from "#src/domain/identifier.ts";

/** Identifiers are at most this long; what is longer is text of another kind. */
const identifierLengthMax = 40;

/** Name of the number a VAT id is, by its prefix. A prefix without an entry is `unsupported`. */
const vatNumberNames: Readonly<Record<string, string>> = {
  AT: "uid",
  AU: "abn",
  BE: "vat",
  BG: "vat",
  CH: "uid",
  CY: "vat",
  CZ: "dic",
  DE: "vat",
  DK: "cvr",
  EE: "kmkr",
  EL: "vat",
  ES: "nif",
  FI: "alv",
  FR: "tva",
  GB: "vat",
  GR: "vat",
  HR: "oib",
  HU: "anum",
  IE: "vat",
  IS: "vsk",
  IT: "iva",
  LT: "pvm",
  LU: "tva",
  LV: "pvn",
  MC: "tva",
  MT: "vat",
  NL: "btw",
  NO: "orgnr",
  PL: "nip",
  PT: "nif",
  RO: "cif",
  RS: "pib",
  SE: "vat",
  SI: "ddv",
  SK: "dph",
  TR: "vkn",
  XI: "vat",
};

/** Prefixes whose numbers belong to another ISO country. */
const countryByPrefix: Readonly<Record<string, string>> = { EL: "GR", XI: "GB" };

/** Company registers by ISO 6523 scheme (ICD), and the country each belongs to. */
const registersByScheme: Readonly<Record<string, Register>> = {
  "0002": { countryCode: "FR", numberName: "siren" },
  "0007": { countryCode: "SE", numberName: "orgnr" },
  "0009": { countryCode: "FR", numberName: "siret" },
  "0151": { countryCode: "AU", numberName: "abn" },
  "0184": { countryCode: "DK", numberName: "cvr" },
  "0192": { countryCode: "NO", numberName: "orgnr" },
  "0195": { countryCode: "SG", numberName: "uen" },
  "0208": { countryCode: "BE", numberName: "vat" },
  "0212": { countryCode: "FI", numberName: "ytunnus" },
  "0213": { countryCode: "FI", numberName: "alv" },
};

type Register = { readonly countryCode: string; readonly numberName: string };

/** A VAT id by the country of its prefix. */
export function vatIdFact(vatId: string): IdentifierFact {
  const value = comparable(vatId);
  const prefix = value.slice(0, 2);
  const countryCode = countryByPrefix[prefix] ?? prefix;
  const validator = validatorOf(countryCode, vatNumberNames[prefix]);
  if (validator === undefined) return { value: vatId, status: "unsupported" };
  const bare = value.slice(2);
  // Norwegian and Swiss ids carry a word for the tax; Northern Irish ones the numbers of Great Britain.
  const spellings =
    prefix === "NO"
      ? [bare.replace(/MVA$/, "")]
      : prefix === "CH"
        ? [value.replace(/(?:MWST|TVA|IVA|VAT)$/, "")]
        : [value, bare];
  return { ...judge(vatId, validator, spellings), countryCode };
}

/** A company number by its register; `unsupported` if the register is not stated or its numbers have no check digits. */
export function registrationFact(number: string, scheme: string | undefined): IdentifierFact {
  const register = scheme === undefined ? undefined : registersByScheme[scheme];
  const validator = register && validatorOf(register.countryCode, register.numberName);
  if (register === undefined || validator === undefined) {
    return { value: number, status: "unsupported" };
  }
  const value = comparable(number);
  const { countryCode } = register;
  const bare = value.startsWith(countryCode) ? value.slice(2) : value;
  return { ...judge(number, validator, [value, bare]), countryCode };
}

export function ibanFact(iban: string): IdentifierFact {
  const value = comparable(iban);
  const { valid, errorCodes } = validateIBAN(value);
  const countryCode = value.slice(0, 2);
  if (valid) return { value: iban, status: "valid", countryCode };
  const reason = errorCodes.includes(ValidationErrorsIBAN.NoIBANCountry)
    ? `${countryCode} is not a country that issues IBANs`
    : errorCodes.includes(ValidationErrorsIBAN.WrongBBANLength)
      ? `it has ${value.length} characters, which is not the length of ${countryCode}`
      : errorCodes.includes(ValidationErrorsIBAN.WrongIBANChecksum)
        ? "its check digits are wrong"
        : "its account number does not have the form of its country";
  return { value: iban, status: "invalid", countryCode, reason };
}

const validatorOf = (countryCode: string, numberName: string | undefined): Validator | undefined =>
  numberName === undefined ? undefined : stdnum[countryCode]?.[numberName];

function judge(shown: string, validator: Validator, spellings: readonly string[]): IdentifierFact {
  if (shown.length > identifierLengthMax) {
    return {
      value: shown.slice(0, identifierLengthMax),
      status: "invalid",
      reason: "it is too long",
    };
  }
  const results = spellings.map((spelling) => validator.validate(spelling));
  if (results.some(({ isValid }) => isValid)) return { value: shown, status: "valid" };
  const isChecksum = results.some(
    (result) => !result.isValid && result.error.name === "InvalidChecksum",
  );
  const reason = isChecksum
    ? "its check digits are wrong"
    : "it does not have the form of its country";
  return { value: shown, status: "invalid", reason };
}
