import { PortUnavailable } from "#src/ports/port-unavailable.ts";
import { inTime } from "#src/resilience/in-time.ts";

/** Gives each text its vector, all of one length. */
export type Embeddings = {
  /** @throws {PortUnavailable} If there is no usable answer. */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<readonly (readonly number[])[]>;
};

/** Most numbers a vector may have; models give some hundreds to some thousands. */
const vectorLengthMax = 16_384;

/** How long one request may take, milliseconds: a model may have to be loaded. */
const requestTimeoutMs = 30_000;

/**
 * The vectors of texts, each by its text and brought to length 1; one of zeros stays as it is.
 *
 * @param texts - Each once.
 * @throws {TimedOut} If the answer takes too long.
 * @throws {PortUnavailable} Also if what was answered is no vector for each text.
 */
export async function embedByText(
  embeddings: Embeddings,
  texts: readonly string[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, Float32Array>> {
  const answered = await inTime(
    async (requestSignal) => await embeddings.embed(texts, requestSignal),
    { timeoutMs: requestTimeoutMs, signal },
  );
  const isUsable =
    answered.length === texts.length &&
    answered.every(
      (vector) =>
        vector.length > 0 && vector.length <= vectorLengthMax && vector.every(Number.isFinite),
    );
  if (isUsable) {
    return new Map(texts.map((text, index) => [text, normalised(answered[index] ?? [])]));
  }
  const message = `${texts.length} texts were answered with ${answered.length} vectors, or with what is no vector`;
  throw new PortUnavailable("Embeddings", message, { isTransient: false });
}

function normalised(vector: readonly number[]): Float32Array {
  const length = Math.hypot(...vector);
  return Float32Array.from(vector, (number) => (length === 0 ? 0 : number / length));
}
