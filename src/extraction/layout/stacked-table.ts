import { type Amount, type DecimalMark, amountsIn } from "./amounts.ts";
import { hasKey } from "./labels.ts";
import type { Layout } from "./layout.ts";
import { type LineTable, tableOf } from "./line-table.ts";
import { isMoney } from "./sums.ts";
import { columnKinds } from "./table-header.ts";
import { type TableRow, cellOf, isProduct, plainRow } from "./table-row.ts";
import { type Line, type Span, spanOf } from "./text-lines.ts";

/** Numbers that may stand between a price and its amount, a discount and a tax rate say. */
const numbersBetweenMax = 2;

/** What may stand beside the number of a cell, but for a name behind its position: `2 pcs`, `20 %`. */
const unitPattern = /^(?:%|(?:\p{Ll}{1,8}|\p{L}{0,3})[.²³]?)$/u;

/** `1 Bench`, `2. Parasol`. */
const positionPattern = /^\d{1,3}[.)]?$/;

/**
 * Rows of a table whose cells stand one below the other, as text without layout has them: a name, and below it a quantity, a price and
 * their product, each alone in its line.
 */
export function readStackedTable(layout: Layout, mark: DecimalMark | undefined): LineTable {
  const rows: TableRow[] = [];
  let numbers: Amount[] = [];
  for (const line of layout.lines) {
    const number = loneNumber(line, mark);
    if (number !== undefined) numbers.push(number);
    else {
      rows.push(...rowsAmong(layout, numbers));
      numbers = [];
    }
  }
  return tableOf([...rows, ...rowsAmong(layout, numbers)]);
}

function loneNumber({ segments }: Line, mark: DecimalMark | undefined): Amount | undefined {
  const [segment] = segments;
  if (segment === undefined || segments.length > 1) return undefined;
  const [amount, ...others] = amountsIn(segment, mark);
  if (amount === undefined || others.length > 0) return undefined;
  const rest = segment.text.replace(amount.text, "").trim();
  return unitPattern.test(rest) ? amount : undefined;
}

/** The rows in numbers that stand one below the other, under a name, which is that of the first, or under the header. */
function rowsAmong(layout: Layout, numbers: readonly Amount[]): TableRow[] {
  const rows: TableRow[] = [];
  const [top] = numbers;
  const above = top && wordsAbove(layout, top.line);
  if (above === undefined) return rows;
  for (let at = 0; at + 2 < numbers.length; at += 1) {
    const [first, second, ...behind] = numbers.slice(at, at + 3 + numbersBetweenMax);
    if (first === undefined || second === undefined) break;
    const [quantity, unitPrice] = isPrice(first, second) ? [second, first] : [first, second];
    if (/^[-0.]+$/.test(quantity.value)) continue;
    const row = { ...plainRow(first.line), quantity, unitPrice };
    const found = behind.findIndex((amount) => isMoney(amount) && isProduct(row, amount.value));
    const amount = behind[found];
    if (amount === undefined) continue;
    const name = at === 0 && !above.isHeader ? above.words : undefined;
    rows.push({ ...row, name, amounts: [cellOf(amount)] });
    at += 2 + found;
  }
  return rows;
}

/** The price has the currency or the cents. */
const isPrice = (first: Amount, second: Amount): boolean =>
  (first.hasCurrency && !second.hasCurrency) || (isMoney(first) && !isMoney(second));

function wordsAbove(
  layout: Layout,
  below: number,
): { readonly words: Span; readonly isHeader: boolean } | undefined {
  const line = layout.lines[below - 1];
  const [first, ...others] = line?.words ?? [];
  if (line === undefined || first === undefined) return undefined;
  const words = positionPattern.test(first.text) ? others : line.words;
  if (!words.some(({ text }) => /\p{L}{2}/u.test(text))) return undefined;
  const isHeader = (layout.labelsByLine[line.index] ?? []).some(
    (label) => label.isAtStart && hasKey(label, ...columnKinds),
  );
  return { words: spanOf(words, line.page, line.index), isHeader };
}
