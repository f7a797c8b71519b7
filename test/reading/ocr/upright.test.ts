import { describe, expect, it } from "vitest";
import { greyImageOf } from "#src/reading/ocr/grey-image.ts";
import { isSideways, skewDegreesOf } from "#src/reading/ocr/upright.ts";
import { aScan } from "#test/support/a-scan.ts";

const imageAt = (degrees: number) => greyImageOf(aScan({ degrees }));

describe("a page on the glass", () => {
  it.each([-9, -2.5, 0, 1, 7])("that lies %d degrees askew is measured as that", (degrees) => {
    expect(Math.abs(skewDegreesOf(imageAt(degrees)) - degrees)).toBeLessThanOrEqual(0.2);
  });

  it("is told from one that lies on its side", () => {
    expect(isSideways(imageAt(3))).toBe(false);
    expect(isSideways(imageAt(90))).toBe(true);
    expect(isSideways(imageAt(272))).toBe(true);
  });

  it("with nothing on it lies straight", () => {
    expect(skewDegreesOf(greyImageOf(aScan({ lines: [] })))).toBe(0);
  });
});
