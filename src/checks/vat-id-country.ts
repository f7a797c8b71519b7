import { comparable } from "#src/domain/identifier.ts";
import { countryCodes } from "./tables/country-codes.ts";

/** VAT id prefixes that are not the country's own ISO 3166-1 code: Greece, and Northern Ireland, which trades goods as the EU. */
const countryByPrefix: Readonly<Record<string, string>> = { EL: "GR", XI: "GB", "1A": "XK" };

/** Country a VAT id belongs to by its prefix; absent if it has none that exists. */
export function countryOfVatId(vatId: string | undefined): string | undefined {
  const prefix = comparable(vatId ?? "").slice(0, 2);
  const country = countryByPrefix[prefix] ?? prefix;
  return countryCodes.has(country) ? country : undefined;
}

/** Whether the id is of a seller outside the EU under the one-stop shop: `EU` and nine digits, taxed where the buyer is. */
export const isOneStopShopId = (vatId: string | undefined): boolean =>
  /^EU\d{9}$/.test(comparable(vatId ?? ""));
