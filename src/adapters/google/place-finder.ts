import { createHash } from "node:crypto";
import type { PlaceFact } from "#src/domain/facts.ts";
import type { Address } from "#src/domain/party.ts";
import { onOneLine } from "#src/domain/printable.ts";
import type { PlaceFinder } from "#src/ports/place-finder.ts";
import { PortUnavailable } from "#src/ports/port-unavailable.ts";
import { createJsonService } from "#src/resilience/json-service.ts";
import type { ServiceCall } from "#src/resilience/service-call.ts";
import { coveredCountries } from "./covered-countries.ts";
import { statusOf, ValidationAnswer } from "./validation-answer.ts";

/** An answer has some kilobytes. */
const answerBytesMax = 256 * 1024;

/** Characters sent of each part; Google takes 280 in all. */
const charsMax = { line: 80, city: 60, region: 30, postCode: 20 } as const;

type GooglePlaceFinderOptions = {
  /** Ends in a slash. */
  readonly baseUrl: URL;
  readonly fetch: typeof fetch;
  readonly call: ServiceCall;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly apiKey: string;
};

/** Google Address Validation. The key travels in a header and the address in the body, so that no log of addresses has either. */
export function createGooglePlaceFinder(options: GooglePlaceFinderOptions): PlaceFinder {
  const { baseUrl, apiKey, now } = options;
  const service = createJsonService({
    ...options,
    answerBytesMax,
    refusalHint: "check GOOGLE_MAPS_API_KEY",
    noAnswer: (message, traits) => new PortUnavailable("Google", message, traits),
  });
  return {
    source: "google",
    async find(address, signal) {
      const asked = addressOf(address);
      if (asked === undefined) return undefined;
      const request = {
        // With the dot: `v1:` alone would be a scheme.
        url: new URL("./v1:validateAddress", baseUrl),
        headers: { "x-goog-api-key": apiKey },
        body: { address: asked },
      };
      const question = {
        request,
        schema: ValidationAnswer,
        read: (answer: ValidationAnswer) => placeOf(answer, now()),
      };
      return await service.ask(question, { key: keyOf(asked), signal });
    },
  };
}

type PostalAddress = {
  readonly regionCode: string;
  readonly postalCode?: string;
  readonly administrativeArea?: string;
  readonly locality?: string;
  readonly addressLines?: readonly string[];
};

/** The address as Google wants it; undefined if it says too little or Google does not know the country. */
function addressOf(address: Address): PostalAddress | undefined {
  const regionCode = address.countryCode?.toUpperCase();
  if (regionCode === undefined || !coveredCountries.has(regionCode)) return undefined;
  const postalCode = part(address.postCode, charsMax.postCode);
  const locality = part(address.city, charsMax.city);
  if (postalCode === undefined && locality === undefined) return undefined;
  const administrativeArea = part(address.region, charsMax.region);
  const lines = [address.line1, address.line2].map((line) => part(line, charsMax.line));
  const addressLines = lines.filter((line) => line !== undefined);
  return {
    regionCode,
    ...(postalCode !== undefined && { postalCode }),
    ...(administrativeArea !== undefined && { administrativeArea }),
    ...(locality !== undefined && { locality }),
    ...(addressLines.length > 0 && { addressLines }),
  };
}

function part(text: string | undefined, lengthMax: number): string | undefined {
  const line = onOneLine(text?.slice(0, lengthMax) ?? "");
  return line === "" ? undefined : line;
}

/** Keys are seen by caches and events, addresses are not. */
const keyOf = (asked: PostalAddress): string =>
  `google:${createHash("sha256").update(JSON.stringify(asked)).digest("base64url")}`;

function placeOf(answer: ValidationAnswer, nowMs: number): PlaceFact {
  const { regionCode, postalCode, locality } = answer.result.address.postalAddress ?? {};
  return {
    source: "google",
    status: statusOf(answer),
    ...(regionCode !== undefined && { countryCode: regionCode.toUpperCase() }),
    ...(postalCode !== undefined && { postCode: postalCode }),
    ...(locality !== undefined && { city: locality }),
    checkedAt: new Date(nowMs).toISOString(),
  };
}
