import type { Passage } from "#src/domain/analysis.ts";

/** Finds what policy documents and earlier invoices say about a document's matter. */
export interface KnowledgeIndex {
  /**
   * @param query - Words to look for; no syntax.
   * @param options.batchId - Batch that asks: its own invoices are none of its knowledge.
   * @returns At most `limit` passages, best first.
   * @throws {PortUnavailable} If there is no usable answer.
   */
  search(
    query: string,
    options: { limit: number; batchId?: string | undefined },
    signal?: AbortSignal,
  ): Promise<readonly Passage[]>;
}
