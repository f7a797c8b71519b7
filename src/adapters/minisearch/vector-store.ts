import { untilAborted } from "#src/resilience/until-aborted.ts";
import { embedByText, type Embeddings } from "./embed-texts.ts";

/** Texts embedded in one request: what is done by then is kept when a search gives up. */
const textsPerRequest = 16;

type Signals = {
  /** Ends the requests this search began. */
  readonly request: AbortSignal | undefined;
  /** Ends the wait of this search; requests go on, so that the next one finds more. */
  readonly wait: AbortSignal;
};

/**
 * Vectors by text. One request is under way at a time, whoever searches: searches at the same time do not ask for the
 * same. One whose request was ended by another's cancellation asks itself.
 */
export function createVectorStore(embeddings: Embeddings) {
  let vectors = new Map<string, Float32Array>();
  let underWay: Promise<void> | undefined;

  const request = async (texts: readonly string[], signal: AbortSignal | undefined) => {
    const answered = await embedByText(embeddings, texts, signal);
    for (const [text, vector] of answered) vectors.set(text, vector);
  };

  return {
    /**
     * @returns One vector for each text; vectors of other texts are forgotten.
     * @throws {PortUnavailable} If there is no usable answer.
     * @throws The reason of `wait` once it is aborted.
     */
    async vectorsOf(texts: readonly string[], signals: Signals): Promise<Float32Array[]> {
      const wanted = new Set(texts);
      for (;;) {
        const missing = [...wanted].filter((text) => !vectors.has(text));
        if (missing.length === 0) break;
        if (underWay === undefined) {
          underWay = request(missing.slice(0, textsPerRequest), signals.request).finally(() => {
            underWay = undefined;
          });
          await untilAborted(underWay, signals.wait);
        } else {
          const others = underWay.catch(() => undefined);
          await untilAborted(others, signals.wait);
        }
      }
      const found = texts.map((text) => vectors.get(text) ?? new Float32Array());
      if (vectors.size > wanted.size) {
        vectors = new Map([...vectors].filter(([text]) => wanted.has(text)));
      }
      return found;
    },
  };
}
