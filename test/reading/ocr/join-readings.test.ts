import { describe, expect, it } from "vitest";
import { joinReadings, type RecognizedWord } from "#src/reading/ocr/join-readings.ts";

const word = (text: string, left: number, confidence: number, width = 40): RecognizedWord => ({
  text,
  box: [left, 100, left + width, 120],
  fontSize: 20,
  confidence,
  isGlued: false,
});

const read = (words: readonly RecognizedWord[]) =>
  words.map(({ text, confidence }) => [text, Math.round(confidence * 100) / 100]);

describe("two readings of a page", () => {
  it("are surer of what both read the same", () => {
    expect(read(joinReadings([word("119.00", 0, 0.8)], [word("119.00", 1, 0.6)]))).toEqual([
      ["119.00", 0.9],
    ]);
  });

  it("give what they read differently once, as the surer one has it, and less sure", () => {
    expect(read(joinReadings([word("118.00", 0, 0.7)], [word("119.00", 1, 0.9)]))).toEqual([
      ["119.00", 0.54],
    ]);
  });

  it("agree where one has a space and the other has none", () => {
    const whole = [word("R-2026-19", 0, 0.9, 90)];
    const pieces = [word("R-2026", 0, 0.8, 60), word("-19", 62, 0.8, 28)];

    expect(read(joinReadings(whole, pieces))).toEqual([["R-2026-19", 0.95]]);
    expect(read(joinReadings(pieces, whole))).toEqual([["R-2026-19", 0.95]]);
  });

  it("keep what only one saw if it is sure enough", () => {
    const first = [word("Total", 0, 0.9), word("~", 200, 0.3)];

    expect(read(joinReadings(first, [word("EUR", 400, 0.8)]))).toEqual([
      ["Total", 0.77],
      ["EUR", 0.68],
    ]);
  });

  it("make nothing of nothing", () => {
    expect(joinReadings([], [])).toEqual([]);
  });
});
