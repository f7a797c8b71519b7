import { comparable } from "#src/domain/identifier.ts";
import type { CompanySearch } from "#src/ports/company-search.ts";
import { failIfTold, type Failure } from "./no-answer.ts";

export type ListedCompany = {
  readonly number: string;
  readonly name: string;
  readonly postCode: string;
};

/** Finds the companies it is given, by name and post code. `failure` is asked before each answer. */
export function createFakeCompanySearch({
  companies = [],
  failure,
}: {
  readonly companies?: readonly ListedCompany[];
  readonly failure?: () => Failure | undefined;
} = {}): CompanySearch {
  return {
    async findCompanies(query, signal) {
      signal?.throwIfAborted();
      failIfTold("CompanySearch", failure?.());
      const found = companies.filter(({ name, postCode }) =>
        [
          [name, query.name],
          [postCode, query.postCode],
        ].every(([listed = "", asked = ""]) => comparable(listed) === comparable(asked)),
      );
      return {
        source: "companies_house",
        companies: found.map(({ number, name }) => ({ number, name })),
        checkedAt: "2026-03-15T09:00:00.000Z",
      };
    },
  };
}
