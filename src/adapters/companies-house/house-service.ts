import type { RegisterFact } from "#src/domain/facts.ts";
import { PortUnavailable } from "#src/ports/port-unavailable.ts";
import type { JsonRequest, NoAnswer } from "#src/resilience/json-exchange.ts";
import { createJsonService, type JsonService } from "#src/resilience/json-service.ts";
import type { ServiceCall } from "#src/resilience/service-call.ts";

/** Bytes of one answer; a profile has some thousand, as has each company a search finds. */
const answerBytesMax = 256 * 1024;

export type CompaniesHouseOptions = {
  /** For example `https://api.company-information.service.gov.uk`. */
  readonly baseUrl: URL;
  readonly fetch: typeof fetch;
  readonly call: ServiceCall;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly apiKey: string;
};

export const noAnswer: NoAnswer = (message, traits) =>
  new PortUnavailable("Companies House", message, traits);

/** Asks Companies House, with our key. */
export type HouseService = Pick<JsonService, "ask"> & {
  /** @param path - Below the base URL, without a slash before it. */
  requestOf(path: string, parameters?: Readonly<Record<string, string>>): JsonRequest;
  /** Who answered and when, ISO 8601. */
  evidence(): { readonly source: "companies_house"; readonly checkedAt: string };
};

export function createHouseService(options: CompaniesHouseOptions): HouseService {
  const { baseUrl, now, apiKey } = options;
  const authorization = `Basic ${Buffer.from(`${apiKey}:`).toString("base64")}`;
  return {
    ...createJsonService({ ...options, answerBytesMax, noAnswer }),
    requestOf(path, parameters = {}) {
      const url = new URL(baseUrl);
      url.pathname = `${baseUrl.pathname.replace(/\/$/, "")}/${path}`;
      url.search = new URLSearchParams(parameters).toString();
      return { url, headers: { authorization } };
    },
    evidence: () => ({ source: "companies_house", checkedAt: new Date(now()).toISOString() }),
  };
}

/**
 * What a company of each status counts as. In liquidation it no longer trades, and its money goes to a liquidator; under an
 * administrator, a receiver or an arrangement it does trade.
 */
const statuses: Readonly<Record<string, RegisterFact["status"]>> = {
  active: "registered",
  open: "registered",
  registered: "registered",
  administration: "registered",
  receivership: "registered",
  "voluntary-arrangement": "registered",
  "insolvency-proceedings": "registered",
  liquidation: "inactive",
  dissolved: "inactive",
  closed: "inactive",
  "converted-closed": "inactive",
  removed: "inactive",
};

/** What a company of this status counts as; undefined for a status we do not know. */
export const statusOf = (companyStatus: string): RegisterFact["status"] | undefined =>
  Object.hasOwn(statuses, companyStatus) ? statuses[companyStatus] : undefined;
