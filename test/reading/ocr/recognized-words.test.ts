import type { Block } from "tesseract.js";
import { describe, expect, it } from "vitest";
import { printHeightPx } from "#src/reading/ocr/recognized-words.ts";

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
