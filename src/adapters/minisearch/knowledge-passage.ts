import type { Passage } from "#src/domain/analysis.ts";

/** A passage before it was searched for. */
export type KnowledgePassage = Omit<Passage, "score"> & {
  /** Batch of an earlier invoice. */
  readonly batchId?: string;
};

/** Something about the knowledge that is worth a line in the log. */
export type KnowledgeEvent = {
  readonly code:
    | "knowledge.policy_skipped"
    | "knowledge.policy_cut"
    | "knowledge.embeddings_unavailable"
    | "knowledge.embeddings_back";
  readonly message: string;
};
