import type { Amount } from "./amounts.ts";
import { taxShareMax } from "./sums.ts";

export type Total = {
  readonly minor: number;
  readonly amount: Amount;
  readonly confidence: number;
};

/** A value a role may have, with the best support any label gives it. */
export type Option = { readonly minor: number; readonly amount: Amount; readonly score: number };

/** A label alone must support a value this much. */
export const scoreMin = 0.55;

export const isPlausible = (net: number, tax: number): boolean =>
  tax === 0 || (Math.sign(net) === Math.sign(tax) && Math.abs(tax) <= taxShareMax * Math.abs(net));

/** The option well ahead of every other; undefined if two are close. */
export function clearWinner(options: readonly Option[]): Total | undefined {
  const [first, second] = options.toSorted((a, b) => b.score - a.score);
  if (first === undefined || first.score < scoreMin) return undefined;
  if (second !== undefined && first.score - second.score < 0.12) return undefined;
  return { ...first, confidence: Math.min(0.55 + 0.3 * first.score, 0.9) };
}
