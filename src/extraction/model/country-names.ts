import { countryNames } from "#src/extraction/layout/vocabulary/countries.ts";

/** Languages country names are looked for in: those the layout rules read. */
const languages = ["en", "de", "fr", "nl", "es", "it", "pt", "pl"];

/** Codes in everyday use that are not those of ISO 3166-1. */
const otherCodes: Readonly<Record<string, string>> = { EL: "GR", UK: "GB", XI: "GB" };

/** Not made before the first question: making one takes milliseconds. */
let namings: readonly Intl.DisplayNames[] | undefined;

const allNamings = (): readonly Intl.DisplayNames[] =>
  (namings ??= languages.map(
    (language) => new Intl.DisplayNames([language], { type: "region", fallback: "none" }),
  ));

/** ISO 3166-1 code of a code as it is written. */
export const countryCodeOf = (code: string): string => otherCodes[code] ?? code;

/** True for a code of a country; unions of countries are none. */
export const isCountry = (code: string): boolean =>
  /^[A-Z]{2}$/.test(code) && !notCountries.has(code) && allNamings()[0]?.of(code) !== undefined;

const notCountries = new Set(["EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"]);

/** The names of a country in the languages we read, and those invoices use besides. */
export function namesOfCountry(code: string): string[] {
  const official = allNamings().flatMap((naming) => naming.of(code) ?? []);
  return [...new Set([...official, ...(countryNames[code] ?? [])])];
}

/** Letters before a post code (`D-80333`), by country. */
const postPrefixes: Readonly<Record<string, readonly string[]>> = {
  AT: ["A"],
  BE: ["B"],
  DE: ["D"],
  ES: ["E"],
  FR: ["F"],
  HU: ["H"],
  IT: ["I"],
  LU: ["L"],
  NO: ["N"],
  PT: ["P"],
  SE: ["S"],
};

export const postPrefixesOf = (code: string): readonly string[] => [
  code,
  ...(postPrefixes[code] ?? []),
];

/** Prefixes of its VAT ids. */
export function vatPrefixesOf(code: string): readonly string[] {
  if (code === "CH") return ["CHE"];
  if (code === "GR") return ["EL", "GR"];
  return code === "GB" ? ["GB", "XI"] : [code];
}
