import type { DecimalMark } from "./amounts.ts";
import type { Layout } from "./layout.ts";
import { isChargeLine, isTotalLine, isTotalsHeader, isTotalsStack } from "./table-end.ts";
import { type Column, type TableHeader, findTableHeaders } from "./table-header.ts";
import { type TableRow, isProduct, loneAmountIn, rowOf } from "./table-row.ts";

/** Lines without a row after which a table has ended. */
const emptyLinesMax = 45;

/** Lines behind a subtotal in which the next row must stand. */
const linesToNextRow = 4;

/** Times rows may go on behind what looked like the totals. */
const partsMax = 50;

/** Where the amount of a row may stand whose cells are centred on each other, in lines from the rest of it. */
const amountOffsets = [1, -1, 2, 3] as const;

export type LineTable = {
  readonly headers: readonly TableHeader[];
  readonly rows: readonly TableRow[];
  /** Rows without a quantity among the others, and sums among them: arithmetic tells which. */
  readonly bareRows: readonly TableRow[];
  /** Rows behind what looked like the totals, each time again: a sum of a group or page ended the rows before. */
  readonly laterRows: readonly (readonly TableRow[])[];
  /** Rows whose amount was not found. */
  readonly rowsWithoutAmount: readonly TableRow[];
  /** Indices of the lines the table covers, headers included. */
  readonly lines: ReadonlySet<number>;
};

/** Reads the table of invoice lines: headers by their words, rows by what stands under them. */
export function readLineTable(layout: Layout, mark: DecimalMark | undefined): LineTable {
  const headers = findTableHeaders(layout);
  const read: TableRow[] = [];
  const laterRows: TableRow[][] = [];
  const lines = new Set<number>();
  const used: TableHeader[] = [];
  for (const [index, header] of headers.entries()) {
    const isSame = index === 0 || isSameTable(used[0], header);
    if (!isSame && read.some(isWithAmount)) continue;
    const end = headers[index + 1]?.first ?? layout.lines.length;
    const [found = [], ...later] = rowsUnder(layout, header, end, mark);
    for (let line = header.first; line <= header.last; line += 1) lines.add(line);
    read.push(...found);
    laterRows.push(...later.map((rows) => rows.filter(isSureRow)));
    const last = Math.max(...found.filter(isWithAmount).map((row) => row.line));
    if (!Number.isFinite(last)) continue;
    used.push(header);
    for (let line = header.first; line <= last; line += 1) lines.add(line);
  }
  return {
    headers: used,
    rows: read.filter(isWithAmount),
    bareRows: read.filter(({ isBare }) => isBare),
    laterRows: laterRows.filter((rows) => rows.length > 0).slice(0, partsMax),
    rowsWithoutAmount: read.filter(({ amounts }) => amounts.length === 0),
    lines,
  };
}

/** A table of rows that were read without a header. */
export const tableOf = (rows: readonly TableRow[]): LineTable => ({
  headers: [],
  rows,
  bareRows: [],
  laterRows: [],
  rowsWithoutAmount: [],
  lines: new Set(),
});

/** What is a row whatever the others are. */
const isWithAmount = ({ amounts, isBare }: TableRow): boolean => amounts.length > 0 && !isBare;

/** What is a row though a sum stands before it. */
const isSureRow = (row: TableRow): boolean =>
  isWithAmount(row) &&
  row.quantity !== undefined &&
  row.unitPrice !== undefined &&
  row.name?.line === row.line;

/** A header repeated on the next page names the same columns. */
function isSameTable(first: TableHeader | undefined, header: TableHeader): boolean {
  if (first === undefined) return true;
  const kinds = ({ columns }: TableHeader): string =>
    columns.map((column) => [...column.kinds].join("+")).join(" ");
  return kinds(first) === kinds(header);
}

