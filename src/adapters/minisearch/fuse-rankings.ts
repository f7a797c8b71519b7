import type { Ranked } from "./full-text.ts";

/** Weakens the lead of the first ranks; the value of the paper that proposed reciprocal rank fusion. */
const fusionConstant = 60;

/** Ranks of each list that count: what stands far down says nothing. */
const fusedRanksMax = 50;

/** Joins rankings whose scores cannot be compared: each passage scores the sum of 1 / (60 + rank), ranks from 1. Not ordered. */
export function fuseRankings(rankings: readonly (readonly Ranked[])[]): readonly Ranked[] {
  const scores = new Map<number, number>();
  for (const ranking of rankings) {
    for (const [place, { index }] of ranking.slice(0, fusedRanksMax).entries()) {
      scores.set(index, (scores.get(index) ?? 0) + 1 / (fusionConstant + place + 1));
    }
  }
  return [...scores].map(([index, score]) => ({ index, score }));
}
