import type { SumCandidate } from "./sum-candidates.ts";
import type { TaxRow } from "./tax-breakdown.ts";

/** Net and tax of one rate among several; no tax where the other rates are nought, whose tax is then the total. */
export type PartialTax = { readonly net: number; readonly tax: number | undefined };

/** Fit a total needs to show that a row of the VAT breakdown is a part of it. */
const totalFitMin = 0.7;

/** Fit a total needs to show that a row is the whole. */
const wholeFitMin = 0.4;

/** Rows of the VAT breakdown that are less than the total: what is labelled a total elsewhere is more, and nothing elsewhere is just as much. */
export function partialTaxes(
  taxRows: readonly TaxRow[],
  candidates: readonly SumCandidate[],
): PartialTax[] {
  const total = taxRows.reduce((sum, { tax }) => sum + tax, 0);
  return taxRows.flatMap(({ taxable, tax, base }) => {
    if (tax === 0) return [];
    const elsewhere = candidates.filter(({ amount }) => amount.line !== base.line);
    const isPart = elsewhere.some(
      ({ fit, minor }) => fit.gross >= totalFitMin && minor > taxable + tax,
    );
    const isWhole = elsewhere.some(
      ({ fit, minor }) => fit.gross >= wholeFitMin && minor === taxable + tax,
    );
    const isOnlyTax = taxRows.length > 1 && tax === total;
    return isPart && !isWhole ? [{ net: taxable, tax: isOnlyTax ? undefined : tax }] : [];
  });
}
