import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { confidenceOf } from "#src/domain/calibration.ts";
import { usableFrom } from "#src/domain/value-cost.ts";
import {
  fitCalibration,
  isotonic,
  judgedByOthers,
  type ScoredValue,
} from "#src/evaluation/fit-calibration.ts";
import { calibration } from "#src/extraction/tables/calibration.ts";

const share = fc.double({ min: 0, max: 1, noNaN: true });
const points = fc.array(fc.record({ value: share, weight: fc.integer({ min: 1, max: 100 }) }));
const scored: fc.Arbitrary<ScoredValue[]> = fc.array(
  fc.record({ score: share, isRight: fc.boolean(), group: fc.constantFrom("a", "b", "c") }),
  { maxLength: 60 },
);

const isRising = (values: readonly number[]): boolean =>
  values.every((value, index) => index === 0 || value >= (values[index - 1] ?? 0) - 1e-12);

const values = (score: number, right: number, wrong: number, group = "a"): ScoredValue[] => [
  ...Array.from({ length: right }, () => ({ score, isRight: true, group })),
  ...Array.from({ length: wrong }, () => ({ score, isRight: false, group })),
];

describe("isotonic regression", () => {
  it("never falls, and is as long as what it is of", () => {
    fc.assert(
      fc.property(points, (given) => {
        const fitted = isotonic(given);
        expect(fitted).toHaveLength(given.length);
        expect(isRising(fitted)).toBe(true);
      }),
    );
  });

  it("keeps the weighted mean", () => {
    fc.assert(
      fc.property(points, (given) => {
        const meanOf = (of: readonly number[]): number =>
          given.reduce((sum, { weight }, index) => sum + weight * (of[index] ?? 0), 0);
        expect(meanOf(isotonic(given))).toBeCloseTo(meanOf(given.map(({ value }) => value)), 9);
      }),
    );
  });

  it("leaves what never falls as it is, so doing it twice changes nothing", () => {
    fc.assert(
      fc.property(points, (given) => {
        const once = isotonic(given);
        const again = isotonic(
          given.map(({ weight }, index) => ({ value: once[index] ?? 0, weight })),
        );
        for (const [index, value] of again.entries()) expect(value).toBeCloseTo(once[index] ?? 0);
      }),
    );
  });

  it("pools neighbours that fall to their mean", () => {
    const weight = 1;
    const given = [0.5, 0.9, 0.7, 0.8].map((value) => ({ value, weight }));
    expect(isotonic(given).map((value) => Number(value.toFixed(6)))).toEqual([0.5, 0.8, 0.8, 0.8]);
  });
});

describe("a calibration", () => {
  it("gives more for a higher score, and never certainty", () => {
    fc.assert(
      fc.property(scored, fc.array(share), (given, scores) => {
        const steps = fitCalibration(given);
        const rising = scores.toSorted((left, right) => left - right);
        const confidences = rising.map((score) => confidenceOf(score, steps));
        expect(isRising(confidences)).toBe(true);
        for (const confidence of confidences) {
          expect(confidence).toBeGreaterThanOrEqual(0);
          expect(confidence).toBeLessThan(1);
        }
      }),
    );
  });

  it("says how often such values were right, with four more than were counted", () => {
    const steps = fitCalibration([...values(0.55, 5, 1), ...values(0.95, 96, 0)]);

    expect(confidenceOf(0.55, steps)).toBe(0.7);
    expect(confidenceOf(0.95, steps)).toBe(0.98);
    expect(confidenceOf(1, steps)).toBe(0.98);
    // Where nothing was counted it is that of the step below, and below the first less and less.
    expect(confidenceOf(0.89, steps)).toBe(0.7);
    expect(confidenceOf(0.25, steps)).toBe(0.35);
    expect(confidenceOf(0, steps)).toBe(0);
  });

  it("is not sure of few values", () => {
    const steps = fitCalibration(values(0.95, 4, 0));
    expect(confidenceOf(0.95, steps)).toBe(0.75);
  });

  it("judges the values of a vendor by those of the others", () => {
    const judged = judgedByOthers([...values(0.95, 0, 8, "a"), ...values(0.95, 8, 0, "b")]);

    expect(judged.filter(({ isRight }) => isRight).map(({ confidence }) => confidence)).toEqual(
      Array.from({ length: 8 }, () => 0.16),
    );
    expect(judged).toHaveLength(16);
  });

  it.each(Object.entries(calibration))(
    "for %s is a rising table of what was counted",
    (_, steps) => {
      expect(steps.length).toBeGreaterThan(0);
      expect(isRising(steps.map(({ scoreFrom }) => scoreFrom))).toBe(true);
      expect(isRising(steps.map(({ confidence }) => confidence))).toBe(true);
      for (const { values: counted, right, confidence } of steps) {
        expect(right).toBeLessThanOrEqual(counted);
        expect(confidence).toBeLessThan(1);
      }
    },
  );
});

describe("the confidence from which a value is used", () => {
  it("is where a wrong value, by its chance, costs what leaving it out costs", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), (cost) => {
        expect((1 - usableFrom(cost)) * cost).toBeCloseTo(1);
      }),
    );
    expect(usableFrom(1)).toBe(0);
    expect(usableFrom(100)).toBe(0.99);
  });
});
