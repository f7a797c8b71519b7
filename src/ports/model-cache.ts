/** What a model is not asked twice. JSON values. */
export type ModelCacheKind = "answer" | "embedding";

/** Characters of JSON one kept value may have: several times the longest answer. A longer one is not kept. */
export const modelCacheValueCharsMax = 1_000_000;

/** Keeps what models answered, for good: the same key means the same question. */
export interface ModelCache {
  /** @throws {LedgerUnavailable} */
  find(kind: ModelCacheKind, key: string): Promise<unknown>;
  /** Keeps the first value of a key. @throws {LedgerUnavailable} */
  save(kind: ModelCacheKind, key: string, value: unknown): Promise<void>;
}
