import { getConfig } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import { buildAnalysisGraph } from "#graphs/analysis.ts";
import { buildInvoiceGraph, type InvoiceGraphDeps } from "#graphs/invoice.ts";
import { type PlannedGraph, readNodeGraph } from "#src/cli/read-node-graph.ts";
import type { OperationName } from "#src/domain/operation.ts";
import type { Operated } from "#src/nodes/operation.ts";
import { createKeyedLimiter, type KeyedLimiter } from "#src/resilience/keyed-limiter.ts";
import { RunContext } from "#src/state/run-context.ts";
import { answerOf } from "#test/extraction/model/an-answer.ts";
import { createFakeCompanySearch } from "#test/fakes/fake-company-search.ts";
import { createFakeDocumentAnalyst } from "#test/fakes/fake-document-analyst.ts";
import { britishDeps, britishDraft } from "#test/support/a-british-invoice.ts";
import { pageDocument, without } from "#test/support/a-page-invoice.ts";

const build = {
  invoice: (deps: InvoiceGraphDeps) => buildInvoiceGraph(deps, { checkpointer: false }),
  analysis: buildAnalysisGraph,
};

/** Name of the node that runs just now, as drawn: `analyze:generate` is inside `analyze`. */
const nodeHere = (): string =>
  String(getConfig().metadata?.["langgraph_checkpoint_ns"])
    .split("|")
    .map((part) => part.split(":")[0])
    .join(":");

/** Every operation passes the limiter: here it is seen which node ran it, in their order. */
function recordingLimiter() {
  const ran = new Map<string, OperationName[]>();
  const limiter = createKeyedLimiter({ queueSlots: 100 });
  const operationLimiter: KeyedLimiter = {
    ...limiter,
    run: async (key, slots, work, signal) => {
      const node = nodeHere();
      const result = await limiter.run(key, slots, work, signal);
      const { operations } = result as Operated<unknown>;
      const names = Object.values(operations).map(({ name }) => name);
      ran.set(node, [...(ran.get(node) ?? []), ...names]);
      return result;
    },
  };
  return { operationLimiter, ran };
}

/** What each node ran on one document that a model reads too, of a seller that is searched for by name. */
async function ranIn(graph: PlannedGraph, draft = britishDraft) {
  const { operationLimiter, ran } = recordingLimiter();
  const documentAnalyst = createFakeDocumentAnalyst({ answers: () => answerOf(britishDraft) });
  const companySearch = createFakeCompanySearch();
  const deps = britishDeps({ operationLimiter, documentAnalyst, companySearch }, draft);
  const context = RunContext.parse({ analysis: "ollama" });
  await build[graph](deps).invoke(
    { path: pageDocument.path, file: pageDocument.file },
    { context },
  );
  return Object.fromEntries(ran);
}

/** What the drawn graph says its nodes run. */
async function declaredIn(graph: PlannedGraph) {
  const { nodes } = await readNodeGraph(graph);
  const running = nodes.filter(({ operations }) => operations.length > 0);
  return Object.fromEntries(running.map(({ name, operations }) => [name, operations]));
}

describe("a node of the drawn graph", () => {
  it.each(["invoice", "analysis"] as const)(
    "declares the operations it runs, in their order (%s)",
    async (graph) => {
      expect(await ranIn(graph)).toEqual(await declaredIn(graph));
    },
  );

  it("that repeats a check declares none of its own: they are that check's", async () => {
    const { recheck, ...first } = await ranIn("invoice", without(britishDraft, "seller"));

    expect(first).toEqual(await declaredIn("invoice"));
    const declared = new Set(Object.values(first).flat());
    expect(recheck?.filter((name) => !declared.has(name))).toEqual([]);
  });
});
