import type { RegisterFact } from "#src/domain/facts.ts";
import type { SellerQuery } from "./seller-registry.ts";

/** A public register of companies or VAT identifiers. */
export interface CompanyRegister {
  readonly source: RegisterFact["source"];
  /**
   * @returns `undefined` if the register is not about such a seller, or the query has nothing it can be asked by.
   * @throws {PortUnavailable} If there is no usable answer: an outage is never `not_registered`.
   */
  lookUp(query: SellerQuery, signal?: AbortSignal): Promise<RegisterFact | undefined>;
}