/** Rows in parts: the first is the table as far as it surely goes; others stand behind what may be the totals. */
function rowsUnder(
  layout: Layout,
  header: TableHeader,
  end: number,
  mark: DecimalMark | undefined,
): TableRow[][] {
  let rows: TableRow[] = [];
  const parts = [rows];
  const taken = new Set<number>();
  let empty = 0;
  for (let index = header.last + 1; index < end && empty < emptyLinesMax; index += 1) {
    const line = layout.lines[index];
    if (line === undefined || isTotalsHeader(layout, line, mark)) break;
    if (isTotalsStack(layout, line)) break;
    const row = taken.has(index) ? undefined : rowOf(layout, header, line, mark);
    if (!isWholeRow(row) && isTotalLine(layout, line, mark)) {
      if (row !== undefined && isChargeLine(layout, line))
        rows.push({ ...row, isBare: row.quantity === undefined });
      else if (!hasRowNext(layout, header, index, end, mark)) parts.push((rows = []));
      continue;
    }
    const whole = row?.amounts.length === 0 ? withAmount(layout, header, row, mark) : row;
    empty = whole === undefined || !isWithAmount(whole) ? empty + 1 : 0;
    if (whole === undefined || isReadTwice(layout, rows.at(-1), whole)) continue;
    rows.push(whole);
    const [amount] = whole.amounts.map((cell) => cell.amount.line);
    if (amount !== undefined && amount !== index) taken.add(amount);
  }
  return parts.map((part) => part.filter((row) => !row.isBare || !taken.has(row.line)));
}

/** The row with its amount from the line above or below: the one that is quantity times price. */
function withAmount(
  layout: Layout,
  header: TableHeader,
  row: TableRow,
  mark: DecimalMark | undefined,
): TableRow {
  for (const offset of amountOffsets) {
    const line = layout.lines[row.line + offset];
    if (line === undefined || line.page !== layout.lines[row.line]?.page) continue;
    if (line.index <= header.last || isTotalLine(layout, line, mark)) continue;
    const cell = loneAmountIn(header, line, mark);
    if (cell !== undefined && isProduct(row, cell.amount.value)) return { ...row, amounts: [cell] };
  }
  return row;
}

/** Recognition read a row twice: two lines do not overlap, and their numbers are the same. */
function isReadTwice(layout: Layout, above: TableRow | undefined, row: TableRow): boolean {
  if (above === undefined) return false;
  const [first, second] = [layout.lines[above.line], layout.lines[row.line]];
  if (first === undefined || second === undefined || first.page !== second.page) return false;
  return second.top < first.bottom && numbersOf(above) === numbersOf(row);
}

const numbersOf = ({ quantity, unitPrice, amounts }: TableRow): string =>
  [quantity, unitPrice, ...amounts.map(({ amount }) => amount)]
    .map((amount) => amount?.value ?? "")
    .join(" ");

/** A row whose arithmetic is right, whatever its name begins with: `Total care package`, `Change of tyres`. */
const isWholeRow = (row: TableRow | undefined): boolean =>
  row?.name?.line === row?.line &&
  (row?.amounts.some(({ amount }) => isProduct(row, amount.value)) ?? false);

/** A subtotal inside a table is followed by more rows; the totals at its end are not. */
function hasRowNext(
  layout: Layout,
  header: TableHeader,
  index: number,
  end: number,
  mark: DecimalMark | undefined,
): boolean {
  for (let next = index + 1; next < Math.min(index + 1 + linesToNextRow, end); next += 1) {
    const line = layout.lines[next];
    if (line === undefined || isTotalLine(layout, line, mark)) return false;
    const row = rowOf(layout, header, line, mark);
    if (row !== undefined && isWithAmount(row)) return isSureRow(row);
  }
  return false;
}

/** The columns that may be the amount of the line, the one most rows agree on first. */
export function amountColumns(rows: readonly TableRow[]): Column[] {
  const scores = new Map<Column["kinds"], { column: Column; score: number }>();
  for (const row of rows) {
    for (const { column, amount } of row.amounts) {
      const entry = scores.get(column.kinds) ?? { column, score: 0 };
      entry.score +=
        1 +
        (isProduct(row, amount.value) ? 1 : 0) +
        (column.kinds.has("lineNet") ? 0.6 : 0) -
        (column.kinds.has("lineGross") ? 0.5 : 0) +
        column.box[2] / 10_000;
      scores.set(column.kinds, entry);
    }
  }
  return [...scores.values()].toSorted((a, b) => b.score - a.score).map(({ column }) => column);
}
