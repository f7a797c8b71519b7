import { PortUnavailable } from "#src/ports/port-unavailable.ts";

/** Gives each text its vector, all of one length. */
export type Embeddings = {
  /** @throws {PortUnavailable} If there is no usable answer. */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<readonly (readonly number[])[]>;
};

/** Most numbers a vector may have; models give some hundreds to some thousands. */
const vectorLengthMax = 16_384;

/**
 * The vectors of texts, brought to length 1; one of zeros stays as it is.
 *
 * @throws {PortUnavailable} Also if what was answered is no vector for each text.
 */
export async function embedTexts(
  embeddings: Embeddings,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<Float32Array[]> {
  const answered = await embeddings.embed(texts, signal);
  const isUsable =
    answered.length === texts.length &&
    answered.every(
      (vector) =>
        vector.length > 0 && vector.length <= vectorLengthMax && vector.every(Number.isFinite),
    );
  if (isUsable) return answered.map(normalised);
  const message = `${texts.length} texts were answered with ${answered.length} vectors, or with what is no vector`;
  throw new PortUnavailable("Embeddings", message, { isTransient: false });
}

function normalised(vector: readonly number[]): Float32Array {
  const length = Math.hypot(...vector);
  return Float32Array.from(vector, (number) => (length === 0 ? 0 : number / length));
}
