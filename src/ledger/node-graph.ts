import type { OperationName } from "#src/domain/operation.ts";
import { orderTasks } from "./critical-path.ts";

/** A node of a drawn graph; one inside another graph is named `outer:inner`. */
type GraphNode = { readonly name: string; readonly operations: readonly OperationName[] };

/** A compiled graph as far as time is concerned: what its nodes run, and which follows which. */
export type NodeGraph = {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
};

/** A node with the nodes straight before it. */
export type OrderedNode = GraphNode & { readonly dependsOn: readonly string[] };

/**
 * The nodes, each behind all before it.
 *
 * @throws {RangeError} If the graph has a circle, or an edge to or from no node.
 */
export function orderNodes({ nodes, edges }: NodeGraph): OrderedNode[] {
  const names = new Set(nodes.map(({ name }) => name));
  const loose = edges.find(({ from, to }) => !names.has(from) || !names.has(to));
  if (loose !== undefined) throw new RangeError(`no node at ${loose.from} -> ${loose.to}`);
  return orderTasks(
    nodes.map((node) => ({
      ...node,
      dependsOn: edges.filter(({ to }) => to === node.name).map(({ from }) => from),
    })),
  );
}

export type OperationPlace = {
  readonly name: OperationName;
  readonly node: string;
  readonly dependsOn: readonly OperationName[];
};

/**
 * The operations of a graph with what each waits for: in a node the one before it, across nodes the last of those before, passing
 * over nodes that run none.
 *
 * @throws {RangeError} If two nodes run one operation, or as `orderNodes`.
 */
export function operationsOf(graph: NodeGraph): OperationPlace[] {
  /** The operations after which what follows a node may start. */
  const lastOf = new Map<string, readonly OperationName[]>();
  const places: OperationPlace[] = [];
  for (const { name: node, operations, dependsOn } of orderNodes(graph)) {
    let waitsFor = [...new Set(dependsOn.flatMap((before) => lastOf.get(before) ?? []))];
    for (const name of operations) {
      const taken = places.find((place) => place.name === name);
      if (taken !== undefined) throw new RangeError(`${name} runs in ${taken.node} and ${node}`);
      places.push({ name, node, dependsOn: waitsFor });
      waitsFor = [name];
    }
    lastOf.set(node, waitsFor);
  }
  return places;
}

/** The graph without a node and what is inside it; `undefined` if there is no such node. */
export function withoutNode({ nodes, edges }: NodeGraph, left: string): NodeGraph | undefined {
  const isLeft = (name: string): boolean => name === left || name.startsWith(`${left}:`);
  const kept = nodes.filter(({ name }) => !isLeft(name));
  if (kept.length === nodes.length) return undefined;
  return { nodes: kept, edges: edges.filter(({ from, to }) => !isLeft(from) && !isLeft(to)) };
}
