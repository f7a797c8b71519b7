import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quantile } from "#src/domain/quantile.ts";

describe("a quantile", () => {
  it("is the value in the middle for one half", () => {
    expect(quantile([5, 1, 3], 0.5)).toBe(3);
  });

  it("is the smallest for nothing and the largest for all", () => {
    expect(quantile([5, 1, 3], 0)).toBe(1);
    expect(quantile([5, 1, 3], 1)).toBe(5);
  });

  it("of no values is none", () => {
    expect(quantile([], 0.5)).toBeUndefined();
  });

  it("is one of the values, with at least its share of them at or below", () => {
    const values = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1 });
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (given, share) => {
        const found = quantile(given, share) ?? Number.NaN;
        expect(given).toContain(found);
        const below = given.filter((value) => value <= found).length;
        expect(below / given.length).toBeGreaterThanOrEqual(share - 1e-9);
      }),
    );
  });
});
