import type { Passage } from "#src/domain/analysis.ts";
import type { KnowledgeIndex } from "#src/ports/knowledge-index.ts";
import { failIfTold, type Failure } from "./no-answer.ts";

/** Finds, in the passages it is given, those with most words of the query. It remembers what it was asked. */
export function createFakeKnowledgeIndex({
  passages = [],
  failure,
}: {
  readonly passages?: readonly Omit<Passage, "score">[];
  readonly failure?: Failure;
} = {}): KnowledgeIndex & { readonly queries: readonly string[] } {
  const queries: string[] = [];
  return {
    queries,
    async search(query, { limit }, signal) {
      signal?.throwIfAborted();
      failIfTold("KnowledgeIndex", failure);
      queries.push(query);
      const asked = wordsOf(query);
      return passages
        .map((passage) => {
          const words = wordsOf(`${passage.title} ${passage.text}`);
          return { ...passage, score: asked.intersection(words).size };
        })
        .filter(({ score }) => score > 0)
        .toSorted((a, b) => b.score - a.score || (a.title < b.title ? -1 : 1))
        .slice(0, Math.max(0, limit));
    },
  };
}

const wordsOf = (text: string): Set<string> =>
  new Set(
    text
      .normalize("NFKD")
      .replaceAll(/\p{M}/gu, "")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu),
  );
