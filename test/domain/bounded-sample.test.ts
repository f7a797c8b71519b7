import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createBoundedSample } from "#src/domain/bounded-sample.ts";

const sampleOf = (count: number, keptMax: number) => {
  const sample = createBoundedSample<number>(keptMax);
  for (let value = 0; value < count; value += 1) sample.add(value);
  return sample;
};

const counts = fc.integer({ min: 0, max: 3_000 });
const sizes = fc.integer({ min: 2, max: 100 });

describe("a bounded sample", () => {
  it("keeps everything while there is room", () => {
    fc.assert(
      fc.property(counts, (count) => {
        expect(sampleOf(count, 3_000).kept()).toHaveLength(count);
      }),
    );
  });

  it("never keeps more than it may, and of many at least half of that", () => {
    fc.assert(
      fc.property(counts, sizes, (count, keptMax) => {
        const sample = sampleOf(count, keptMax);
        expect(sample.count()).toBe(count);
        expect(sample.kept().length).toBeLessThanOrEqual(keptMax);
        expect(sample.kept().length).toBeGreaterThanOrEqual(
          Math.min(count, Math.floor(keptMax / 2)),
        );
      }),
    );
  });

  it("is spread evenly from the first value on", () => {
    fc.assert(
      fc.property(counts, sizes, (count, keptMax) => {
        const kept = sampleOf(count, keptMax).kept();
        const steps = kept.slice(1).map((value, index) => value - (kept[index] ?? 0));
        expect(new Set(steps).size).toBeLessThanOrEqual(1);
        if (count > 0) expect(kept[0]).toBe(0);
      }),
    );
  });
});
