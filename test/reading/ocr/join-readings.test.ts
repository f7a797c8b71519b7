import fc from "fast-check";
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

describe("readings of a page", () => {
  it("are surer of what all read the same", () => {
    expect(read(joinReadings([[word("119.00", 0, 0.8)], [word("119.00", 1, 0.6)]]))).toEqual([
      ["119.00", 0.9],
    ]);
  });

  it("give what they read differently once, as the surer one has it, and less sure", () => {
    expect(read(joinReadings([[word("118.00", 0, 0.7)], [word("119.00", 1, 0.9)]]))).toEqual([
      ["119.00", 0.54],
    ]);
  });

  it("give what most of them read, however sure another one is", () => {
    const readings = [[word("118.00", 0, 0.9)], [word("119.00", 1, 0.6)], [word("119.00", 1, 0.5)]];

    expect(read(joinReadings(readings))).toEqual([["119.00", 0.68]]);
  });

  it("are surest of what three read the same", () => {
    const readings = [0.8, 0.6, 0.4].map((confidence) => [word("119.00", 0, confidence)]);

    expect(read(joinReadings(readings))).toEqual([["119.00", 0.95]]);
  });

  it("have the earlier reading's word where two are as sure", () => {
    const readings = [[word("118.00", 0, 0.8)], [word("119.00", 0, 0.8)]];

    expect(read(joinReadings(readings))).toEqual([["118.00", 0.48]]);
  });

  it("agree where one has a space and the other has none", () => {
    const whole = [word("R-2026-19", 0, 0.9, 90)];
    const pieces = [word("R-2026", 0, 0.8, 60), word("-19", 62, 0.8, 28)];

    expect(read(joinReadings([whole, pieces]))).toEqual([["R-2026-19", 0.95]]);
    expect(read(joinReadings([pieces, whole]))).toEqual([["R-2026-19", 0.95]]);
  });

  it("keep what only one saw if it is sure enough", () => {
    const first = [word("Total", 0, 0.9), word("~", 200, 0.3)];

    expect(read(joinReadings([first, [word("EUR", 400, 0.8)]]))).toEqual([
      ["Total", 0.77],
      ["EUR", 0.68],
    ]);
  });

  it("give each word of equal readings once", () => {
    const words = fc.array(
      fc.record({ left: fc.nat(900), confidence: fc.double({ min: 0.5, max: 1, noNaN: true }) }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(words, (drawn) => {
        const reading = drawn.map(({ left, confidence }, index) =>
          word(`w${index}`, left + index * 1_000, confidence),
        );
        const texts = joinReadings([reading, reading, reading]).map(({ text }) => text);

        expect(texts.toSorted()).toEqual(reading.map(({ text }) => text).toSorted());
      }),
      { seed: 1 },
    );
  });

  it("make nothing of nothing", () => {
    expect(joinReadings([[], []])).toEqual([]);
  });
});
