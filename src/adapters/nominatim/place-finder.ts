import { createHash } from "node:crypto";
import type { PlaceFact } from "#src/domain/facts.ts";
import type { PlaceFinder } from "#src/ports/place-finder.ts";
import { PortUnavailable } from "#src/ports/port-unavailable.ts";
import { createJsonService } from "#src/resilience/json-service.ts";
import type { ServiceCall } from "#src/resilience/service-call.ts";
import { type Place, SearchAnswer } from "./search-answer.ts";
import { searchQueries, type SearchQuery } from "./search-queries.ts";

/** One place has some kilobytes. */
const answerBytesMax = 256 * 1024;

const rankOfHouse = 30;
const rankOfStreet = 26;

type NominatimPlaceFinderOptions = {
  /** Ends in a slash. */
  readonly baseUrl: URL;
  readonly fetch: typeof fetch;
  /** The public server allows one request a second; an address may take up to four, each a call of its own. */
  readonly call: ServiceCall;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Name and contact of the application; the public server refuses a library's own. */
  readonly userAgent: string;
};

/** OpenStreetMap's search, asked for whole addresses first and then for less: see `searchQueries`. */
export function createNominatimPlaceFinder(options: NominatimPlaceFinderOptions): PlaceFinder {
  const { baseUrl, now, userAgent } = options;
  const service = createJsonService({
    ...options,
    answerBytesMax,
    noAnswer: (message, traits) => new PortUnavailable("Nominatim", message, traits),
    refusalHint: "check its usage policy and the user agent",
  });

  async function search(query: SearchQuery, signal: AbortSignal | undefined) {
    const request = { url: urlOf(baseUrl, query), headers: { "user-agent": userAgent } };
    const question = { request, schema: SearchAnswer, read: ([first]: SearchAnswer) => first };
    return await service.ask(question, { key: keyOf(query), signal });
  }

  return {
    source: "nominatim",
    async find(address, signal) {
      const queries = searchQueries(address);
      if (queries.length === 0) return undefined;
      const checkedAt = (): string => new Date(now()).toISOString();
      for (const query of queries) {
        const place = await search(query, signal);
        if (place === undefined) continue;
        const status = statusOf(query, place);
        return { source: "nominatim", status, ...whereOf(place), checkedAt: checkedAt() };
      }
      return { source: "nominatim", status: "not_found", checkedAt: checkedAt() };
    },
  };
}

function urlOf(baseUrl: URL, query: SearchQuery): URL {
  const url = new URL("./search", baseUrl);
  const form = { format: "jsonv2", addressdetails: "1", limit: "1" };
  url.search = new URLSearchParams({ ...query, ...form }).toString();
  return url;
}

/** Keys are seen by caches and events, addresses are not. */
const keyOf = (query: SearchQuery): string =>
  `nominatim:${createHash("sha256").update(JSON.stringify(query)).digest("base64url")}`;

/**
 * Found: the house is on the map, or the street where no number is stated, and the post code there is not another. Partial:
 * anything less, and every address without a street.
 */
function statusOf(
  { street, postalcode }: SearchQuery,
  { place_rank: rank, address }: Place,
): PlaceFact["status"] {
  if (street === undefined) return "partial";
  const rankMin = /\d/.test(street) ? rankOfHouse : rankOfStreet;
  const hasOtherCode =
    postalcode !== undefined &&
    address.postcode !== undefined &&
    bare(postalcode) !== bare(address.postcode);
  return rank >= rankMin && !hasOtherCode ? "found" : "partial";
}

/** Without a country sign (`D-10115`), spaces and hyphens. */
const bare = (postCode: string): string =>
  postCode
    .toUpperCase()
    .replace(/^[A-Z]{1,3}[- ](?=\d)/, "")
    .replaceAll(/[\s-]/g, "");

function whereOf({ address }: Place): Pick<PlaceFact, "countryCode" | "postCode" | "city"> {
  const { country_code: country, postcode } = address;
  const city = address.city ?? address.town ?? address.village ?? address.municipality;
  return {
    ...(country !== undefined && { countryCode: country.toUpperCase() }),
    ...(postcode !== undefined && { postCode: postcode }),
    ...(city !== undefined && { city }),
  };
}
