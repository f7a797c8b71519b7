import { ratePpmOf, taxOn } from "#src/domain/money.ts";
import type { TaxBreakdown } from "#src/domain/tax.ts";
import { type Amount, type DecimalMark, amountsIn } from "./amounts.ts";
import { hasKey } from "./labels.ts";
import type { Layout } from "./layout.ts";
import { isMoney, isPlausibleRate, isTaxOf, minorOf } from "./sums.ts";
import type { Line } from "./text-lines.ts";

/** A row that says base, rate and tax, and whose numbers agree. */
export type TaxRow = {
  readonly breakdown: TaxBreakdown;
  readonly rate: Amount;
  readonly taxable: number;
  readonly tax: number;
  readonly amount: Amount;
  readonly base: Amount;
};

/** Tax rates an invoice may have; more rows are a table of something else. */
const taxRowsMax = 12;

/** Finds the rows of the VAT breakdown: a rate, a base and their tax in one line, confirmed by arithmetic. */
export function findTaxRows(
  layout: Layout,
  mark: DecimalMark | undefined,
  tableLines: ReadonlySet<number>,
): TaxRow[] {
  const rows: TaxRow[] = [];
  const seen = new Set<string>();
  for (const line of layout.lines) {
    if (tableLines.has(line.index)) continue;
    const row = taxRowOf(layout, line, mark);
    if (row === undefined) continue;
    const key = `${ratePpmOf(row.rate.value)} ${row.taxable}`;
    if (!seen.has(key)) rows.push(row);
    seen.add(key);
  }
  return rows.length > taxRowsMax ? [] : rows;
}

function taxRowOf(layout: Layout, line: Line, mark: DecimalMark | undefined): TaxRow | undefined {
  const numbers = line.segments.flatMap((segment) => amountsIn(segment, mark));
  if (numbers.length < 3 || numbers.length > 6) return undefined;
  const rates = ratesAmong(layout, line, numbers);
  const sums = numbers.filter(
    (amount) => !amount.isPercent && (isMoney(amount) || /^0+$/.test(amount.value)),
  );
  for (const rate of rates) {
    for (const base of sums) {
      for (const tax of sums) {
        if (tax === base || base === rate || tax === rate) continue;
        const row = checkedRow(rate, base, tax, sums);
        if (row !== undefined) return row;
      }
    }
  }
  return undefined;
}

/** Percentages first; a bare number only where the line or its column speaks of tax. */
function ratesAmong(layout: Layout, line: Line, numbers: readonly Amount[]): Amount[] {
  const percents = numbers.filter((amount) => amount.isPercent && isPlausibleRate(amount.value));
  if (percents.length > 0) return percents;
  const isAboutTax = [line.index, line.index - 1, line.index - 2, line.index - 3].some((index) =>
    (layout.labelsByLine[index] ?? []).some((label) => hasKey(label, "tax", "taxRate", "totalTax")),
  );
  if (!isAboutTax) return [];
  return numbers.filter((amount) => !amount.hasCurrency && isPlausibleRate(amount.value));
}

/** Tax added up from lines that were rounded each: a cent for each of fifty, half of them either way. */
const linesRoundingMax = 2_500;

/** @param sums - All of the row: base and tax together among them allow for lines that were rounded each. */
function checkedRow(
  rate: Amount,
  base: Amount,
  tax: Amount,
  sums: readonly Amount[],
): TaxRow | undefined {
  const taxable = minorOf(base.value);
  const taxMinor = minorOf(tax.value);
  if (taxable === undefined || taxMinor === undefined || taxable === 0) return undefined;
  const isZero = /^[0.]+$/.test(rate.value);
  const ratePpm = ratePpmOf(rate.value);
  const isAdded =
    sums.some(({ value }) => minorOf(value) === taxable + taxMinor) &&
    Math.abs(taxOn(taxable, ratePpm) - taxMinor) <= linesRoundingMax;
  if (isZero ? taxMinor !== 0 : taxMinor === 0 || !(isTaxOf(taxable, ratePpm, taxMinor) || isAdded))
    return undefined;
  const breakdown = { taxRatePercent: rate.value, taxableAmount: base.value, taxAmount: tax.value };
  return { breakdown, rate, taxable, tax: taxMinor, amount: tax, base };
}
