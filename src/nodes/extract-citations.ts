import assert from "node:assert/strict";
import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import type { Citation } from "#src/domain/analysis.ts";
import type { DocumentContent } from "#src/domain/reading.ts";
import { extractCitations } from "#src/extraction/model/citations.ts";
import type { DocumentReader } from "#src/ports/document-reader.ts";
import type { AnalysisState, AnalysisUpdate } from "#src/state/analysis-state.ts";
import { runContextOf } from "#src/state/run-context.ts";
import { runTierTask, type TierTaskDeps } from "./tier-task.ts";

type Deps = TierTaskDeps & { readonly documentReader: Pick<DocumentReader, "content"> };

/** Nothing can be found in pictures, so they are not read again. */
const pictures: DocumentContent = { kind: "image", images: [] };

/**
 * Reads `answer` and `document`; writes `citations`: where in the document each value stands. Without them nothing of the answer is
 * used. The pages are asked for again rather than kept in state, which they are too large for.
 */
export const extractCitationsNode =
  (deps: Deps) =>
  async (state: AnalysisState, config: LangGraphRunnableConfig): Promise<AnalysisUpdate> => {
    const { answer, document, draft } = state;
    if (answer === undefined) return {};
    assert(document !== undefined, "an answer is about a document");
    const { ignoreEmbeddedXml } = runContextOf(config);
    const { value: citations, operations } = await runTierTask<Citation[] | undefined>(
      {
        name: "extract_citations",
        tier: 2,
        fallback: undefined,
        work: async (signal) => {
          const content =
            draft?.source === "ocr"
              ? pictures
              : await deps.documentReader.content(document, { ignoreEmbeddedXml }, signal);
          return extractCitations(answer.answer, content);
        },
      },
      deps,
      { state, config },
    );
    return { citations, operations };
  };
