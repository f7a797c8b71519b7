import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLimitController } from "#src/resilience/limit-controller.ts";

const bounds = { min: 2, max: 40, initial: 10 };
const busy = (latencyMs: number, inFlight: number) => ({ latencyMs, noise: 0, inFlight });

describe("A limit controller", () => {
  it("stays within its bounds, in whole calls, whatever it sees", () => {
    const window = fc.record({
      latencyMs: fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
      noise: fc.double({ min: 0, max: 3, noNaN: true }),
      inFlight: fc.double({ min: 1, max: 60, noNaN: true }),
    });
    const step = fc.oneof(
      window.map((seen) => ({ kind: "window" as const, seen })),
      fc.double({ min: 0, max: 1, noNaN: true }).map((share) => ({ kind: "cut" as const, share })),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const controller = createLimitController(bounds);
        for (const taken of steps) {
          if (taken.kind === "window") controller.observe(taken.seen);
          else {
            controller.cut();
            controller.observeOverload(taken.share);
          }
          expect(controller.limit()).toBeGreaterThanOrEqual(bounds.min);
          expect(controller.limit()).toBeLessThanOrEqual(bounds.max);
          expect(Number.isInteger(controller.limit())).toBe(true);
        }
      }),
    );
  });

  it("grows by its square root while latency is as short as it was", () => {
    const controller = createLimitController({ min: 1, max: 100, initial: 16 });

    controller.observe(busy(50, 16));

    expect(controller.limit()).toBe(20);
  });

  it("cuts a little when calls are refused, and by half when most of them are", () => {
    const controller = createLimitController({ min: 1, max: 100, initial: 20 });

    controller.cut();
    expect(controller.limit()).toBe(18);
    controller.observeOverload(0.9);
    controller.cut();

    expect(controller.limit()).toBe(9);
  });

  it("is fixed by equal bounds", () => {
    const controller = createLimitController({ min: 5, max: 5, initial: 5 });

    for (let window = 0; window < 50; window += 1) controller.observe(busy(50 + window, 5));
    controller.cut();

    expect(controller.limit()).toBe(5);
  });
});
