import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scheduleTasks, type Task } from "#src/ledger/critical-path.ts";

const tasksMax = 12;

/** Whole microseconds: what is measured is not as exact as the rounding of sums, below which two chains count as equally long. */
const anyDurationMs = fc.nat(5_000_000).map((microseconds) => microseconds / 1_000);

/** Tasks of which each depends on some of those before it, in any order. */
const anyTasks = fc
  .array(
    fc.record({
      durationMs: anyDurationMs,
      after: fc.array(fc.nat(tasksMax), { maxLength: 3 }),
    }),
    { minLength: 1, maxLength: tasksMax },
  )
  .map((drafts) =>
    drafts.map(({ durationMs, after }, index): Task => {
      const before = [...new Set(after)].filter((other) => other < index);
      return { name: `t${index}`, durationMs, dependsOn: before.map((other) => `t${other}`) };
    }),
  )
  .chain((tasks) => fc.shuffledSubarray(tasks, { minLength: tasks.length }));

/** The length of every chain of tasks that could be followed from start to end, and who is on it. */
function chainsOf(tasks: readonly Task[]): { names: string[]; lengthMs: number }[] {
  const byName = new Map(tasks.map((task) => [task.name, task]));
  const waitedFor = new Set(tasks.flatMap(({ dependsOn }) => dependsOn));
  const back = (name: string): { names: string[]; lengthMs: number }[] => {
    const { durationMs = 0, dependsOn = [] } = byName.get(name) ?? {};
    if (dependsOn.length === 0) return [{ names: [name], lengthMs: durationMs }];
    return dependsOn
      .flatMap((before) => back(before))
      .map(({ names, lengthMs }) => ({
        names: [...names, name],
        lengthMs: lengthMs + durationMs,
      }));
  };
  return tasks.filter(({ name }) => !waitedFor.has(name)).flatMap(({ name }) => back(name));
}

const longest = (tasks: readonly Task[]): number =>
  tasks.reduce((most, { durationMs }) => Math.max(most, durationMs), 0);

/** Sums of the same numbers in another order. */
const roundingMs = 1e-6;

describe("the critical path", () => {
  it("is never shorter than the longest task, nor longer than all of them", () => {
    fc.assert(
      fc.property(anyTasks, (tasks) => {
        const { criticalPathMs, sequentialMs } = scheduleTasks(tasks);
        expect(criticalPathMs).toBeGreaterThanOrEqual(longest(tasks));
        expect(criticalPathMs).toBeLessThanOrEqual(sequentialMs + roundingMs);
      }),
    );
  });

  it("is a chain of dependent tasks as long as it says, and no chain is longer", () => {
    fc.assert(
      fc.property(anyTasks, (tasks) => {
        const { criticalPath, criticalPathMs } = scheduleTasks(tasks);
        const chain = criticalPath.map((name) => tasks.find((task) => task.name === name)!);
        const lengthMs = chain.reduce((sum, { durationMs }) => sum + durationMs, 0);
        expect(lengthMs).toBeCloseTo(criticalPathMs, 6);
        for (const [index, { dependsOn }] of chain.entries()) {
          if (index > 0) expect(dependsOn).toContain(criticalPath[index - 1]);
        }
        const longestMs = Math.max(...chainsOf(tasks).map((other) => other.lengthMs));
        expect(longestMs).toBeCloseTo(criticalPathMs, 6);
      }),
    );
  });

  it("is not shortened by one more dependency", () => {
    fc.assert(
      fc.property(anyTasks, fc.nat(), fc.nat(), (tasks, from, to) => {
        const before = scheduleTasks(tasks);
        const first = before.tasks[Math.min(from % tasks.length, to % tasks.length)]!;
        const second = before.tasks[Math.max(from % tasks.length, to % tasks.length)]!;
        fc.pre(first !== second);
        const more = tasks.map((task) =>
          task.name === second.name
            ? { ...task, dependsOn: [...task.dependsOn, first.name] }
            : task,
        );
        const after = scheduleTasks(more).criticalPathMs;
        expect(after).toBeGreaterThanOrEqual(before.criticalPathMs - roundingMs);
      }),
    );
  });
});

describe("the slack of a task", () => {
  it("is never negative, and 0 exactly on the longest chains", () => {
    fc.assert(
      fc.property(anyTasks, (tasks) => {
        const { tasks: scheduled, criticalPathMs } = scheduleTasks(tasks);
        const onLongest = new Set(
          chainsOf(tasks)
            .filter(({ lengthMs }) => criticalPathMs - lengthMs < roundingMs)
            .flatMap(({ names }) => names),
        );
        for (const { name, slackMs, isCritical } of scheduled) {
          expect(slackMs).toBeGreaterThanOrEqual(0);
          expect(slackMs === 0).toBe(onLongest.has(name));
          expect(isCritical).toBe(slackMs === 0);
        }
      }),
    );
  });

  it("can be used up without delaying the end", () => {
    fc.assert(
      fc.property(anyTasks, fc.nat(), (tasks, at) => {
        const { tasks: scheduled, criticalPathMs } = scheduleTasks(tasks);
        const { name, slackMs } = scheduled[at % scheduled.length]!;
        const slower = tasks.map((task) =>
          task.name === name ? { ...task, durationMs: task.durationMs + slackMs } : task,
        );
        expect(scheduleTasks(slower).criticalPathMs).toBeCloseTo(criticalPathMs, 6);
      }),
    );
  });
});

describe("a schedule", () => {
  it("starts every task when all it depends on is done, and lists it behind them", () => {
    fc.assert(
      fc.property(anyTasks, (tasks) => {
        const scheduled = scheduleTasks(tasks).tasks;
        for (const [index, { dependsOn, earliestMs }] of scheduled.entries()) {
          const before = scheduled.filter(({ name }) => dependsOn.includes(name));
          const readyMs = Math.max(0, ...before.map((task) => task.earliestMs + task.durationMs));
          expect(earliestMs).toBe(readyMs);
          expect(before.every((task) => scheduled.indexOf(task) < index)).toBe(true);
        }
      }),
    );
  });

  it.each([
    ["of tasks that wait for each other", [aTask("a", "b"), aTask("b", "a")], "depends on itself"],
    ["with a dependency that is not there", [aTask("a", "b")], "depends on unknown b"],
    ["of two tasks with one name", [aTask("a"), aTask("a")], "one name"],
  ])("%s is refused", (_title, tasks, message) => {
    expect(() => scheduleTasks(tasks)).toThrow(message);
  });
});

function aTask(name: string, ...dependsOn: string[]): Task {
  return { name, durationMs: 1, dependsOn };
}
