import type { DecimalMark } from "./amounts.ts";
import { type FoundLine, type KnownSums, findInvoiceLines, totalsOf } from "./invoice-lines.ts";
import type { Layout } from "./layout.ts";
import type { LineTable } from "./line-table.ts";
import { readOpenList } from "./open-list.ts";
import { readStackedTable } from "./stacked-table.ts";

/** Lines of the table; else of cells one below the other, or of a list without a header. */
export function findLines(
  layout: Layout,
  mark: DecimalMark | undefined,
  table: LineTable,
  known: KnownSums,
): FoundLine[] {
  const lines = findInvoiceLines(table, known, mark);
  if (lines.length > 0) return lines;
  const sums = { ...known, printed: new Map() };
  const stacked = findInvoiceLines(readStackedTable(layout, mark), sums, mark);
  if (stacked.length > 0) return stacked;
  const list = readOpenList(layout, mark, totalsOf(known.totals));
  return findInvoiceLines(list, { ...sums, labelled: [] }, mark);
}
