import { z } from "zod";
import type { RegisterFact } from "#src/domain/facts.ts";
import type { CompanyRegister } from "#src/ports/company-register.ts";
import type { SellerQuery } from "#src/ports/seller-registry.ts";
import {
  type CompaniesHouseOptions,
  createHouseService,
  noAnswer,
  statusOf,
} from "./house-service.ts";

/** Characters of a name that are kept. */
const nameCharsMax = 300;

/** Digits of a number that is all digits; people leave out the zeros before it. */
const numberDigits = 8;

const Profile = z.object({
  company_number: z.string(),
  company_name: z.string().transform((name) => name.slice(0, nameCharsMax)),
  company_status: z.string().max(100).optional(),
});

const NotFound = z.object({
  errors: z.array(z.object({ error: z.literal("company-profile-not-found") })).min(1),
});

/** Asks Companies House about companies of the United Kingdom, by company number. */
export function createCompaniesHouseRegister(options: CompaniesHouseOptions): CompanyRegister {
  const house = createHouseService(options);
  return {
    source: "companies_house",
    async lookUp(query, signal) {
      const identifier = companyNumberOf(query);
      if (identifier === undefined) return undefined;
      return await house.ask(
        {
          request: house.requestOf(`company/${identifier}`),
          schema: Profile,
          read: (profile): RegisterFact => ({
            ...house.evidence(),
            identifier,
            status: statusIn(profile, identifier),
            name: profile.company_name,
          }),
          notFound: {
            schema: NotFound,
            read: (): RegisterFact => ({
              ...house.evidence(),
              identifier,
              status: "not_registered",
            }),
          },
        },
        { key: identifier, signal },
      );
    },
  };
}

/** @throws {PortUnavailable} If it is a status we do not know, or of another company. */
function statusIn(
  { company_number, company_status = "" }: z.infer<typeof Profile>,
  identifier: string,
): RegisterFact["status"] {
  const status = statusOf(company_status);
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
