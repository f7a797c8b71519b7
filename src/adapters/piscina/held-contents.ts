import type { DocumentContent } from "#src/domain/reading.ts";
import type { DocumentReader } from "#src/ports/document-reader.ts";

type HeldContentsOptions = {
  /** Words held of all documents together, some 200 bytes each; the oldest document is let go first. */
  readonly wordsMax: number;
};

/**
 * Holds the words of a document between the two times they are asked for, by the model and by whoever looks for its values: the
 * second one is handed them at once and does not wait for a thread behind other documents. Then they are let go. The key is the
 * content's hash, so what is handed out is what was asked for; pictures are asked for once and not held.
 */
export function holdContents(
  reader: DocumentReader,
  { wordsMax }: HeldContentsOptions,
): DocumentReader {
  const held = new Map<string, { readonly content: DocumentContent; readonly words: number }>();
  let wordsHeld = 0;

  function letGo(key: string): void {
    wordsHeld -= held.get(key)?.words ?? 0;
    held.delete(key);
  }

  function hold(key: string, content: DocumentContent): void {
    const words = wordsOf(content);
    if (content.kind !== "text" || words > wordsMax) return;
    letGo(key);
    held.set(key, { content, words });
    wordsHeld += words;
    for (const oldest of held.keys()) {
      if (wordsHeld <= wordsMax) return;
      letGo(oldest);
    }
  }

  return {
    draft: async (...given) => await reader.draft(...given),
    async content(document, options, signal) {
      signal?.throwIfAborted();
      const key = `${document.documentId} ${options.ignoreEmbeddedXml}`;
      const known = held.get(key);
      if (known !== undefined) {
        letGo(key);
        return known.content;
      }
      const content = await reader.content(document, options, signal);
      hold(key, content);
      return content;
    },
  };
}

const wordsOf = (content: DocumentContent): number =>
  content.kind === "image"
    ? 0
    : content.pages.flatMap(({ rows }) => rows).reduce((sum, { words }) => sum + words.length, 0);
