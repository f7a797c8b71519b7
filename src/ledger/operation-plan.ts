import type { OperationName } from "#src/domain/operation.ts";
import { scheduleTasks } from "./critical-path.ts";
import type { Achieved, MeasuredDuration, Measurement } from "./measure-operations.ts";
import { type NodeGraph, operationsOf } from "./node-graph.ts";
import { type Superstep, superstepsOf } from "./supersteps.ts";

/** Durations somebody gave, milliseconds; they stand in place of measured ones. */
export type GivenDurations = Readonly<Partial<Record<OperationName, number>>>;

export type PlannedOperation = {
  readonly name: OperationName;
  readonly node: string;
  readonly dependsOn: readonly OperationName[];
  /** `none`: neither given nor ever measured; it counts as 0. */
  readonly source: "measured" | "given" | "none";
  /** What the plan reckons with, milliseconds: as given, else the median. */
  readonly durationMs: number;
  /** Absent if it was never measured. */
  readonly measured?: MeasuredDuration;
  readonly earliestMs: number;
  readonly slackMs: number;
  readonly isCritical: boolean;
};

export type OperationPlan = {
  readonly operations: readonly PlannedOperation[];
  readonly criticalPath: readonly OperationName[];
  readonly criticalPathMs: number;
  readonly sequentialMs: number;
  /** All operations one after another, over the critical path; 1 if nothing takes any time. */
  readonly theoreticalSpeedUp: number;
  /** What runs at the same moment. */
  readonly groups: readonly Superstep[];
  readonly barriers: {
    /** The whole with every superstep waiting for its slowest node, milliseconds. */
    readonly wallMs: number;
    /** What that is more than the critical path. */
    readonly costMs: number;
    /** Time nodes are done before their slowest sibling, added up over the outermost supersteps. */
    readonly idleMs: number;
  };
  readonly neverMeasured: readonly OperationName[];
  /** Absent without a timed document. */
  readonly achieved?: Achieved;
};

/**
 * Plans the operations of a graph: what each waits for, what the whole takes at least, and what may run together.
 *
 * @throws {RangeError} If the graph has a circle, or two nodes run one operation.
 */
export function planOperations(
  graph: NodeGraph,
  { durations, achieved }: Measurement,
  given: GivenDurations = {},
): OperationPlan {
  const durationOf = (name: OperationName): number =>
    given[name] ?? durations.get(name)?.p50Ms ?? 0;
  const sourceOf = (name: OperationName): PlannedOperation["source"] => {
    if (given[name] !== undefined) return "given";
    return durations.has(name) ? "measured" : "none";
  };
  const places = operationsOf(graph);
  const tasks = places.map((place) => ({ ...place, durationMs: durationOf(place.name) }));
  const schedule = scheduleTasks(tasks);
  const nodeOf = new Map(places.map(({ name, node }) => [name, node]));
  const operations = schedule.tasks.map((task): PlannedOperation => {
    const measured = durations.get(task.name);
    return {
      ...task,
      node: nodeOf.get(task.name) ?? "",
      source: sourceOf(task.name),
      ...(measured && { measured }),
    };
  });
  const { steps, wallMs } = superstepsOf(graph, durationOf);
  const { criticalPath, criticalPathMs, sequentialMs } = schedule;
  return {
    operations,
    criticalPath,
    criticalPathMs,
    sequentialMs,
    theoreticalSpeedUp: criticalPathMs === 0 ? 1 : sequentialMs / criticalPathMs,
    groups: steps,
    barriers: {
      wallMs,
      costMs: Math.max(0, wallMs - criticalPathMs),
      idleMs: idleOf(steps.filter(({ inside }) => inside === undefined)),
    },
    neverMeasured: operations.filter(({ source }) => source === "none").map(({ name }) => name),
    ...(achieved && { achieved }),
  };
}

const idleOf = (steps: readonly Superstep[]): number =>
  steps.flatMap(({ lanes }) => lanes).reduce((total, { idleMs }) => total + idleMs, 0);
