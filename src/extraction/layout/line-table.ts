import type { DecimalMark } from "./amounts.ts";
import type { Layout } from "./layout.ts";
import { isTotalLine, isTotalsHeader, isTotalsStack } from "./table-end.ts";
import { type Column, type TableHeader, findTableHeaders } from "./table-header.ts";
import { type TableRow, isProduct, rowOf } from "./table-row.ts";

/** Lines without a row after which a table has ended. */
const emptyLinesMax = 45;

/** Lines behind a subtotal in which the next row must stand. */
const linesToNextRow = 4;

export type LineTable = {
  readonly headers: readonly TableHeader[];
  readonly rows: readonly TableRow[];
  /** Indices of the lines the table covers, headers included. */
  readonly lines: ReadonlySet<number>;
};

/** Reads the table of invoice lines: headers by their words, rows by what stands under them. */
export function readLineTable(layout: Layout, mark: DecimalMark | undefined): LineTable {
  const headers = findTableHeaders(layout);
  const rows: TableRow[] = [];
  const lines = new Set<number>();
  const used: TableHeader[] = [];
  for (const [index, header] of headers.entries()) {
    const isSame = index === 0 || isSameTable(used[0], header);
    if (!isSame && rows.length > 0) continue;
    const end = headers[index + 1]?.first ?? layout.lines.length;
    const found = rowsUnder(layout, header, end, mark);
    for (let line = header.first; line <= header.last; line += 1) lines.add(line);
    if (found.length === 0) continue;
    used.push(header);
    rows.push(...found);
    const last = found.at(-1)?.line ?? header.last;
    for (let line = header.first; line <= last; line += 1) lines.add(line);
  }
  return { headers: used, rows, lines };
}

/** A header repeated on the next page names the same columns. */
function isSameTable(first: TableHeader | undefined, header: TableHeader): boolean {
  if (first === undefined) return true;
  const kinds = ({ columns }: TableHeader): string =>
    columns.map((column) => [...column.kinds].join("+")).join(" ");
  return kinds(first) === kinds(header);
}

function rowsUnder(
  layout: Layout,
  header: TableHeader,
  end: number,
  mark: DecimalMark | undefined,
): TableRow[] {
  const rows: TableRow[] = [];
  let empty = 0;
  for (let index = header.last + 1; index < end && empty < emptyLinesMax; index += 1) {
    const line = layout.lines[index];
    if (line === undefined || isTotalsHeader(layout, line, mark)) break;
    if (isTotalsStack(layout, line)) break;
    const row = rowOf(layout, header, line, mark);
    if (!isWholeRow(row) && isTotalLine(layout, line, mark)) {
      if (!hasRowNext(layout, header, index, end, mark)) break;
      continue;
    }
    empty = row === undefined ? empty + 1 : 0;
    if (row !== undefined) rows.push(row);
  }
  return rows;
}

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
    if (row !== undefined)
      return row.quantity !== undefined && row.unitPrice !== undefined && row.name?.line === next;
  }
  return false;
}

/** The number of a row that is the amount of the line, by the column most rows agree on. */
export function amountColumn(rows: readonly TableRow[]): Column | undefined {
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
  return [...scores.values()].toSorted((a, b) => b.score - a.score)[0]?.column;
}
