import type { Block } from "tesseract.js";
import { describe, expect, it } from "vitest";
import { bentDegrees, printHeightPx } from "#src/reading/ocr/print-measures.ts";

const blockOf = (words: readonly (readonly [text: string, heightPx: number, percent: number])[]) =>
  [
    {
      paragraphs: [
        {
          lines: words.map(([text, heightPx, confidence]) => ({
            // The engine's own height of a line is never below 20 pixels.
            rowAttributes: { rowHeight: 20 },
            words: [{ text, confidence, bbox: { x0: 0, y0: 100, x1: 50, y1: 100 + heightPx } }],
          })),
        },
      ],
    },
  ] as unknown as Block[];

describe("the height of print", () => {
  it("is that of most of its words", () => {
    const words = blockOf([
      ["Invoice", 30, 90],
      ["number", 9, 90],
      ["date", 9, 90],
    ]);

    expect(printHeightPx(words)).toBe(9);
  });

  it("is not told by scraps and by what is hardly read", () => {
    const words = blockOf([
      ["Total", 12, 90],
      ["|", 80, 90],
      ["~~~~", 60, 20],
      ["--", 3, 95],
    ]);

    expect(printHeightPx(words)).toBe(12);
  });

  it("is unknown without words", () => {
    expect(printHeightPx([])).toBeUndefined();
  });
});

const linesAt = (slopes: readonly number[]): Block[] =>
  [
    {
      paragraphs: [
        {
          lines: slopes.map((degrees) => ({
            baseline: { x0: 0, y0: 0, x1: 400, y1: 400 * Math.tan((degrees * Math.PI) / 180) },
            words: [{ text: "Invoice number", confidence: 90 }],
          })),
        },
      ],
    },
  ] as unknown as Block[];

describe("how far print is bent", () => {
  it("is the slope of its lines, whichever way they run", () => {
    expect(bentDegrees(linesAt([-3, 3, 3, -3]))).toBeCloseTo(3);
  });

  it("is not told by a stamp across", () => {
    expect(bentDegrees(linesAt([0, 0.1, 0.1, 0, 0.1, 25]))).toBeCloseTo(0.1);
  });

  it("is nothing where there are no lines", () => {
    expect(bentDegrees([])).toBe(0);
  });
});
