import MiniSearch from "minisearch";
import type { KnowledgePassage } from "./knowledge-passage.ts";

/** Characters of a query that are read, and different words of it that are looked for. */
const queryCharsMax = 4_000;
const queryWordsMax = 100;

/** A word in a title weighs this much more than one in the text. */
const titleBoost = 2;

/** Passages indexed before other work gets its turn. */
const passagesAtOnce = 100;

/** A passage by its place in the list, best first. */
export type Ranked = { readonly index: number; readonly score: number };

export type FullText = {
  /** Passages with at least one of the words, best first. Words are words: there is no syntax. */
  rank(query: string): readonly Ranked[];
};

/** Indexes passages by the words of their titles and texts, without case and accents. */
export async function indexFullText(passages: readonly KnowledgePassage[]): Promise<FullText> {
  const engine = new MiniSearch<KnowledgePassage & { id: number }>({
    fields: ["title", "text"],
    tokenize: wordsOf,
    processTerm: (term) => term,
    autoVacuum: false,
  });
  await engine.addAllAsync(
    passages.map((passage, id) => ({ ...passage, id })),
    { chunkSize: passagesAtOnce },
  );
  return {
    rank(query) {
      const words = [...new Set(wordsOf(query.slice(0, queryCharsMax)))].slice(0, queryWordsMax);
      if (words.length === 0) return [];
      const found = engine.search(words.join(" "), {
        combineWith: "OR",
        boost: { title: titleBoost },
        prefix: false,
        fuzzy: false,
      });
      return byRank(
        passages,
        found.map(({ id, score }) => ({ index: Number(id), score })),
      );
    },
  };
}

/** Best first; the title decides between equals, then the place, so that no run differs from another. */
export const byRank = (
  passages: readonly KnowledgePassage[],
  ranked: readonly Ranked[],
): readonly Ranked[] =>
  ranked.toSorted(
    (a, b) =>
      b.score - a.score || compare(titleOf(passages, a), titleOf(passages, b)) || a.index - b.index,
  );

const titleOf = (passages: readonly KnowledgePassage[], { index }: Ranked): string =>
  passages[index]?.title ?? "";

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/** Upper case turns ß into SS; then lower case, and accents off. */
const wordsOf = (text: string): string[] =>
  text
    .toUpperCase()
    .toLowerCase()
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
