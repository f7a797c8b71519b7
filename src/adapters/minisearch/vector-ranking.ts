import { AppError } from "#src/errors.ts";
import { PortUnavailable } from "#src/ports/port-unavailable.ts";
import { createBatchLoader } from "#src/resilience/batch-loader.ts";
import { inTime, TimedOut } from "#src/resilience/in-time.ts";
import { embedByText, type Embeddings } from "./embed-texts.ts";
import type { Ranked } from "./full-text.ts";
import type { KnowledgeEvent, KnowledgePassage } from "./knowledge-passage.ts";
import { createVectorStore } from "./vector-store.ts";

type Options = {
  readonly embeddings: Embeddings;
  /** How long one search waits for vectors, milliseconds. */
  readonly waitMs: number;
  readonly report: (event: KnowledgeEvent) => void;
};

/** Queries embedded in one request. */
const queriesPerRequest = 16;

/** How long a query waits for those of other documents, milliseconds: little beside what a model takes. */
const gatherMs = 5;

export type VectorRanking = {
  /**
   * Passages by the cosine of their vector and the query's, without order; those that point away are left out.
   *
   * @returns `undefined` if the embeddings do not answer in time: the other ranking stands.
   * @throws The signal's reason once it is aborted.
   */
  rank(
    passages: readonly KnowledgePassage[],
    query: string,
    signal: AbortSignal | undefined,
  ): Promise<readonly Ranked[] | undefined>;
};

/** Embeds each passage once and keeps its vector as long as the passage is searched. An outage is reported when it begins and ends. */
export function createVectorRanking({ embeddings, waitMs, report }: Options): VectorRanking {
  const store = createVectorStore(embeddings);
  const queries = createBatchLoader({
    loadAll: async (texts, signal) => await embedByText(embeddings, texts, signal),
    sizeMax: queriesPerRequest,
    waitMs: gatherMs,
  });
  let isDown = false;
  const tell = (isDownNow: boolean, message: string): void => {
    if (isDownNow === isDown) return;
    isDown = isDownNow;
    const code = isDown ? "knowledge.embeddings_unavailable" : "knowledge.embeddings_back";
    report({ code, message });
  };
  return {
    async rank(passages, query, signal) {
      const texts = passages.map(({ title, text }) => `${title}\n${text}`);
      const rankAll = async (wait: AbortSignal): Promise<readonly Ranked[]> => {
        const vectors = await store.vectorsOf(texts, { request: signal, wait });
        const asked = await queries.load(query, wait);
        return rankBySimilarity(vectors, asked ?? new Float32Array());
      };
      try {
        const ranked = await inTime(rankAll, { timeoutMs: waitMs, signal });
        tell(false, "Embeddings answer again.");
        return ranked;
      } catch (error) {
        signal?.throwIfAborted();
        if (!(error instanceof TimedOut) && !(error instanceof AppError)) throw error;
        const reason = error instanceof AppError ? error.message : `no answer in ${waitMs} ms`;
        tell(true, `Embeddings cannot be used (${reason}); words alone are searched.`);
        return undefined;
      }
    },
  };
}

/** Vectors have length 1, so their product is the cosine. */
function rankBySimilarity(vectors: readonly Float32Array[], asked: Float32Array): Ranked[] {
  return vectors
    .map((vector, index) => ({ index, score: product(vector, asked) }))
    .filter(({ score }) => score > 0);
}

function product(left: Float32Array, right: Float32Array): number {
  if (left.length !== right.length) {
    const message = `vectors of ${left.length} and ${right.length} numbers; were two models mixed?`;
    throw new PortUnavailable("Embeddings", message, { isTransient: false });
  }
  let sum = 0;
  for (let at = 0; at < left.length; at += 1) sum += (left[at] ?? 0) * (right[at] ?? 0);
  return sum;
}
