import type { WebPresenceFact } from "#src/domain/facts.ts";

/** Tells whether a company can be found on the web. */
export interface WebSearch {
  /**
   * @param query - The seller's name, and its city or country if known.
   * @throws {PortUnavailable} If there is no usable answer.
   */
  findCompany(
    query: { readonly name: string; readonly place?: string },
    signal?: AbortSignal,
  ): Promise<WebPresenceFact>;
}
