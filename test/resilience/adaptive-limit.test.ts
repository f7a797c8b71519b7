import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createAdaptiveLimit, type LimitChanged } from "#src/resilience/adaptive-limit.ts";
import { QueueFull } from "#src/resilience/fair-queue.ts";
import { windowMsMin } from "#src/resilience/limit-window.ts";
import {
  adaptive,
  between,
  fixedAt,
  mean,
  runScenario,
  scenarios,
  secondsUntil,
  worstThroughput,
} from "#test/support/limit-scenario.ts";
import {
  createRandom,
  createSimulatedService,
  createSimulation,
  Overloaded,
} from "#test/support/simulated-service.ts";

const throughputAfter = (points: Parameters<typeof between>[0], from: number) =>
  mean(between(points, from).map(({ throughputPerSecond }) => throughputPerSecond));

/** A limit in simulated time, and what it raised. */
function aLimit(change: Partial<Parameters<typeof createAdaptiveLimit>[0]> = {}) {
  const simulation = createSimulation();
  const events: LimitChanged[] = [];
  const limit = createAdaptiveLimit({
    service: "model",
    min: 1,
    max: 50,
    initial: 4,
    queueSlots: 1_000,
    now: () => simulation.now(),
    onEvent: (event) => events.push(event),
    ...change,
  });
  return { simulation, limit, events };
}

const seeds = [1, 2, 3];

describe("The limit of a service with a capacity", () => {
  it.each(seeds)(
    "settles within 10 % of it, and wastes less than 10 % of it in any second (seed %i)",
    async (seed) => {
      const scenario = { ...scenarios.steady, seed };
      const [found, ideal] = [
        await runScenario(scenario, adaptive),
        await runScenario(scenario, fixedAt(scenario.capacity)),
      ];

      const settled = mean(between(found, 10).map(({ limit }) => limit)) / scenario.capacity;
      expect(settled).toBeGreaterThan(0.9);
      expect(settled).toBeLessThan(1.1);
      expect(worstThroughput(found, 10, 1)).toBeGreaterThan(0.9 * throughputAfter(ideal, 10));
    },
  );

  it.each([5, 100])("finds one of %i as well", async (capacity) => {
    const scenario = { ...scenarios.steady, capacity, seconds: 30 };
    const [found, ideal] = [
      await runScenario(scenario, adaptive),
      await runScenario(scenario, fixedAt(capacity)),
    ];

    const settled = mean(between(found, 15).map(({ limit }) => limit));
    expect(Math.abs(settled - capacity)).toBeLessThan(Math.max(1, 0.1 * capacity));
    expect(throughputAfter(found, 15)).toBeGreaterThan(0.9 * throughputAfter(ideal, 15));
  });

  it.each(seeds)("halves within a second when the capacity does (seed %i)", async (seed) => {
    const points = await runScenario({ ...scenarios.halves, seed }, adaptive);

    expect(secondsUntil(points, 10, ({ limit }) => limit <= 11)).toBeLessThanOrEqual(1);
    expect(throughputAfter(points, 12)).toBeGreaterThan(0.9 * 200);
  });

  it.each(seeds)("follows when the capacity doubles (seed %i)", async (seed) => {
    const points = await runScenario({ ...scenarios.doubles, seed }, adaptive);

    expect(secondsUntil(points, 10, ({ limit }) => limit >= 36)).toBeLessThanOrEqual(3);
    expect(throughputAfter(points, 13)).toBeGreaterThan(0.9 * 800);
  });

  it("stays when each call takes longer and the capacity is the same", async () => {
    const points = await runScenario(scenarios.slower, adaptive);

    const settled = mean(between(points, 20).map(({ limit }) => limit));
    expect(settled).toBeGreaterThan(18);
    expect(settled).toBeLessThan(22.5);
  });

  it("is found from far above as well", async () => {
    const points = await runScenario(scenarios.steady, { ...adaptive, initial: 100 });

    expect(mean(between(points, 15).map(({ limit }) => limit))).toBeLessThan(26);
  });

  it.each(seeds)("keeps off refusals, and close to them (seed %i)", async (seed) => {
    const points = await runScenario({ ...scenarios.refuses, seed }, adaptive);
    const late = between(points, 10);

    const refused = late.reduce((sum, point) => sum + point.refused, 0);
    expect(throughputAfter(points, 10)).toBeGreaterThan(0.9 * 400);
    expect(refused).toBeLessThan(0.05 * 400 * 10);
  });

  it.each(seeds)(
    "falls to the minimum in an outage and comes back after it (seed %i)",
    async (seed) => {
      const points = await runScenario({ ...scenarios.outage, seed }, adaptive);

      expect(secondsUntil(points, 10, ({ limit }) => limit === adaptive.min)).toBeLessThan(1.5);
      expect(secondsUntil(points, 13, ({ limit }) => limit >= 18)).toBeLessThan(4);
    },
  );
});

