import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { agreed, rounded } from "#src/extraction/model/confidence.ts";

describe("a confidence that model and rules give together", () => {
  it("is below the threshold of a value that may do without a person if it is a little below it", () => {
    expect(agreed(0.8, 0.86)).toBeGreaterThan(0.985);
    expect(rounded(agreed(0.8, 0.86))).toBe(0.98);
  });

  it("is never said to be more than it is, nor a hundredth less", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.99, noNaN: true }), (probability) => {
        expect(rounded(probability)).toBeLessThanOrEqual(probability + 1e-9);
        expect(rounded(probability)).toBeGreaterThan(probability - 0.01);
      }),
    );
  });
});
