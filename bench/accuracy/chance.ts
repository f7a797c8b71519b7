import { createHash } from "node:crypto";

/** Numbers that look random and are the same in every run for the same name. */
export type Chance = {
  /** From 0 to below 1. */
  next(): number;
  pick<T>(from: readonly T[]): T | undefined;
};

export function chanceOf(name: string): Chance {
  let state = createHash("sha256").update(name).digest().readUInt32LE(0);
  // Mulberry32.
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return { next, pick: (from) => from[Math.floor(next() * from.length)] };
}
