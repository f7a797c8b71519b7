import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fuseRankings } from "#src/adapters/minisearch/fuse-rankings.ts";

const ranking = (...indexes: number[]) => indexes.map((index) => ({ index, score: 1 }));
const asMap = (fused: ReturnType<typeof fuseRankings>) =>
  new Map(fused.map(({ index, score }) => [index, score]));

describe("joining rankings", () => {
  it("adds the reciprocal of 60 and the rank", () => {
    const scores = asMap(fuseRankings([ranking(7, 8), ranking(8)]));

    expect(scores.get(7)).toBeCloseTo(1 / 61, 12);
    expect(scores.get(8)).toBeCloseTo(1 / 62 + 1 / 61, 12);
  });

  it("does not depend on which ranking comes first", () => {
    const indexes = fc.uniqueArray(fc.nat(20));
    fc.assert(
      fc.property(indexes, indexes, (left, right) => {
        const one = asMap(fuseRankings([ranking(...left), ranking(...right)]));
        const other = asMap(fuseRankings([ranking(...right), ranking(...left)]));
        for (const [index, score] of one) expect(other.get(index)).toBeCloseTo(score, 12);
        expect(other.size).toBe(one.size);
      }),
    );
  });

  it("keeps the order of a single ranking", () => {
    const scores = fuseRankings([ranking(3, 1, 2)]);

    expect(scores.toSorted((a, b) => b.score - a.score).map(({ index }) => index)).toEqual([
      3, 1, 2,
    ]);
  });
});
