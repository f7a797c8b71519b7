import { z } from "zod";
import type { ModelCache } from "#src/ports/model-cache.ts";
import { sha256 } from "./answer-cache.ts";
import { notOllama } from "./host-failure.ts";
import type { OllamaHosts } from "./hosts.ts";

/** Texts one request carries. */
const batchMax = 64;
/** Characters of a text that are looked at. */
const textCharsMax = 8_000;

const Vector = z.array(z.number()).min(1);
const EmbedAnswer = z.object({ embeddings: z.array(Vector) });

export interface OllamaEmbeddings {
  /**
   * @returns A vector for each text, in their order.
   * @throws {PortUnavailable} If no host gives an answer.
   * @throws The signal's reason once it is aborted.
   */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<readonly (readonly number[])[]>;
}

/** Vectors of texts, each asked for once: the cache keeps them by model and text. */
export function createOllamaEmbeddings({
  hosts,
  model,
  cache,
  keepAlive,
}: {
  hosts: OllamaHosts;
  model: string;
  cache: ModelCache;
  keepAlive?: string | number;
}): OllamaEmbeddings {
  const ask = async (input: readonly string[], signal: AbortSignal | undefined) =>
    await hosts.call(
      async (host, attemptSignal) => {
        const body = { model, input, truncate: true, keep_alive: keepAlive };
        const request = { body, model };
        const json = await hosts.connection.json(host, "/api/embed", request, attemptSignal);
        const answer = EmbedAnswer.safeParse(json);
        if (answer.success && answer.data.embeddings.length === input.length) {
          return answer.data.embeddings;
        }
        throw notOllama(host, `it does not answer with ${input.length} embeddings`);
      },
      // Another model, whose speed has no measure in common with tokens.
      { port: "KnowledgeIndex", signal, unitsOf: () => 0 },
    );

  return {
    async embed(texts, signal) {
      const shown = texts.map((text) => text.slice(0, textCharsMax));
      const vectors = new Map<string, readonly number[]>();
      const missing: string[] = [];
      for (const text of new Set(shown)) {
        const kept = Vector.safeParse(await cache.find("embedding", sha256([model, text])));
        if (kept.success) vectors.set(text, kept.data);
        else missing.push(text);
      }
      for (let start = 0; start < missing.length; start += batchMax) {
        signal?.throwIfAborted();
        const batch = missing.slice(start, start + batchMax);
        for (const [index, vector] of (await ask(batch, signal)).entries()) {
          const text = batch[index] ?? "";
          vectors.set(text, vector);
          await cache.save("embedding", sha256([model, text]), vector);
        }
      }
      return shown.map((text) => vectors.get(text) ?? []);
    },
  };
}
