import { describe, expect, it } from "vitest";
import type { OperationName } from "#src/domain/operation.ts";
import { runTierTask, type TierTaskDeps, tierTiming } from "#src/nodes/tier-task.ts";
import { createKeyedLimiter } from "#src/resilience/keyed-limiter.ts";
import { RunContext } from "#src/state/run-context.ts";

function aTier(context: Partial<RunContext> = {}, signal?: AbortSignal) {
  const events: string[] = [];
  const deps: TierTaskDeps = {
    now: () => performance.now(),
    operationLimiter: createKeyedLimiter({ queueSlots: 100 }),
    log: (_level, event) => void events.push(event),
  };
  const config = { context: RunContext.parse(context), ...(signal && { signal }) };
  const state = { path: "/invoice.pdf", startedAtMs: performance.now() };
  const run = async <T>(
    name: OperationName,
    work: (signal: AbortSignal) => Promise<T> | T,
    fallback: T,
  ) => await runTierTask({ name, tier: 1, fallback, work }, deps, { state, config });
  return { run, events };
}

/** Goes on until its signal is aborted. */
const endless = async (signal: AbortSignal): Promise<string> =>
  await new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });

/** Goes on for good, whatever its signal says. */
const deaf = async (): Promise<string> => await new Promise(() => undefined);

describe("a task of a tier", () => {
  it("gives its value and its time", async () => {
    const { value, operations } = await aTier().run("retrieve_context", () => "found", "nothing");

    expect(value).toBe("found");
    expect(operations["retrieve_context"]).toMatchObject({ outcome: "ok", attempts: 1 });
  });

  it("gives its fallback when it fails, and says so", async () => {
    const tier = aTier();

    const { value, operations } = await tier.run(
      "recall_seller",
      () => {
        throw new Error("no");
      },
      "nothing",
    );

    expect(value).toBe("nothing");
    expect(operations["recall_seller"]?.outcome).toBe("failed");
    expect(tier.events).toEqual(["task.failed"]);
  });

  it.each([
    ["that heeds its signal", endless],
    ["that does not", deaf],
  ])("gives its fallback when work %s takes too long", async (_, work) => {
    const { value, operations } = await aTier({ tier1TimeoutMs: 5 }).run(
      "retrieve_context",
      work,
      "nothing",
    );

    expect(value).toBe("nothing");
    expect(operations["retrieve_context"]?.outcome).toBe("timed_out");
  });

  it("keeps what finished when a sibling takes too long", async () => {
    const { run } = aTier({ tier1TimeoutMs: 5 });

    const [slow, quick] = await Promise.all([
      run("retrieve_context", endless, "nothing"),
      run("suggest_checks", () => "done", "nothing"),
    ]);

    expect([slow.value, quick.value]).toEqual(["nothing", "done"]);
  });

  it("gives fallbacks for all when all fail", async () => {
    const { run } = aTier();
    const broken = () => Promise.reject<string>(new TypeError("broken"));
    const names = ["retrieve_context", "suggest_checks", "recall_seller"] as const;

    const results = await Promise.all(
      names.map(async (name) => await run(name, broken, "nothing")),
    );

    expect(results.map(({ value }) => value)).toEqual(["nothing", "nothing", "nothing"]);
  });

  it("does nothing in a tier that is off", async () => {
    const { value, operations } = await aTier({ tier1: "off" }).run(
      "suggest_checks",
      () => "done",
      "nothing",
    );

    expect({ value, operations }).toEqual({ value: "nothing", operations: {} });
  });

  it("runs one after another in a sequential tier, and at once in a parallel one", async () => {
    const mostAtOnce = async (tier1: "parallel" | "sequential"): Promise<number> => {
      const { run } = aTier({ tier1 });
      let running = 0;
      let most = 0;
      const work = async (): Promise<void> => {
        running += 1;
        most = Math.max(most, running);
        await new Promise(setImmediate);
        running -= 1;
      };
      const names = ["retrieve_context", "suggest_checks", "recall_seller"] as const;
      await Promise.all(names.map(async (name) => await run(name, work, undefined)));
      return most;
    };

    expect(await mostAtOnce("sequential")).toBe(1);
    expect(await mostAtOnce("parallel")).toBe(3);
  });

  it("throws when the run is aborted, which no fallback may hide", async () => {
    const abort = new AbortController();
    const task = aTier({}, abort.signal).run("retrieve_context", endless, "nothing");

    abort.abort(new Error("cancelled"));

    await expect(task).rejects.toThrow("cancelled");
  });
});

describe("the timing of a tier", () => {
  const operation = (name: OperationName, startedMs: number, durationMs: number) => ({
    [name]: { name, startedMs, durationMs, outcome: "ok" as const, attempts: 1 },
  });

  it("sets the time its tasks took together against their sum", () => {
    const operations = {
      ...operation("retrieve_context", 10, 500),
      ...operation("suggest_checks", 12, 300),
      ...operation("track_cost", 900, 50),
    };

    const timing = tierTiming(["retrieve_context", "suggest_checks"], operations);

    expect(timing).toEqual({ wallMs: 500, tasksMs: 800 });
  });

  it("is absent for a tier that did not run", () => {
    expect(tierTiming(["retrieve_context"], operation("track_cost", 0, 1))).toBeUndefined();
  });
});
