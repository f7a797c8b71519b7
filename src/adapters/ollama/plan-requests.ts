import { type BaseMessage, HumanMessage, SystemMessage } from "@langchain/core/messages";
import { AnswerUnusable, type AnalysisRequest } from "#src/ports/document-analyst.ts";
import { textOfPage } from "./page-text.ts";
import { groupPages } from "./group-pages.ts";
import { blocksThatFit, contextBlocks } from "./prompt-data.ts";
import { pageBlock, type PagePart, systemMessage, userMessage } from "./prompt.ts";
import { estimateImageTokens, estimateTokens } from "./tokens.ts";

/** Tokens a chat template puts around messages, and what a correction takes. */
const templateTokens = 200;

/** Share of the room that draft and context may take; they never push a page out. */
const contextShare = 1 / 3;

type PageToShow = PagePart & { readonly tokens: number; readonly image?: string };

/**
 * The conversations that show a document to a model, one for each group of pages that fits.
 *
 * @throws {AnswerUnusable} If a page does not fit, or the document takes too many requests.
 */
export function planRequests(
  { content, draft, context }: Pick<AnalysisRequest, "content" | "draft" | "context">,
  { numCtx, numPredict }: { numCtx: number; numPredict: number },
): readonly (readonly BaseMessage[])[] {
  const pages = pagesOf(content);
  if (pages.length === 0) {
    throw new AnswerUnusable("analysis.unusable_answer", "the document has no page to show");
  }
  const frameTokens = estimateTokens(systemMessage) + estimateTokens(userMessage([], [], 1));
  const roomTokens = numCtx - numPredict - frameTokens - templateTokens;
  const largestTokens = pages.reduce((largest, { tokens }) => Math.max(largest, tokens), 0);
  const blocks = blocksThatFit(
    contextBlocks(draft, context),
    Math.min(roomTokens * contextShare, roomTokens - largestTokens),
  );
  const blocksTokens = blocks.reduce((sum, block) => sum + estimateTokens(block), 0);
  const groups = groupPages(
    pages.map(({ tokens }) => tokens),
    roomTokens - blocksTokens,
  );
  return groups.map((indexes) => {
    const shown = indexes.flatMap((index) => pages[index] ?? []);
    return [new SystemMessage(systemMessage), ...userMessages(blocks, shown, pages.length)];
  });
}

function pagesOf(content: AnalysisRequest["content"]): readonly PageToShow[] {
  if (content.kind === "text") {
    return content.pages.map((page) => {
      const part: PagePart = { kind: "text", number: page.number, text: textOfPage(page) };
      return { ...part, tokens: estimateTokens(pageBlock(part, content.pages.length)) };
    });
  }
  return content.images.map((image) => {
    const part: PagePart = { kind: "image", number: image.number };
    const tokens =
      estimateImageTokens(image) + estimateTokens(pageBlock(part, content.images.length));
    return { ...part, tokens, image: image.pngBase64 };
  });
}

/** Pictures go before the text: each becomes a message of its own, and the task is to be the last. */
function userMessages(
  blocks: readonly string[],
  shown: readonly PageToShow[],
  pages: number,
): readonly BaseMessage[] {
  const pictures = shown.flatMap(({ image }) => (image === undefined ? [] : [imagePart(image)]));
  return [
    ...(pictures.length === 0 ? [] : [new HumanMessage({ content: pictures })]),
    new HumanMessage(userMessage(blocks, shown, pages)),
  ];
}

const imagePart = (pngBase64: string) => ({
  type: "image_url" as const,
  image_url: { url: `data:image/png;base64,${pngBase64}` },
});
