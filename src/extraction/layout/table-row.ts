import type { DecimalString } from "#src/domain/money.ts";
import type { Box } from "#src/domain/reading.ts";
import { type Amount, type DecimalMark, amountsIn } from "./amounts.ts";
import { matchColumns } from "./column-match.ts";
import type { Layout } from "./layout.ts";
import { isMoney, minorOf, productOf } from "./sums.ts";
import { type Column, type TableHeader, isAmountColumn } from "./table-header.ts";
import { type Line, type Span, overlapX, spanOf } from "./text-lines.ts";

/** A row of the table, as printed. */
export type TableRow = {
  readonly line: number;
  readonly name: Span | undefined;
  readonly quantity: Amount | undefined;
  readonly unitPrice: Amount | undefined;
  readonly taxRate: Amount | undefined;
  readonly amounts: readonly { readonly column: Column; readonly amount: Amount }[];
  readonly hasDiscount: boolean;
};

/** Reads a line as a row of the table; undefined if it has no amount, or nothing that belongs to one. */
export function rowOf(
  layout: Layout,
  header: TableHeader,
  line: Line,
  mark: DecimalMark | undefined,
): TableRow | undefined {
  const cells = matchColumns(
    header.columns,
    line.segments.flatMap((segment) => amountsIn(segment, mark)),
  );
  const amounts = cells.filter(
    ({ column, amount }) => isAmountColumn(column) && isLineAmount(amount),
  );
  if (amounts.length === 0) return undefined;
  const quantity = cells.find(
    ({ column, amount }) => column.kinds.has("quantity") && !amount.isPercent,
  )?.amount;
  const unitPrice = cells.findLast(
    ({ column, amount }) =>
      column.kinds.has("unitPrice") && !isAmountColumn(column) && !amount.isPercent,
  )?.amount;
  const taxRate = cells.find(
    ({ column, amount }) =>
      column.kinds.has("taxRate") && (amount.isPercent || !column.kinds.has("unitPrice")),
  )?.amount;
  const name = nameOf(
    layout,
    header,
    line,
    cells.map((cell) => cell.amount),
  );
  const numbers = [quantity, unitPrice, taxRate].filter((amount) => amount !== undefined).length;
  const wanted = header.columns.some(
    (column) => column.kinds.has("quantity") || column.kinds.has("unitPrice"),
  );
  if (wanted ? numbers === 0 : name === undefined) return undefined;
  const hasDiscount = cells.some(
    ({ column, amount }) => column.kinds.has("discount") && !/^-?[0.]+$/.test(amount.value),
  );
  return { line: line.index, name, quantity, unitPrice, taxRate, amounts, hasDiscount };
}

const isLineAmount = (amount: Amount): boolean =>
  !amount.isPercent && (isMoney(amount) || amount.decimals > 0);

/** The words of the name column in this line, or in the line above or below where the cell takes several lines. */
function nameOf(
  layout: Layout,
  header: TableHeader,
  line: Line,
  numbers: readonly Amount[],
): Span | undefined {
  const column = nameColumn(header);
  if (column === undefined) return undefined;
  for (const candidate of [line, layout.lines[line.index - 1], layout.lines[line.index + 1]]) {
    if (candidate === undefined || candidate.page !== line.page) continue;
    if (candidate.index <= header.last || (candidate !== line && hasAmounts(candidate))) continue;
    const taken = candidate === line ? numbers : [];
    const segment = widestIn(candidate, nameBox(header, column), taken);
    const words = segment?.words.filter(
      (word) => !taken.some((amount) => overlapX(amount.box, word.box) > 1),
    );
    if (
      segment !== undefined &&
      words !== undefined &&
      words.some((word) => /\p{L}{2}/u.test(word.text))
    ) {
      return spanOf(words, segment.page, segment.line);
    }
  }
  return undefined;
}

/** The column of names: the last that is called so and is no number or position. */
const nameColumn = ({ columns }: TableHeader): Column | undefined => {
  const names = columns.filter(({ kinds }) => kinds.has("itemName"));
  return (
    names.findLast(({ kinds }) => !kinds.has("linePosition") && !kinds.has("articleNumber")) ??
    names[0]
  );
};

const hasAmounts = (line: Line): boolean =>
  line.segments.some((segment) => amountsIn(segment).some(isMoney));

/** The segment that covers most of a column and is no number already taken. */
function widestIn(line: Line, box: Box, taken: readonly Amount[]): Span | undefined {
  let widest: Span | undefined;
  let most = 0;
  for (const segment of line.segments) {
    const isNumber = taken.some(
      (amount) => amount.box[0] <= segment.box[0] + 1 && amount.box[2] >= segment.box[2] - 1,
    );
    const overlap = overlapX(segment.box, box);
    if (isNumber || overlap <= most || !/\p{L}{2}/u.test(segment.text)) continue;
    widest = segment;
    most = overlap;
  }
  return widest;
}

/** From the left edge of the column's header to the next column's. */
function nameBox(header: TableHeader, column: Column): Box {
  const next = header.columns
    .map(({ box }) => box[0])
    .filter((left) => left > column.box[2])
    .toSorted((a, b) => a - b)[0];
  const previous = header.columns.map(({ box }) => box[2]).filter((right) => right < column.box[0]);
  const left = Math.max(0, ...previous);
  return [
    Math.min(column.box[0], left + 1),
    column.box[1],
    Math.max(column.box[2], (next ?? column.box[2]) - 4),
    column.box[3],
  ];
}

/** Quantity times price is the amount, to the cent or to a thousandth part. */
export function isProduct(row: TableRow, amount: DecimalString): boolean {
  const minor = minorOf(amount);
  if (row.quantity === undefined || row.unitPrice === undefined || minor === undefined)
    return false;
  const product = productOf(row.quantity.value, row.unitPrice.value);
  return product !== undefined && Math.abs(product - minor) <= 110 + Math.abs(minor) / 1000;
}
