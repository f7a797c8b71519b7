import type { Address } from "#src/domain/party.ts";
import { onOneLine } from "#src/domain/printable.ts";
import { stateOfTerritory } from "#src/domain/tables/dependent-territories.ts";

/** What is asked of a structured search, by the names of its parameters. */
export type SearchQuery = {
  readonly street?: string;
  readonly city?: string;
  readonly postalcode?: string;
  /** ISO 3166-1 alpha-2 in lower case, one or several with commas between. */
  readonly countrycodes: string;
};

/** Characters of one part: a hostile document may put anything there. */
const partCharsMax = 120;

/**
 * From the whole address to its city or post code alone, at most four: a search matches all of its parts or nothing, and maps
 * lack streets and post codes that exist. Empty if the address names no country, or neither city nor post code.
 */
export function searchQueries(address: Address): SearchQuery[] {
  const country = part(address.countryCode)?.toUpperCase();
  if (country === undefined || !/^[A-Z]{2}$/.test(country)) return [];
  const countrycodes = countryCodesOf(country);
  const street = part(address.line1);
  const city = part(address.city);
  const postalcode = part(address.postCode);
  if (city === undefined && postalcode === undefined) return [];
  const cityPart = city === undefined ? {} : { city };
  const codePart = postalcode === undefined ? {} : { postalcode };
  const hasBoth = city !== undefined && postalcode !== undefined;
  return [
    ...(street === undefined ? [] : [{ street, ...cityPart, ...codePart, countrycodes }]),
    { ...cityPart, ...codePart, countrycodes },
    ...(hasBoth ? [{ city, countrycodes }] : []),
    ...(hasBoth ? [{ postalcode, countrycodes }] : []),
  ];
}

/** OpenStreetMap has Tahiti (PF) and Hong Kong (HK) under their states, others, as Jersey (JE), under their own codes. */
const countryCodesOf = (country: string): string =>
  [country, stateOfTerritory(country) ?? []].flat().join(",").toLowerCase();

function part(text: string | undefined): string | undefined {
  const line = onOneLine(text?.slice(0, partCharsMax) ?? "");
  return line === "" ? undefined : line;
}
