import { z } from "zod";
import { buildGraphs, type GraphDeps } from "#graphs/build-graphs.ts";
import { OperationName } from "#src/domain/operation.ts";
import type { NodeGraph } from "#src/ledger/node-graph.ts";

export const plannedGraphs = ["invoice", "analysis"] as const;
export type PlannedGraph = (typeof plannedGraphs)[number];

/** What `runs` declares on a node. */
const NodeMetadata = z.object({ operations: z.array(OperationName).default([]) });

/** A graph as LangGraph draws it. */
type Drawing = {
  readonly nodes: Readonly<Record<string, { readonly id: string; readonly metadata?: unknown }>>;
  readonly edges: readonly { readonly source: string; readonly target: string }[];
};

/** The graph that runs, with what is inside its nodes; `START` and `END`, which take no time, are nodes of it. */
export async function readNodeGraph(name: PlannedGraph): Promise<NodeGraph> {
  // Drawing never calls a node, so the graphs need none of their ports.
  const graphs = buildGraphs({} as GraphDeps);
  return nodeGraphOf(await graphs[name].getGraphAsync({ xray: true }));
}

const nodeGraphOf = ({ nodes, edges }: Drawing): NodeGraph => ({
  nodes: Object.values(nodes).map(({ id, metadata }) => ({
    name: id,
    operations: NodeMetadata.parse(metadata ?? {}).operations,
  })),
  edges: edges.map(({ source, target }) => ({ from: source, to: target })),
});
