import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { QueueFull } from "#src/resilience/fair-queue.ts";
import { createRateLimit } from "#src/resilience/rate-limit.ts";
import { withPriority } from "#src/resilience/run-priority.ts";
import { createSimulation } from "#test/support/simulated-service.ts";

function aRate(change: Partial<Parameters<typeof createRateLimit>[0]> = {}) {
  const clock = createSimulation();
  return { clock, rate: createRateLimit({ ratePerSecond: 1, queueSlots: 100, clock, ...change }) };
}

describe("A rate limit", () => {
  it("is exceeded in no span of time, whoever leaves, and lets everyone else go in order", async () => {
    const arrival = fc.record({
      atMs: fc.integer({ min: 0, max: 3_000 }),
      leavesAfterMs: fc.option(fc.integer({ min: 0, max: 3_000 }), { nil: undefined }),
    });
    const settings = fc.record({
      ratePerSecond: fc.double({ min: 0.5, max: 50, noNaN: true }),
      burst: fc.integer({ min: 1, max: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(arrival, { maxLength: 40 }),
        settings,
        async (arrivals, figures) => {
          const { clock, rate } = aRate(figures);
          const gone: { atMs: number; arrivedMs: number }[] = [];
          let left = 0;
          for (const { atMs, leavesAfterMs } of arrivals) {
            clock.after(atMs, () => {
              const abort = new AbortController();
              if (leavesAfterMs !== undefined) clock.after(leavesAfterMs, () => abort.abort());
              rate.take(abort.signal).then(
                () => gone.push({ atMs: clock.now(), arrivedMs: atMs }),
                () => (left += 1),
              );
            });
          }

          await clock.runUntil(200_000);

          expect(gone.length + left).toBe(arrivals.length);
          expect(gone.map(({ arrivedMs }) => arrivedMs)).toEqual(
            gone.map(({ arrivedMs }) => arrivedMs).toSorted((a, b) => a - b),
          );
          for (const [from, { atMs }] of gone.entries()) {
            for (const [to, { atMs: untilMs }] of gone.entries()) {
              if (to < from) continue;
              const allowed = figures.burst + (figures.ratePerSecond * (untilMs - atMs)) / 1_000;
              expect(to - from + 1).toBeLessThanOrEqual(allowed + 1e-3);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it("makes no use of time for a caller that has left", async () => {
    const { clock, rate } = aRate();
    await rate.take();
    const abort = new AbortController();
    const leaving = rate.take(abort.signal);
    const staying = rate.take().then(() => clock.now());

    abort.abort(new Error("bye"));
    await expect(leaving).rejects.toThrow("bye");
    await clock.runUntil(10_000);

    expect(await staying).toBe(1_000);
  });

  it("leaves no timer when the last one has left", async () => {
    const { clock, rate } = aRate();
    await rate.take();
    const abort = new AbortController();
    const waiting = rate.take(abort.signal);
    expect(clock.pending()).toBe(1);

    abort.abort(new Error("bye"));
    await expect(waiting).rejects.toThrow("bye");

    expect(clock.pending()).toBe(0);
  });

  it("lets the more important call go first", async () => {
    const { clock, rate } = aRate();
    await rate.take();
    const order: string[] = [];
    const note = (name: string, priority: number) =>
      withPriority(priority, async () => rate.take().then(() => order.push(name)));
    const waiting = [note("low", 0), note("high", 5), note("low too", 0)];

    await clock.runUntil(10_000);
    await Promise.all(waiting);

    expect(order).toEqual(["high", "low", "low too"]);
  });

  it("turns away who comes when too many wait, or after it was closed", async () => {
    const { clock, rate } = aRate({ queueSlots: 1 });
    await rate.take();
    const waiting = rate.take();

    await expect(rate.take()).rejects.toBeInstanceOf(QueueFull);
    rate.close();
    await expect(waiting).rejects.toThrow("closed");
    await expect(rate.take()).rejects.toThrow("closed");
    expect(clock.pending()).toBe(0);
  });
});
