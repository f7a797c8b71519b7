import type { InvoiceLine } from "#src/domain/invoice.ts";
import type { Amount, DecimalMark } from "./amounts.ts";
import { type LineTable, amountColumns } from "./line-table.ts";
import { mendedRow, withDecimalMarks } from "./misread-rows.ts";
import { isPlausibleRate, minorOf, sumDigits } from "./sums.ts";
import type { Column } from "./table-header.ts";
import { type TableRow, isProduct } from "./table-row.ts";
import type { Totals } from "./totals.ts";

export type FoundLine = {
  readonly line: InvoiceLine;
  readonly row: TableRow;
  readonly amount: Amount;
  readonly confidence: number;
};

/** What the lines of a table may add up to, in 1/10000. */
export type KnownSums = {
  /** Sums with a label. */
  readonly labelled: readonly number[];
  /** All money outside the table, by its value. */
  readonly printed: ReadonlyMap<number, Amount>;
  readonly totals: Pick<Totals, "net" | "tax" | "gross">;
};

/** A row with the number that is its amount. */
type AmountRow = { readonly row: TableRow; readonly amount: Amount };

/** Rows that add up, and how: to a sum as printed, or with amounts that were recognised wrongly. */
type Reading = { readonly rows: readonly AmountRow[]; readonly isMended: boolean };

/** Rounding of a sum of lines, in 1/10000. */
const roundingMax = 0.02 * 10 ** sumDigits;

/** Rows of which a sum without a label is no chance. */
const rowsMin = 2;

const confidences = { asPrinted: 0.9, mended: 0.6 } as const;

/**
 * The invoice lines of a table. They are given only if their sum is one of the printed sums: a table that was cut or
 * read wrongly does not add up.
 */
export function findInvoiceLines(
  table: LineTable,
  sums: KnownSums,
  mark: DecimalMark | undefined,
): FoundLine[] {
  for (const column of amountColumns(table.rows)) {
    const reading = readingOf(table, column, sums, mark);
    if (reading === undefined) continue;
    const isGross = column.kinds.has("lineGross") || isOfGross(sumOf(reading.rows), sums.totals);
    return reading.rows.map(({ row, amount }) => ({
      row,
      amount,
      line: lineOf(row, amount, isGross),
      confidence: reading.isMended ? confidences.mended : confidences.asPrinted,
    }));
  }
  return [];
}

function readingOf(
  table: LineTable,
  column: Column,
  sums: KnownSums,
  mark: DecimalMark | undefined,
): Reading | undefined {
  const whole = withDecimalMarks(table.rows, mark).flatMap((row) => amountRowOf(row, column));
  if (isSum(sumOf(whole), sums) || isPrinted(whole, sums)) return { rows: whole, isMended: false };
  const bare = table.bareRows.flatMap((row) => amountRowOf(row, column));
  const all = inOrder([...whole, ...bare]);
  if (bare.length > 0 && isSum(sumOf(all), sums)) return { rows: all, isMended: false };
  const mended = inOrder(
    withDecimalMarks([...table.rows, ...table.rowsWithoutAmount], mark).flatMap(
      (row) => mendedRow(row) ?? amountRowOf(row, column),
    ),
  );
  return isSum(sumOf(mended), sums) ? { rows: mended, isMended: true } : undefined;
}

function amountRowOf(row: TableRow, column: Column): AmountRow[] {
  const amount =
    row.amounts.findLast((cell) => cell.column.kinds === column.kinds)?.amount ??
    row.amounts.at(-1)?.amount;
  return amount === undefined ? [] : [{ row, amount }];
}

const inOrder = (rows: readonly AmountRow[]): readonly AmountRow[] =>
  rows.toSorted((left, right) => left.row.line - right.row.line);

const sumOf = (rows: readonly AmountRow[]): number =>
  rows.reduce((sum, { amount }) => sum + (minorOf(amount.value) ?? 0), 0);

const isNear = (sum: number | undefined, total: number): boolean =>
  sum !== undefined && Math.abs(sum - total) <= roundingMax;

/** A labelled sum, or the total without tax where only those with and of tax are printed. */
function isSum(total: number, { labelled, totals }: KnownSums): boolean {
  const { gross, tax } = totals;
  const implied = gross && tax && gross.minor - tax.minor;
  return isNear(implied, total) || labelled.some((sum) => isNear(sum, total));
}

/** Several rows add up to money that is printed, whatever its label says. */
const isPrinted = (rows: readonly AmountRow[], { printed }: KnownSums): boolean =>
  rows.length >= rowsMin && printed.has(sumOf(rows));

const isOfGross = (total: number, { net, gross }: KnownSums["totals"]): boolean =>
  net !== undefined && isNear(gross?.minor, total) && !isNear(net.minor, total);

function lineOf(row: TableRow, amount: Amount, isGross: boolean): InvoiceLine {
  const { quantity, unitPrice, taxRate, name, hasDiscount } = row;
  const isWhole = isProduct(row, amount.value);
  const isOne = quantity === undefined || unitPrice === undefined;
  const hasPrice = isWhole || (isOne && !hasDiscount);
  const rate = taxRate !== undefined && isPlausibleRate(taxRate.value) ? taxRate.value : undefined;
  return {
    ...(name === undefined ? {} : { name: name.text }),
    ...(quantity === undefined || !(isWhole || isOne || hasDiscount)
      ? {}
      : { invoicedQuantity: quantity.value }),
    ...(unitPrice === undefined || !hasPrice || isGross ? {} : { itemNetPrice: unitPrice.value }),
    ...(isGross ? {} : { lineNetAmount: amount.value }),
    ...(rate === undefined ? {} : { taxRatePercent: rate }),
  };
}
