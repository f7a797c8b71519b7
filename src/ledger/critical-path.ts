/** Something that takes time once everything it depends on is done. */
export type Task<Name extends string = string> = {
  readonly name: Name;
  /** Milliseconds, 0 or more. */
  readonly durationMs: number;
  readonly dependsOn: readonly Name[];
};

type ScheduledTask<Name extends string = string> = Task<Name> & {
  /** When it can start at the earliest, milliseconds after the first task. */
  readonly earliestMs: number;
  /** How much longer it could take without delaying the end, milliseconds; exactly 0 on a critical path. */
  readonly slackMs: number;
  readonly isCritical: boolean;
};

export type Schedule<Name extends string = string> = {
  /** In an order in which they could run one after another. */
  readonly tasks: readonly ScheduledTask<Name>[];
  /** One longest chain of dependent tasks; of equally long ones that of the tasks given last. */
  readonly criticalPath: readonly Name[];
  readonly criticalPathMs: number;
  /** All tasks one after another. */
  readonly sequentialMs: number;
};

/** Tasks, and nodes, one plan may hold; ours have some twenty. */
const tasksMax = 1_000;

/** Sums of the same milliseconds in another order differ by less; measured times are not that exact. */
const roundingMs = 1e-6;

/**
 * Schedules tasks as early as their dependencies allow, with nothing else in their way.
 *
 * @throws {RangeError} If a dependency is not among the tasks, two have one name, they depend on each other in a circle, or
 * there are more than `tasksMax`.
 */
export function scheduleTasks<Name extends string>(given: readonly Task<Name>[]): Schedule<Name> {
  const ordered = orderTasks(given);
  const finishes = new Map<Name, number>();
  for (const { name, durationMs, dependsOn } of ordered) {
    finishes.set(name, largest(dependsOn, finishes) + durationMs);
  }
  const criticalPathMs = largest([...finishes.keys()], finishes);
  const tails = tailsOf(ordered);
  const tasks = ordered.map((task) => {
    const finishMs = finishes.get(task.name) ?? 0;
    const spareMs = criticalPathMs - finishMs - (tails.get(task.name) ?? 0);
    const slackMs = spareMs < roundingMs ? 0 : spareMs;
    const earliestMs = largest(task.dependsOn, finishes);
    return { ...task, earliestMs, slackMs, isCritical: slackMs === 0 };
  });
  return {
    tasks,
    criticalPath: criticalPathOf(tasks, finishes),
    criticalPathMs,
    sequentialMs: ordered.reduce((sum, { durationMs }) => sum + durationMs, 0),
  };
}

/**
 * The same tasks, each behind all it depends on, else in the order given.
 *
 * @throws {RangeError} As `scheduleTasks`.
 */
export function orderTasks<
  T extends { readonly name: string; readonly dependsOn: readonly string[] },
>(tasks: readonly T[]): T[] {
  if (tasks.length > tasksMax) throw new RangeError(`at most ${tasksMax} tasks can be planned`);
  const byName = new Map(tasks.map((task) => [task.name, task]));
  if (byName.size < tasks.length) throw new RangeError("two tasks have one name");
  const ordered = new Set<T>();
  const open = new Set<T>();
  const visit = (task: T): void => {
    if (ordered.has(task)) return;
    if (open.has(task)) throw new RangeError(`${task.name} depends on itself`);
    open.add(task);
    for (const name of task.dependsOn) {
      const dependency = byName.get(name);
      if (dependency === undefined) throw new RangeError(`${task.name} depends on unknown ${name}`);
      visit(dependency);
    }
    open.delete(task);
    ordered.add(task);
  };
  for (const task of tasks) visit(task);
  return [...ordered];
}

/** What follows each task at least, milliseconds. */
function tailsOf<Name extends string>(ordered: readonly Task<Name>[]): ReadonlyMap<Name, number> {
  const tails = new Map<Name, number>();
  for (const { name, durationMs, dependsOn } of ordered.toReversed()) {
    const tailMs = durationMs + (tails.get(name) ?? 0);
    for (const before of dependsOn) tails.set(before, Math.max(tails.get(before) ?? 0, tailMs));
  }
  return tails;
}

/** Walks back from the last task to finish, each time to the dependency that was waited for. */
function criticalPathOf<Name extends string>(
  tasks: readonly ScheduledTask<Name>[],
  finishes: ReadonlyMap<Name, number>,
): Name[] {
  const latestOf = (names: readonly Name[]): Name | undefined =>
    names.findLast((name) => largest(names, finishes) - (finishes.get(name) ?? 0) < roundingMs);
  const dependencies = new Map(tasks.map(({ name, dependsOn }) => [name, dependsOn]));
  const path: Name[] = [];
  let at = latestOf(tasks.map(({ name }) => name));
  while (at !== undefined) {
    path.unshift(at);
    at = latestOf(dependencies.get(at) ?? []);
  }
  return path;
}

const largest = <Name>(names: readonly Name[], sizes: ReadonlyMap<Name, number>): number =>
  names.reduce((most, name) => Math.max(most, sizes.get(name) ?? 0), 0);
