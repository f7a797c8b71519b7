import type { OperationName } from "#src/domain/operation.ts";
import { type NodeGraph, type OrderedNode, orderNodes } from "./node-graph.ts";

/** A node of a superstep. */
type Lane = {
  readonly node: string;
  /** Of a node that is a graph, all that runs inside. */
  readonly operations: readonly OperationName[];
  readonly durationMs: number;
  /** How long it is done before its slowest sibling: what follows waits for all of them. */
  readonly idleMs: number;
};

/** Nodes that run at the same moment: LangGraph starts the next superstep when all of one are done. */
export type Superstep = {
  /** Name of the node the graph is inside of; absent for the outermost. */
  readonly inside?: string;
  /** Counted from 1 in its graph, over the supersteps that run operations. */
  readonly step: number;
  readonly durationMs: number;
  readonly lanes: readonly Lane[];
};

export type Supersteps = {
  readonly steps: readonly Superstep[];
  /** The whole, with every barrier waited at. */
  readonly wallMs: number;
};

/**
 * Cuts a graph into its supersteps. A graph inside a node has supersteps of its own, which hold up none of that node's siblings.
 *
 * @throws {RangeError} As `orderNodes`.
 */
export function superstepsOf(
  graph: NodeGraph,
  durationOf: (name: OperationName) => number,
): Supersteps {
  return stepsInside({ graph, durationOf });
}

type Scope = {
  readonly graph: NodeGraph;
  readonly durationOf: (name: OperationName) => number;
  readonly inside?: string;
};

function stepsInside({ graph, durationOf, inside }: Scope): Supersteps {
  const inner: Superstep[] = [];
  const lanesAt = new Map<number, Omit<Lane, "idleMs">[]>();
  for (const [depth, members] of groupByDepth(membersOf(graph, inside))) {
    for (const { name: node, operations } of members) {
      if (operations.length === 0) continue;
      const innerGraph = graphInside(graph, node);
      const own = { node, operations, durationMs: sum(operations.map(durationOf)) };
      let lane = own;
      if (innerGraph !== undefined) {
        const { steps, wallMs } = stepsInside({ graph: innerGraph, durationOf, inside: node });
        inner.push(...steps);
        lane = { ...own, durationMs: wallMs };
      }
      lanesAt.set(depth, [...(lanesAt.get(depth) ?? []), lane]);
    }
  }
  const steps = [...lanesAt].map(([, lanes], index): Superstep => {
    const durationMs = Math.max(...lanes.map((lane) => lane.durationMs));
    return {
      ...(inside !== undefined && { inside }),
      step: index + 1,
      durationMs,
      lanes: lanes.map((lane) => ({ ...lane, idleMs: durationMs - lane.durationMs })),
    };
  });
  return { steps: [...steps, ...inner], wallMs: sum(steps.map(({ durationMs }) => durationMs)) };
}

/** The nodes of one graph: a node that is a graph itself stands for all inside it. */
function membersOf(graph: NodeGraph, inside: string | undefined): OrderedNode[] {
  const prefixLength = inside === undefined ? 0 : inside.length + 1;
  const memberOf = (name: string): string => {
    const end = name.indexOf(":", prefixLength);
    return end === -1 ? name : name.slice(0, end);
  };
  const names = [...new Set(graph.nodes.map(({ name }) => memberOf(name)))];
  const nodes = names.map((name) => ({
    name,
    operations: graph.nodes
      .filter((node) => memberOf(node.name) === name)
      .flatMap(({ operations }) => operations),
  }));
  const edges = graph.edges
    .map(({ from, to }) => ({ from: memberOf(from), to: memberOf(to) }))
    .filter(({ from, to }) => from !== to);
  return orderNodes({ nodes, edges });
}

/** A node runs in the superstep after the last of those before it. */
function groupByDepth(members: readonly OrderedNode[]): [number, OrderedNode[]][] {
  const depths = new Map<string, number>();
  for (const { name, dependsOn } of members) {
    depths.set(name, 1 + Math.max(0, ...dependsOn.map((before) => depths.get(before) ?? 0)));
  }
  const groups = Map.groupBy(members, ({ name }) => depths.get(name) ?? 1);
  return [...groups].toSorted(([a], [b]) => a - b);
}

function graphInside({ nodes, edges }: NodeGraph, node: string): NodeGraph | undefined {
  const isInside = (name: string): boolean => name.startsWith(`${node}:`);
  const inner = nodes.filter(({ name }) => isInside(name));
  if (inner.length === 0) return undefined;
  return { nodes: inner, edges: edges.filter(({ from, to }) => isInside(from) && isInside(to)) };
}

const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);
