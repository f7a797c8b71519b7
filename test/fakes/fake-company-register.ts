import type { RegisterFact } from "#src/domain/facts.ts";
import type { CompanyRegister } from "#src/ports/company-register.ts";
import { failIfTold, type Failure } from "./no-answer.ts";

export type FakeCompany = {
  readonly identifier: string;
  readonly name?: string;
  /** Default: registered. */
  readonly status?: RegisterFact["status"];
};

/**
 * Knows the companies it is given, by VAT id if it is VIES and by company number if not; it is about every seller that has
 * such an identifier. `failure` is asked before each answer.
 */
export function createFakeCompanyRegister({
  source = "vies",
  companies = [],
  failure,
}: {
  readonly source?: RegisterFact["source"];
  readonly companies?: readonly FakeCompany[];
  readonly failure?: () => Failure | undefined;
} = {}): CompanyRegister {
  return {
    source,
    async lookUp({ vatId, legalRegistrationId }, signal) {
      signal?.throwIfAborted();
      const identifier = source === "vies" ? vatId : legalRegistrationId;
      if (identifier === undefined) return undefined;
      failIfTold(source, failure?.());
      const company = companies.find((known) => known.identifier === identifier);
      const evidence = { source, identifier, checkedAt: "2026-03-15T09:00:00.000Z" };
      if (company === undefined) return { ...evidence, status: "not_registered" };
      const { name, status = "registered" } = company;
      return { ...evidence, status, ...(name !== undefined && { name }) };
    },
  };
}
