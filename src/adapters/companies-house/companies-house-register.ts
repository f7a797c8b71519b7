import { z } from "zod";
import type { RegisterFact } from "#src/domain/facts.ts";
import type { CompanyRegister } from "#src/ports/company-register.ts";
import { PortUnavailable } from "#src/ports/port-unavailable.ts";
import type { SellerQuery } from "#src/ports/seller-registry.ts";
import type { NoAnswer } from "#src/resilience/json-exchange.ts";
import { createJsonService } from "#src/resilience/json-service.ts";
import type { ServiceCall } from "#src/resilience/service-call.ts";

/** Bytes of one answer; a profile has some thousand. */
const answerBytesMax = 256 * 1024;

/** Characters of a name that are kept. */
const nameCharsMax = 300;

/** Digits of a number that is all digits; people leave out the zeros before it. */
const numberDigits = 8;

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

const Profile = z.object({
  company_number: z.string(),
  company_name: z.string().transform((name) => name.slice(0, nameCharsMax)),
  company_status: z.string().max(100).optional(),
});

const NotFound = z.object({
  errors: z.array(z.object({ error: z.literal("company-profile-not-found") })).min(1),
});

const noAnswer: NoAnswer = (message, traits) =>
  new PortUnavailable("Companies House", message, traits);

export type CompaniesHouseOptions = {
  /** For example `https://api.company-information.service.gov.uk`. */
  readonly baseUrl: URL;
  readonly fetch: typeof fetch;
  readonly call: ServiceCall;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly apiKey: string;
};

/** Asks Companies House about companies of the United Kingdom, by company number. */
export function createCompaniesHouseRegister(options: CompaniesHouseOptions): CompanyRegister {
  const { baseUrl, now, apiKey } = options;
  const service = createJsonService({ ...options, answerBytesMax, noAnswer });
  const authorization = `Basic ${Buffer.from(`${apiKey}:`).toString("base64")}`;

  return {
    source: "companies_house",
    async lookUp(query, signal) {
      const identifier = companyNumberOf(query);
      if (identifier === undefined) return undefined;
      const url = new URL(baseUrl);
      url.pathname = `${baseUrl.pathname.replace(/\/$/, "")}/company/${identifier}`;
      const evidence = () =>
        ({
          source: "companies_house",
          identifier,
          checkedAt: new Date(now()).toISOString(),
        }) as const;
      return await service.ask(
        {
          request: { url, headers: { authorization } },
          schema: Profile,
          read: (profile): RegisterFact => ({
            ...evidence(),
            status: statusOf(profile, identifier),
            name: profile.company_name,
          }),
          notFound: {
            schema: NotFound,
            read: (): RegisterFact => ({ ...evidence(), status: "not_registered" }),
          },
        },
        { key: identifier, signal },
      );
    },
  };
}

/** @throws {PortUnavailable} If it is a status we do not know, or of another company. */
function statusOf(
  { company_number, company_status = "" }: z.infer<typeof Profile>,
  identifier: string,
): RegisterFact["status"] {
  const status = Object.hasOwn(statuses, company_status) ? statuses[company_status] : undefined;
  if (status === undefined) {
    throw noAnswer("it states no status that we know", { isTransient: false });
  }
  if (company_number.toUpperCase() === identifier) return status;
  throw noAnswer("it answers about another company", { isTransient: false });
}

/** An ISO 6523 scheme names another register than Companies House, which has none. */
const otherRegister = /^\d{4}$/;

/** Eight characters: digits, or letters of the part of the register (`SC`, `NI`, `OC`, `R`) before them. */
const numberShape = /^(?:\d{1,8}|[A-Z]{2}\d{6}|R\d{7}|[A-Z]{2}\d{5}[A-Z])$/;

/** The company number of a seller in the United Kingdom; undefined if there is none. */
function companyNumberOf({
  legalRegistrationId = "",
  legalRegistrationScheme = "",
  countryCode,
  vatId = "",
}: SellerQuery): string | undefined {
  const isBritish =
    countryCode === undefined ? /^(?:GB|XI)/i.test(vatId.trim()) : countryCode === "GB";
  if (!isBritish || otherRegister.test(legalRegistrationScheme)) return undefined;
  const number = legalRegistrationId
    .normalize("NFKC")
    .toUpperCase()
    .replaceAll(/[\s.-]/g, "");
  if (!numberShape.test(number)) return undefined;
  return /^\d+$/.test(number) ? number.padStart(numberDigits, "0") : number;
}
