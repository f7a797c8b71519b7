import { AnswerUnusable } from "#src/ports/document-analyst.ts";

/** Requests one document may take, repairs not counted. */
export const requestsMax = 12;

/**
 * Groups pages, in their order, so that each group fits into `roomTokens`.
 *
 * @returns Indexes of the pages, by group.
 * @throws {AnswerUnusable} If a page alone does not fit, or there are more than `requestsMax` groups.
 */
export function groupPages(
  tokensByPage: readonly number[],
  roomTokens: number,
): readonly (readonly number[])[] {
  const groups: number[][] = [];
  let left = 0;
  for (const [index, tokens] of tokensByPage.entries()) {
    if (tokens > roomTokens) {
      throw tooSmall(
        `page ${index + 1} needs up to ${tokens} tokens and the context has room for ${Math.max(0, roomTokens)}`,
      );
    }
    if (groups.length === 0 || tokens > left) {
      groups.push([]);
      left = roomTokens;
    }
    groups.at(-1)?.push(index);
    left -= tokens;
  }
  if (groups.length <= requestsMax) return groups;
  throw tooSmall(
    `${tokensByPage.length} pages take ${groups.length} requests and at most ${requestsMax} are made`,
  );
}

/** The document does not fit the model's context. */
export const tooSmall = (what: string): AnswerUnusable =>
  new AnswerUnusable("analysis.context_too_small", `${what}: raise OLLAMA_NUM_CTX`);