describe("A limit", () => {
  it("divides latency by what was asked for, so that long answers are no queue", async () => {
    const { simulation, limit } = aLimit();
    const tokens = (): number => (simulation.now() < 5_000 ? 10 : 100);
    const answer = async (): Promise<number> => {
      const made = tokens();
      await simulation.sleep(made * 5);
      return made;
    };
    const caller = async (): Promise<void> => {
      for (let call = 0; call < 1_000; call += 1) {
        await limit.run(answer, { unitsOf: (made) => made });
      }
    };
    for (let index = 0; index < 60; index += 1) void caller();

    await simulation.runUntil(30_000);

    expect(limit.limit()).toBeGreaterThanOrEqual(40);
  });

  it("learns nothing from answers that have no measure", async () => {
    const { simulation, limit, events } = aLimit();
    const caller = async (): Promise<void> => {
      for (let call = 0; call < 100; call += 1) {
        await limit.run(() => simulation.sleep(20), { unitsOf: () => 0 });
      }
    };
    for (let index = 0; index < 20; index += 1) void caller();

    await simulation.runUntil(20_000);

    expect([limit.inFlight(), limit.queued()]).toEqual([0, 0]);
    expect(events).toEqual([]);
  });

  it.each([1, 2, 4])(
    "finds from one what a model bears that answers in 10 s, without a crowd before it (%i at once)",
    async (capacity) => {
      const model = { ...scenarios.steady, capacity, serviceMs: 10_000, seconds: 2_000 };
      const points = await runScenario(model, { min: 1, max: 4, initial: 1 });
      const late = between(points, 500);

      const begun = secondsUntil(points, 0, ({ limit }) => limit >= Math.min(2, capacity));
      expect(begun).toBeLessThan(60);
      const settled = mean(late.map(({ limit }) => limit));
      expect(settled).toBeGreaterThan(capacity - 0.5);
      expect(settled).toBeLessThan(capacity + 1.1);
      expect(mean(late.map(({ throughputPerSecond }) => throughputPerSecond))).toBeGreaterThan(
        (0.9 * capacity) / 10,
      );
    },
  );

  it("does not grow while less than half of it is used", async () => {
    const { simulation, limit, events } = aLimit({ initial: 10 });

    for (let call = 0; call < 100; call += 1) {
      const called = limit.run(() => simulation.sleep(20));
      await simulation.runUntil(simulation.now() + 20);
      await called;
    }

    expect(events.filter((event) => event.limit > 10)).toEqual([]);
  });

  it("cuts at most once a window, however many calls are refused", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 60 }), async (seed, callers) => {
        const random = createRandom(seed);
        const { simulation, limit } = aLimit({
          initial: 50,
          onEvent: (event) => changes.push({ atMs: simulation.now(), limit: event.limit }),
        });
        const changes = [{ atMs: -windowMsMin, limit: 50 }];
        const caller = async (): Promise<void> => {
          for (let call = 0; call < 100; call += 1) {
            const refused = limit.run(async () => {
              await simulation.sleep(1 + random() * 30);
              throw new Overloaded("429");
            });
            await refused.catch(() => undefined);
          }
        };
        for (let index = 0; index < callers; index += 1) void caller();

        await simulation.runUntil(3_000);

        expect(changes.length).toBeGreaterThan(1);
        for (const [index, { atMs, limit: kept }] of changes.slice(1).entries()) {
          expect(atMs - changes[index]!.atMs).toBeGreaterThanOrEqual(windowMsMin);
          expect(kept).toBeGreaterThanOrEqual(Math.floor(changes[index]!.limit / 2));
        }
      }),
      { numRuns: 20 },
    );
  });

  it("loses no call, runs none twice, and keeps its bounds whatever happens", async () => {
    const call = fc.record({
      atMs: fc.integer({ min: 0, max: 2_000 }),
      lastsMs: fc.integer({ min: 0, max: 300 }),
      ends: fc.constantFrom("answer", "failure", "overload"),
      abortAfterMs: fc.option(fc.integer({ min: 0, max: 400 }), { nil: undefined }),
      priority: fc.integer({ min: 0, max: 2 }),
    });
    const bounds = { min: 2, max: 6, initial: 3 };
    await fc.assert(
      fc.asyncProperty(fc.array(call, { maxLength: 120 }), async (calls) => {
        const { simulation, limit } = aLimit(bounds);
        const begun = calls.map(() => 0);
        const settled = calls.map(() => 0);
        let isWithin = true;
        calls.forEach(({ atMs, lastsMs, ends, abortAfterMs, priority }, index) => {
          simulation.after(atMs, () => {
            const abort = new AbortController();
            if (abortAfterMs !== undefined) {
              simulation.after(abortAfterMs, () => abort.abort(new Error("bye")));
            }
            const work = async (): Promise<void> => {
              begun[index]! += 1;
              if (limit.inFlight() > limit.limit()) isWithin = false;
              if (limit.limit() < bounds.min || limit.limit() > bounds.max) isWithin = false;
              await simulation.sleep(lastsMs);
              if (ends === "failure") throw new Error("400");
              if (ends === "overload") throw new Overloaded("503");
            };
            void limit
              .run(work, { signal: abort.signal, priority })
              .catch(() => undefined)
              .finally(() => (settled[index]! += 1));
          });
        });

        await simulation.runUntil(200_000);

        expect(isWithin).toBe(true);
        expect(settled).toEqual(calls.map(() => 1));
        expect(begun.every((times) => times <= 1)).toBe(true);
        calls.forEach(({ abortAfterMs }, index) => {
          if (abortAfterMs === undefined) expect(begun[index]).toBe(1);
        });
        expect([limit.inFlight(), limit.queued()]).toEqual([0, 0]);
      }),
      { numRuns: 50 },
    );
  });

  it("rejects a call beyond its queue at once, and the one that aborts while it waits", async () => {
    const { limit } = aLimit({ min: 1, max: 1, initial: 1, queueSlots: 1 });
    const first = Promise.withResolvers<string>();
    const running = limit.run(() => first.promise);
    const abort = new AbortController();
    const waiting = limit.run(async () => "never", { signal: abort.signal });

    await expect(limit.run(async () => "never")).rejects.toBeInstanceOf(QueueFull);
    abort.abort(new Error("bye"));
    await expect(waiting).rejects.toThrow("bye");
    first.resolve("answer");

    expect(await running).toBe("answer");
    expect([limit.inFlight(), limit.queued()]).toEqual([0, 0]);
  });

  it("says when it changes", async () => {
    const { simulation, limit, events } = aLimit();
    const service = createSimulatedService(simulation, { capacity: 20, serviceMs: 20 });
    const caller = async (): Promise<void> => {
      for (let call = 0; call < 50; call += 1) await limit.run(() => service.call());
    };
    for (let index = 0; index < 30; index += 1) void caller();

    await simulation.runUntil(10_000);

    expect(events[0]).toEqual({ type: "limit.changed", service: "model", limit: 6 });
    expect(events.at(-1)?.limit).toBe(limit.limit());
  });
});
