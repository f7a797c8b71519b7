import type { InvoiceLine } from "#src/domain/invoice.ts";
import type { Amount, DecimalMark } from "./amounts.ts";
import { type LineTable, amountColumns } from "./line-table.ts";
import { mendedRow, withDecimalMarks } from "./misread-rows.ts";
import { isPlausibleRate, minorOf, sumDigits } from "./sums.ts";
import type { Column } from "./table-header.ts";
import { type TableRow, isProduct, isProductOfBase } from "./table-row.ts";
import type { Totals } from "./totals.ts";
import { unitCodeOf } from "./units.ts";

export type FoundLine = {
  readonly line: InvoiceLine;
  readonly row: TableRow;
  readonly amount: Amount;
  /** Score of each value the line has, 0 to 1. */
  readonly scores: Partial<Readonly<Record<keyof InvoiceLine, number>>>;
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

/** Rows of a table: with amounts as printed or with such as were recognised wrongly, and whether rows behind sums are left out. */
type Reading = {
  readonly rows: readonly AmountRow[];
  readonly isMended: boolean;
  readonly isCut: boolean;
};

/** Rounding of a sum of lines, in 1/10000. */
const roundingMax = 0.02 * 10 ** sumDigits;

/** Rows of which a sum without a label is no chance. */
const rowsMin = 2;

/** How surely an amount is read: it adds up with the others, to a total, as printed or worked out. */
const amountScores = { asPrinted: 0.9, mended: 0.8 } as const;

/** How surely the others are: quantity times price confirms both, a name beside the amount is its own. */
const scores = { product: 0.9, alone: 0.7, rate: 0.9, name: 0.8, nameBeside: 0.6 } as const;

/**
 * The invoice lines of a table. They are given only if their sum is one of the printed sums: a table that was cut or
 * read wrongly does not add up.
 */
export function findInvoiceLines(
  table: LineTable,
  sums: KnownSums,
  mark: DecimalMark | undefined,
): FoundLine[] {
  const columns = amountColumns(table.rows);
  for (const column of columns.length > 0 ? columns : [undefined]) {
    const reading = readingOf(table, column, sums, mark);
    if (reading === undefined) continue;
    const isGross =
      column?.kinds.has("lineGross") === true || isOfGross(sumOf(reading.rows), sums.totals);
    return reading.rows.map(({ row, amount }) => ({
      row,
      amount,
      line: lineOf(row, amount, isGross),
      scores: scoresOf(row, amount, reading),
    }));
  }
  return [];
}

/** The first reading that is a total of the invoice, or else one that is another printed sum and leaves nothing out: not that of a group. */
function readingOf(
  table: LineTable,
  column: Column | undefined,
  sums: KnownSums,
  mark: DecimalMark | undefined,
): Reading | undefined {
  const readings = readingsOf(table, column, mark).filter(({ rows }) => rows.length > 0);
  return (
    readings.find(({ rows }) => isTotal(sumOf(rows), sums.totals)) ??
    readings.find(
      ({ rows, isMended, isCut }) =>
        !isCut && (isLabelled(rows, sums) || (!isMended && isPrinted(rows, sums))),
    )
  );
}

/** The ways to read a table, the likeliest first: as it is, with rows that may be sums, with what is behind sums, mended. */
function readingsOf(
  table: LineTable,
  column: Column | undefined,
  mark: DecimalMark | undefined,
): Reading[] {
  const { rows, bareRows, laterRows, rowsWithoutAmount } = table;
  const amountRows = (of: readonly TableRow[]): AmountRow[] =>
    of.flatMap((row) => amountRowOf(row, column));
  const whole = amountRows(withDecimalMarks(rows, mark));
  const read = (more: readonly TableRow[], parts = 0): Reading => ({
    rows: inOrder([...whole, ...amountRows(more)]),
    isMended: false,
    isCut: parts < laterRows.length,
  });
  const mended = (of: readonly TableRow[]): Reading => ({
    rows: inOrder(
      withDecimalMarks(of, mark).flatMap((row) => mendedRow(row) ?? amountRowOf(row, column)),
    ),
    isMended: true,
    isCut: laterRows.length > 0,
  });
  return [
    read([]),
    read(bareRows),
    ...laterRows.map((_, last) => read(laterRows.slice(0, last + 1).flat(), last + 1)),
    mended(rows),
    mended([...rows, ...rowsWithoutAmount]),
  ];
}

function amountRowOf(row: TableRow, column: Column | undefined): AmountRow[] {
  const amount =
    row.amounts.findLast((cell) => cell.column.kinds === column?.kinds)?.amount ??
    row.amounts.at(-1)?.amount;
  return amount === undefined ? [] : [{ row, amount }];
}

const inOrder = (rows: readonly AmountRow[]): readonly AmountRow[] =>
  rows.toSorted((left, right) => left.row.line - right.row.line);

const sumOf = (rows: readonly AmountRow[]): number =>
  rows.reduce((sum, { amount }) => sum + (minorOf(amount.value) ?? 0), 0);

const isNear = (sum: number | undefined, total: number): boolean =>
  sum !== undefined && Math.abs(sum - total) <= roundingMax;

/** What lines add up to: the total without tax, though only those with and of tax may be printed, or the total with tax. */
export function totalsOf({ net, gross, tax }: KnownSums["totals"]): number[] {
  const implied = gross && tax && gross.minor - tax.minor;
  return [net?.minor, gross?.minor, implied].filter((sum) => sum !== undefined);
}

const isTotal = (total: number, totals: KnownSums["totals"]): boolean =>
  totalsOf(totals).some((sum) => isNear(sum, total));

const isLabelled = (rows: readonly AmountRow[], { labelled }: KnownSums): boolean =>
  labelled.some((sum) => isNear(sum, sumOf(rows)));

/** Several rows add up to money that is printed, whatever its label says. */
const isPrinted = (rows: readonly AmountRow[], { printed }: KnownSums): boolean =>
  rows.length >= rowsMin && printed.has(sumOf(rows));

function isOfGross(total: number, { net, tax, gross }: KnownSums["totals"]): boolean {
  const without = net?.minor ?? (gross && tax && gross.minor - tax.minor);
  return without !== undefined && isNear(gross?.minor, total) && !isNear(without, total);
}

function scoresOf(row: TableRow, amount: Amount, { isMended }: Reading): FoundLine["scores"] {
  const isWhole = isProduct(row, amount.value) || isProductOfBase(row, amount.value);
  const factor = isWhole ? scores.product : scores.alone;
  return {
    name: row.name?.line === row.line ? scores.name : scores.nameBeside,
    invoicedQuantity: factor,
    itemNetPrice: factor,
    priceBaseQuantity: factor,
    unitCode: factor,
    lineNetAmount: isMended ? amountScores.mended : amountScores.asPrinted,
    taxRatePercent: scores.rate,
  };
}

function lineOf(row: TableRow, amount: Amount, isGross: boolean): InvoiceLine {
  const { quantity, unitPrice, priceBase, taxRate, unit, name, hasDiscount } = row;
  const isOfOne = isProduct(row, amount.value);
  const isOfBase = !isOfOne && isProductOfBase(row, amount.value);
  const isWhole = isOfOne || isOfBase;
  const isOne = quantity === undefined || unitPrice === undefined;
  const hasPrice = isWhole || (isOne && !hasDiscount);
  const hasQuantity = quantity !== undefined && (isWhole || isOne || hasDiscount);
  const unitCode = hasQuantity && unit !== undefined ? unitCodeOf(unit.text) : undefined;
  const rate = taxRate !== undefined && isPlausibleRate(taxRate.value) ? taxRate.value : undefined;
  return {
    ...(name === undefined ? {} : { name: name.text }),
    ...(hasQuantity ? { invoicedQuantity: quantity.value } : {}),
    ...(unitCode === undefined ? {} : { unitCode }),
    ...(unitPrice === undefined || !hasPrice || isGross ? {} : { itemNetPrice: unitPrice.value }),
    ...(isOfBase && !isGross && priceBase ? { priceBaseQuantity: priceBase.value } : {}),
    ...(isGross ? {} : { lineNetAmount: amount.value }),
    ...(rate === undefined ? {} : { taxRatePercent: rate }),
  };
}
