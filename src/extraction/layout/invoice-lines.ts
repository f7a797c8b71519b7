import type { InvoiceLine } from "#src/domain/invoice.ts";
import type { DecimalString } from "#src/domain/money.ts";
import type { Amount } from "./amounts.ts";
import { type LineTable, amountColumn } from "./line-table.ts";
import { type TableRow, isProduct } from "./table-row.ts";
import { isPlausibleRate, minorOf, sumDigits } from "./sums.ts";

export type FoundLine = {
  readonly line: InvoiceLine;
  readonly row: TableRow;
  readonly amount: Amount;
  readonly confidence: number;
};

/** Rounding of a sum of lines, in 1/10000. */
const roundingMax = 0.02 * 10 ** sumDigits;

/**
 * The invoice lines of a table. They are given only if their sum is one of the printed sums: a table that was cut or
 * read wrongly does not add up.
 *
 * @param sums - Every printed sum the lines may add up to, in 1/10000.
 * @param gross - Total with tax, in 1/10000, to tell amounts with tax from amounts without.
 */
export function findInvoiceLines(
  table: LineTable,
  sums: readonly number[],
  net: number | undefined,
  gross: number | undefined,
): FoundLine[] {
  const column = amountColumn(table.rows);
  if (column === undefined) return [];
  const rows = table.rows.flatMap((row) => {
    const amount =
      row.amounts.findLast((cell) => cell.column.kinds === column.kinds)?.amount ??
      row.amounts.at(-1)?.amount;
    return amount === undefined ? [] : [{ row, amount }];
  });
  const total = rows.reduce((sum, { amount }) => sum + (minorOf(amount.value) ?? 0), 0);
  const matches = (sum: number | undefined): boolean =>
    sum !== undefined && Math.abs(sum - total) <= roundingMax;
  if (!sums.some(matches)) return [];
  const isGross =
    column.kinds.has("lineGross") || (matches(gross) && !matches(net) && net !== undefined);
  return rows.map(({ row, amount }) => ({
    row,
    amount,
    line: lineOf(row, isGross ? undefined : amount.value),
    confidence: 0.9,
  }));
}

function lineOf(row: TableRow, net: DecimalString | undefined): InvoiceLine {
  const { quantity, unitPrice, taxRate, name } = row;
  const amount = net ?? row.amounts.at(-1)?.amount.value ?? "0";
  const isConsistent =
    row.hasDiscount || quantity === undefined || unitPrice === undefined || isProduct(row, amount);
  const rate = taxRate !== undefined && isPlausibleRate(taxRate.value) ? taxRate.value : undefined;
  return {
    ...(name === undefined ? {} : { name: name.text }),
    ...(quantity === undefined || !isConsistent ? {} : { invoicedQuantity: quantity.value }),
    ...(unitPrice === undefined || !isConsistent || net === undefined
      ? {}
      : { itemNetPrice: unitPrice.value }),
    ...(net === undefined ? {} : { lineNetAmount: net }),
    ...(rate === undefined ? {} : { taxRatePercent: rate }),
  };
}
