import { compareCompanyNames } from "#src/domain/company-name.ts";
import type { RegisterFact } from "#src/domain/facts.ts";
import { comparable } from "#src/domain/identifier.ts";
import { onOneLine } from "#src/domain/printable.ts";
import type { CompanyRegister } from "#src/ports/company-register.ts";
import { PortUnavailable } from "#src/ports/port-unavailable.ts";
import type { SellerQuery } from "#src/ports/seller-registry.ts";
import type { NoAnswer } from "#src/resilience/json-exchange.ts";
import { createJsonService } from "#src/resilience/json-service.ts";
import type { ServiceCall } from "#src/resilience/service-call.ts";
import {
  candidatesMax,
  isDuplicate,
  isLei,
  type LeiRecord,
  LeiRecords,
  recordsOf,
  statusOf,
} from "./lei-record.ts";

/** Bytes of one answer; a record has some 5,000. */
const answerBytesMax = 1024 * 1024;

/** Characters of a name or number that are asked for; what is longer is no name. */
const termCharsMax = 200;

const noAnswer: NoAnswer = (message, traits) => new PortUnavailable("GLEIF", message, traits);

export type GleifOptions = {
  /** For example `https://api.gleif.org`. */
  readonly baseUrl: URL;
  readonly fetch: typeof fetch;
  readonly call: ServiceCall;
  /** Epoch milliseconds. */
  readonly now: () => number;
};

/** One way to ask for a company, and which of the records found may be it. */
type Search = {
  readonly identifier: string;
  readonly filters: Readonly<Record<string, string>>;
  readonly isMatch: (record: LeiRecord) => boolean;
  /** What it means that nothing was found: most companies have no LEI, but an LEI that exists is there. */
  readonly isComplete: boolean;
};

/**
 * Asks GLEIF for the company, by LEI, else by company number, else by name and country, until one is found.
 *
 * A number alone is not enough, because courts count on their own: the name must be alike as well. By name, the words must be
 * the same, and the legal form where both state one. Several that match do not tell which is meant, and that is no answer. A
 * company that is not found is `undefined`, not unregistered: most have no LEI.
 */
export function createGleifRegister(options: GleifOptions): CompanyRegister {
  const { baseUrl, now } = options;
  const service = createJsonService({
    ...options,
    answerBytesMax,
    noAnswer,
    refusalHint: "it takes no key, so check its terms of use",
  });

  async function find(
    { identifier, filters, isMatch, isComplete }: Search,
    // Which record is meant depends on it.
    name: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<RegisterFact | undefined> {
    const url = new URL(baseUrl);
    url.pathname = `${baseUrl.pathname.replace(/\/$/, "")}/api/v1/lei-records`;
    for (const [filter, value] of Object.entries(filters)) {
      url.searchParams.set(`filter[${filter}]`, value);
    }
    url.searchParams.set("page[size]", String(candidatesMax));
    return await service.ask(
      {
        request: { url, headers: { accept: "application/vnd.api+json" } },
        schema: LeiRecords,
        read: (answer) => {
          const evidence = {
            source: "gleif",
            identifier,
            checkedAt: new Date(now()).toISOString(),
          } as const;
          const record = theOnlyOne(answer, isMatch);
          if (record !== undefined) return { ...evidence, ...describe(record) };
          if (!isComplete) return undefined;
          if (isDuplicate(answer, identifier)) {
            throw noAnswer("it lists this LEI as a duplicate of another", { isTransient: false });
          }
          return { ...evidence, status: "not_registered" };
        },
      },
      { key: JSON.stringify([identifier, filters, name]), signal },
    );
  }

  return {
    source: "gleif",
    async lookUp(query, signal) {
      for (const search of searchesOf(query)) {
        const fact = await find(search, query.name, signal);
        if (fact !== undefined) return fact;
      }
      return undefined;
    },
  };
}

/** @throws {PortUnavailable} If several match, or there are more candidates than were looked at. */
function theOnlyOne(
  answer: LeiRecords,
  isMatch: (record: LeiRecord) => boolean,
): LeiRecord | undefined {
  const matches = recordsOf(answer).filter(isMatch);
  if (matches.length > 1) {
    throw noAnswer("it lists several such companies", { isTransient: false });
  }
  if (answer.meta.pagination.total <= answer.data.length) return matches[0];
  throw noAnswer(`it lists more than ${candidatesMax} companies of such a name or number`, {
    isTransient: false,
  });
}

function describe(record: LeiRecord): Pick<RegisterFact, "status" | "name"> {
  const status = statusOf(record);
  if (status !== undefined) return { status, name: record.entity.legalName.name };
  throw noAnswer("it states no status that we know", { isTransient: false });
}

/** At most two requests: an LEI alone, or a number and then a name. */
function searchesOf({
  legalRegistrationId = "",
  name = "",
  countryCode = "",
}: SellerQuery): Search[] {
  const lei = comparable(legalRegistrationId);
  if (isLei(lei)) {
    return [
      {
        identifier: lei,
        filters: { lei },
        isMatch: (record) => record.lei === lei,
        isComplete: true,
      },
    ];
  }
  if (!isTerm(name) || !/^[A-Z]{2}$/.test(countryCode)) return [];
  const country = { "entity.legalAddress.country": countryCode };
  const isThere = ({ entity }: LeiRecord): boolean => entity.legalAddress.country === countryCode;
  const byNumber: Search = {
    identifier: legalRegistrationId,
    filters: { "entity.registeredAs": termOf(legalRegistrationId), ...country },
    isMatch: (record) =>
      isThere(record) &&
      comparable(record.entity.registeredAs ?? "") === lei &&
      ["same", "alike"].includes(compareCompanyNames(record.entity.legalName.name, name)),
    isComplete: false,
  };
  const byName: Search = {
    identifier: name,
    filters: { "entity.legalName": termOf(name), ...country },
    isMatch: (record) =>
      isThere(record) && compareCompanyNames(record.entity.legalName.name, name) === "same",
    isComplete: false,
  };
  return isTerm(legalRegistrationId) ? [byNumber, byName] : [byName];
}

const isTerm = (text: string): boolean => comparable(text) !== "" && text.length <= termCharsMax;

/** A comma would make two terms of one. */
const termOf = (text: string): string => onOneLine(text.replaceAll(",", " "));
