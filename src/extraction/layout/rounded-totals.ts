import { type Amount, type DecimalMark, amountsIn } from "./amounts.ts";
import { type Label, hasKey } from "./labels.ts";
import { type Layout, labelsWith } from "./layout.ts";
import type { SumCandidate } from "./sum-candidates.ts";
import { isMoney, minorOf } from "./sums.ts";
import type { Span } from "./text-lines.ts";
import { isTillSlip } from "./till-slip.ts";
import { spansNear } from "./values-near.ts";

/** A printed rounding, without its sign: tills and people print it as it was added, as it was taken off, or without one. */
export type Rounding = { readonly line: number; readonly minor: number };

/** Rounding stays below one unit of the currency, in 1/10000. */
const roundingBelow = 10_000;

/** Lines below its rounding in which a total is printed. */
const linesBelowMax = 4;

/** Roundings looked at. */
const roundingsMax = 10;

/** How surely what stands below a rounding is the total with tax. */
const roundedFit = 0.95;

/** `Rounding Adj. -0.02`, in one line or one below the other: the roundings of the page that round anything. */
export function findRoundings(layout: Layout, mark: DecimalMark | undefined): Rounding[] {
  const amountIn = (spans: readonly Span[] = []): Amount | undefined =>
    spans.flatMap((span) => amountsIn(span, mark)).findLast((found) => isMoney(found));
  const below = (label: Label): Amount | undefined =>
    amountIn(spansNear(layout, label).map(({ span }) => span));
  return labelsWith(layout, "rounding")
    .filter((label) => label.isAtStart)
    .slice(0, roundingsMax)
    .flatMap((label) => {
      const amount = amountIn(layout.lines[label.segment.line]?.segments) ?? below(label);
      const line = amount?.line ?? label.segment.line;
      const minor = Math.abs(minorOf(amount?.value ?? "0") ?? 0);
      return minor > 0 && minor < roundingBelow ? [{ line, minor }] : [];
    });
}

/**
 * The candidates with the total below a rounding as the total with tax, whatever it is called, and not the one above it. What is
 * called the amount due is that on the slip of a till only, which asks for nothing else.
 */
export function withRoundedTotals(
  layout: Layout,
  candidates: readonly SumCandidate[],
  roundings: readonly Rounding[],
): readonly SumCandidate[] {
  const isTill = isTillSlip(layout);
  const pairs = roundings.flatMap(({ line, minor }) =>
    candidates
      .filter(
        ({ amount, label }) =>
          amount.line > line &&
          amount.line <= line + linesBelowMax &&
          (isTill || !hasKey(label, "amountDue")),
      )
      .flatMap((rounded) =>
        candidates
          .filter(
            (exact) => exact.amount.line < line && Math.abs(exact.minor - rounded.minor) === minor,
          )
          .map((exact) => ({ exact, rounded })),
      ),
  );
  return candidates.map((candidate) => {
    const { fit } = candidate;
    if (pairs.some(({ rounded }) => rounded === candidate))
      return { ...candidate, fit: { ...fit, net: 0, gross: roundedFit } };
    const isExact = pairs.some(({ exact }) => exact === candidate);
    return isExact ? { ...candidate, fit: { ...fit, gross: 0 } } : candidate;
  });
}
