import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createAdaptiveTimeout } from "#src/resilience/adaptive-timeout.ts";

const options = { isAdaptive: true, timeoutMsMax: 10_000, timeoutMsMin: 50 };
const many = (latencyMs: number, count = 40) => Array.from({ length: count }, () => latencyMs);

function timeoutAfter(latenciesMs: readonly number[], change: { isAdaptive?: boolean } = {}) {
  const timeout = createAdaptiveTimeout({ ...options, ...change });
  for (const latencyMs of latenciesMs) timeout.observe(latencyMs);
  return timeout.timeoutMs();
}

describe("An adaptive timeout", () => {
  it("is three times what 19 of 20 calls take", () => {
    expect(timeoutAfter([...many(100, 190), ...many(5_000, 10)])).toBe(300);
  });

  it("is the longest until enough is known", () => {
    expect(timeoutAfter(many(100, 19))).toBe(10_000);
  });

  it("is the longest if it is switched off", () => {
    expect(timeoutAfter(many(100), { isAdaptive: false })).toBe(10_000);
  });

  it("grows again when calls run into it", () => {
    expect(timeoutAfter([...many(100, 200), ...many(300, 20)])).toBe(900);
  });

  it("stays within its bounds", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true })), (latencies) => {
        const timeoutMs = timeoutAfter(latencies);
        expect(timeoutMs).toBeGreaterThanOrEqual(options.timeoutMsMin);
        expect(timeoutMs).toBeLessThanOrEqual(options.timeoutMsMax);
      }),
    );
  });
});
