import type { Passage } from "#src/domain/analysis.ts";

/** Finds what policy documents and earlier invoices say about a document's matter. */
export interface KnowledgeIndex {
  /**
   * @param query - Words to look for; no syntax.
   * @returns At most `limit` passages, best first.
   * @throws {PortUnavailable} If there is no usable answer.
   */
  search(
    query: string,
    options: { limit: number },
    signal?: AbortSignal,
  ): Promise<readonly Passage[]>;
}
