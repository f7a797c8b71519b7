import type { KnowledgeIndex } from "#src/ports/knowledge-index.ts";
import { LedgerUnavailable, type Ledger } from "#src/ports/ledger.ts";
import { PortUnavailable } from "#src/ports/port-unavailable.ts";
import type { Embeddings } from "./embed-texts.ts";
import { byRank, type FullText, indexFullText, type Ranked } from "./full-text.ts";
import { fuseRankings } from "./fuse-rankings.ts";
import { invoicePassage } from "./invoice-passage.ts";
import type { KnowledgeEvent, KnowledgePassage } from "./knowledge-passage.ts";
import { assertReadable, readPolicyFolder } from "./policy-folder.ts";
import { createVectorRanking } from "./vector-ranking.ts";

/** Earlier invoices that are searched, the newest ones. */
const pastInvoicesMax = 500;

/** Passages one search returns at most. */
const passagesReturnedMax = 50;

type KnowledgeIndexOptions = {
  /** Folder of policy documents (.md, .txt). It is read once, at the first search. */
  readonly policyFolder?: string;
  readonly pastOutcomes: Pick<Ledger, "pastOutcomes" | "settledMark">;
  /**
   * Gives a second ranking; the ranking by words stands where it fails. `waitMs`: how long one search waits for it, less than its
   * caller waits, so that the ranking by words is handed on in time.
   */
  readonly embeddings?: Embeddings & { readonly waitMs: number };
  readonly onEvent?: (event: KnowledgeEvent) => void;
};

/**
 * Searches the words of policy documents and of settled invoices.
 *
 * Built at the first search. Policy documents stay as they were read then, as the policy itself does; invoices are read
 * again once another batch has settled.
 *
 * @throws {ConfigError} If the policy folder cannot be read.
 */
export function createKnowledgeIndex(options: KnowledgeIndexOptions): KnowledgeIndex {
  const { policyFolder, pastOutcomes, embeddings, onEvent: report = () => undefined } = options;
  if (policyFolder !== undefined) assertReadable(policyFolder);
  const vectors =
    embeddings && createVectorRanking({ embeddings, waitMs: embeddings.waitMs, report });
  const knowledge = createKnowledge(pastOutcomes, async () =>
    policyFolder === undefined ? [] : await readPolicyFolder(policyFolder, report),
  );
  return {
    async search(query, { limit, batchId }, signal) {
      signal?.throwIfAborted();
      const { passages, fullText } = await translated(async () => await knowledge.current());
      signal?.throwIfAborted();
      if (query.trim() === "" || passages.length === 0) return [];
      const byWords = fullText.rank(query);
      const bySense = await vectors?.rank(passages, query, signal);
      const ranked =
        bySense === undefined
          ? byWords
          : byRank(passages, fuseRankings([byWords, byRank(passages, bySense)]));
      const others = found(passages, ranked).filter(
        (passage) => batchId === undefined || passage.batchId !== batchId,
      );
      return others
        .slice(0, Math.max(0, Math.min(limit, passagesReturnedMax)))
        .map(({ source, title, text, score }) => ({ source, title, text, score }));
    },
  };
}

const found = (passages: readonly KnowledgePassage[], ranked: readonly Ranked[]) =>
  ranked.flatMap(({ index, score }) => {
    const passage = passages[index];
    return passage === undefined ? [] : [{ ...passage, score }];
  });

type Knowledge = { readonly passages: readonly KnowledgePassage[]; readonly fullText: FullText };

/** What is known as of the last settled batch; searches at the same time share one building. What failed is tried again. */
function createKnowledge(
  ledger: Pick<Ledger, "pastOutcomes" | "settledMark">,
  readPolicies: () => Promise<readonly KnowledgePassage[]>,
) {
  let policies: Promise<readonly KnowledgePassage[]> | undefined;
  let built: { readonly mark: number; readonly knowledge: Promise<Knowledge> } | undefined;
  const build = async (): Promise<Knowledge> => {
    policies ??= readPolicies();
    const known = await policies.catch((error: unknown) => {
      policies = undefined;
      throw error;
    });
    const past = await ledger.pastOutcomes({ batchId: undefined, limit: pastInvoicesMax });
    const passages = [...known, ...past.map(invoicePassage)];
    return { passages, fullText: await indexFullText(passages) };
  };
  return {
    async current(): Promise<Knowledge> {
      const mark = await ledger.settledMark();
      if (built?.mark !== mark) built = { mark, knowledge: build() };
      const { knowledge } = built;
      try {
        return await knowledge;
      } catch (error) {
        if (built?.knowledge === knowledge) built = undefined;
        throw error;
      }
    },
  };
}

/** To whoever searches, a ledger or folder that cannot be read is knowledge that gives no answer. */
async function translated<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof LedgerUnavailable) {
      const { message, isTransient } = error;
      throw new PortUnavailable("KnowledgeIndex", message, { cause: error, isTransient });
    }
    if (error instanceof Error && "syscall" in error) {
      const message = `policy documents cannot be read: ${error.message}`;
      throw new PortUnavailable("KnowledgeIndex", message, { cause: error, isTransient: true });
    }
    throw error;
  }
}
