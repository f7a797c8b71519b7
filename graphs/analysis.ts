import { END, START, StateGraph } from "@langchain/langgraph";
import { extractCitationsNode } from "#src/nodes/extract-citations.ts";
import { generateNode } from "#src/nodes/generate.ts";
import { mergePostGenerationNode } from "#src/nodes/merge-post-generation.ts";
import { mergeRetrievalNode } from "#src/nodes/merge-retrieval.ts";
import { prepareAnalysisNode } from "#src/nodes/prepare-analysis.ts";
import { recallSellerNode } from "#src/nodes/recall-seller.ts";
import { retrieveContextNode } from "#src/nodes/retrieve-context.ts";
import { runs } from "#src/nodes/runs.ts";
import { scoreQualityNode } from "#src/nodes/score-quality.ts";
import { suggestChecksNode } from "#src/nodes/suggest-checks.ts";
import { trackCostNode } from "#src/nodes/track-cost.ts";
import { AnalysisInput, AnalysisOutput, AnalysisState } from "#src/state/analysis-state.ts";
import { RunContext } from "#src/state/run-context.ts";

export type AnalysisGraphDeps = Parameters<typeof retrieveContextNode>[0] &
  Parameters<typeof suggestChecksNode>[0] &
  Parameters<typeof recallSellerNode>[0] &
  Parameters<typeof generateNode>[0] &
  Parameters<typeof scoreQualityNode>[0] &
  Parameters<typeof extractCitationsNode>[0] &
  Parameters<typeof trackCostNode>[0];

/** The tiers and the model between them, without an entry. */
const tiers = (deps: AnalysisGraphDeps, input: typeof AnalysisInput | typeof AnalysisState) =>
  new StateGraph({ state: AnalysisState, input, output: AnalysisOutput, context: RunContext })
    .addNode("retrieve_context", retrieveContextNode(deps), runs("retrieve_context"))
    .addNode("suggest_checks", suggestChecksNode(deps), runs("suggest_checks"))
    .addNode("recall_seller", recallSellerNode(deps), runs("recall_seller"))
    .addNode("merge_retrieval", mergeRetrievalNode)
    .addNode("generate", generateNode(deps), runs("analyze_document"))
    .addNode("score_quality", scoreQualityNode(deps), runs("score_quality"))
    .addNode("extract_citations", extractCitationsNode(deps), runs("extract_citations"))
    .addNode("track_cost", trackCostNode(deps), runs("track_cost"))
    .addNode("merge_post_generation", mergePostGenerationNode(deps))
    .addEdge(["retrieve_context", "suggest_checks", "recall_seller"], "merge_retrieval")
    .addEdge("merge_retrieval", "generate")
    .addEdge("generate", "score_quality")
    .addEdge("generate", "extract_citations")
    .addEdge("generate", "track_cost")
    .addEdge(["score_quality", "extract_citations", "track_cost"], "merge_post_generation")
    .addEdge("merge_post_generation", END);

/**
 * The `analyze` node of the invoice graph, behind a draft that is there:
 *
 * ```text
 * START -> retrieve_context | suggest_checks | recall_seller -> merge_retrieval                   (tier 1)
 *   -> generate -> score_quality | extract_citations | track_cost -> merge_post_generation -> END (tier 2)
 * ```
 *
 * @param options.checkpointer - `false` where a worker runs many of these inside its own run.
 */
export const buildAnalysisNode = (
  deps: AnalysisGraphDeps,
  options: { checkpointer?: false } = {},
) =>
  tiers(deps, AnalysisState)
    .addEdge(START, "retrieve_context")
    .addEdge(START, "suggest_checks")
    .addEdge(START, "recall_seller")
    .compile({ name: "analysis", ...options });

/**
 * The same for one document by itself:
 *
 * ```text
 * START -> prepare_analysis -> retrieve_context | suggest_checks | recall_seller -> merge_retrieval
 *   -> generate -> score_quality | extract_citations | track_cost -> merge_post_generation -> END
 * ```
 */
export const buildAnalysisGraph = (
  deps: AnalysisGraphDeps & Parameters<typeof prepareAnalysisNode>[0],
) =>
  tiers(deps, AnalysisInput)
    .addNode("prepare_analysis", prepareAnalysisNode(deps), runs("draft_invoice"))
    .addEdge(START, "prepare_analysis")
    .addEdge("prepare_analysis", "retrieve_context")
    .addEdge("prepare_analysis", "suggest_checks")
    .addEdge("prepare_analysis", "recall_seller")
    .compile({ name: "analysis" });
