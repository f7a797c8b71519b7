import { z } from "zod";
import { compareCompanyNames } from "#src/domain/company-name.ts";
import type { CompanySearchFact } from "#src/domain/facts.ts";
import { comparable } from "#src/domain/identifier.ts";
import { onOneLine } from "#src/domain/printable.ts";
import type { CompanySearch, CompanySearchQuery } from "#src/ports/company-search.ts";
import { type CompaniesHouseOptions, createHouseService, statusOf } from "./house-service.ts";

/** Companies of one answer, the likeliest first; more are not looked at. */
const candidatesMax = 50;

/** Companies named in a fact; two do not tell which is meant. */
const companiesMax = 3;

/** Characters of a name that are asked for, and kept. */
const nameCharsMax = 200;

const Name = z.string().transform((name) => name.slice(0, nameCharsMax));

const Candidate = z.object({
  title: Name,
  company_number: z.string().max(20),
  company_status: z.string().max(100).nullish(),
  address: z.object({ postal_code: z.string().max(100).nullish() }).nullish(),
});
type Candidate = z.infer<typeof Candidate>;

const Candidates = z.object({
  kind: z.literal("search#companies"),
  items: z.array(Candidate).transform((items) => items.slice(0, candidatesMax)),
});

/**
 * Searches Companies House for companies of the United Kingdom. A company is found if it exists, has the same name, legal form
 * included where both state one, and its registered office has the same post code.
 */
export function createCompaniesHouseSearch(options: CompaniesHouseOptions): CompanySearch {
  const house = createHouseService(options);
  return {
    async findCompanies(query, signal) {
      const name = onOneLine(query.name).slice(0, nameCharsMax);
      const postCode = comparable(query.postCode);
      const parameters = { q: name, items_per_page: String(candidatesMax) };
      return await house.ask(
        {
          request: house.requestOf("search/companies", parameters),
          schema: Candidates,
          read: ({ items }): CompanySearchFact => ({
            ...house.evidence(),
            companies: items.filter(isOf({ name, postCode })).slice(0, companiesMax).map(companyOf),
          }),
        },
        { key: JSON.stringify([name, postCode]), signal },
      );
    },
  };
}

const isOf =
  ({ name, postCode }: CompanySearchQuery) =>
  ({ title, company_status, address }: Candidate): boolean =>
    statusOf(company_status ?? "") === "registered" &&
    comparable(address?.postal_code ?? "") === postCode &&
    compareCompanyNames(title, name) === "same";

const companyOf = ({
  company_number,
  title,
}: Candidate): CompanySearchFact["companies"][number] => ({
  number: company_number,
  name: title,
});
