import type { CompanySearchFact } from "#src/domain/facts.ts";

export type CompanySearchQuery = {
  readonly name: string;
  /** As the seller writes it; spaces and case do not count. */
  readonly postCode: string;
};

/** A public register of companies that can be searched by name and post code. */
export interface CompanySearch {
  /** @throws {PortUnavailable} If there is no usable answer: an outage is never "no such company". */
  findCompanies(query: CompanySearchQuery, signal?: AbortSignal): Promise<CompanySearchFact>;
}
