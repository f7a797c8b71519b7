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
  /** By column; none where the amount stands in a line of its own, or was not recognised. */
  readonly amounts: readonly Cell[];
  readonly hasDiscount: boolean;
  /** A name and an amount, where other rows have numbers between them: a row without quantity, or a sum among the rows. */
  readonly isBare: boolean;
  /** Its words were recognised in a picture: digits and marks may be wrong. */
  readonly isRecognized: boolean;
};

type Cell = { readonly column: Column; readonly amount: Amount };

/** Reads a line as a row of the table; undefined if it has neither an amount nor what makes one, or nothing that belongs to it. */
export function rowOf(
  layout: Layout,
  header: TableHeader,
  line: Line,
  mark: DecimalMark | undefined,
): TableRow | undefined {
  const cells = cellsOf(header, line, mark);
  const amounts = amountsAmong(cells);
  const inQuantity = cells.find(
    ({ column, amount }) => column.kinds.has("quantity") && !amount.isPercent,
  )?.amount;
  const unitPrice = cells.findLast(
    ({ column, amount }) => isPriceColumn(column) && !amount.isPercent,
  )?.amount;
  const isPrice = unitPrice === undefined && inQuantity?.decimals === centDecimals;
  const quantity = isPrice && header.columns.some(isPriceColumn) ? undefined : inQuantity;
  const taxRate = cells.find(
    ({ column, amount }) =>
      column.kinds.has("taxRate") && (amount.isPercent || !column.kinds.has("unitPrice")),
  )?.amount;
  if (amounts.length === 0 && (quantity === undefined || unitPrice === undefined)) return undefined;
  const near = nameOf(
    layout,
    header,
    line,
    cells.map((cell) => cell.amount),
  );
  const numbers = [inQuantity, unitPrice, taxRate].filter((amount) => amount !== undefined).length;
  const wanted = header.columns.some(
    (column) => column.kinds.has("quantity") || column.kinds.has("unitPrice"),
  );
  const isBare = wanted && numbers === 0;
  if (wanted ? isBare && near?.line !== line.index : near === undefined) return undefined;
  const name = isNameOf(cells, near, line) ? near : undefined;
  const hasDiscount = isDiscounted(header, line, cells);
  const isRecognized = line.words[0]?.confidence !== undefined;
  const numbersOfRow = { quantity, unitPrice, taxRate, amounts };
  return { line: line.index, name, ...numbersOfRow, hasDiscount, isBare, isRecognized };
}

/** Above what is taken off stands what it is taken off from; below a lone amount may stand the name of the next row. */
function isNameOf(cells: readonly Cell[], name: Span | undefined, line: Line): boolean {
  if (name === undefined || name.line === line.index) return true;
  if (amountsAmong(cells)[0]?.amount.value.startsWith("-") === true) return false;
  return name.line < line.index || cells.length > 1;
}

/** Something stands in a column of discounts, but for a nought. */
function isDiscounted(header: TableHeader, line: Line, cells: readonly Cell[]): boolean {
  const column = header.columns.find(({ kinds }) => kinds.has("discount"));
  if (column === undefined) return false;
  const discount = cells.find((cell) => cell.column === column)?.amount;
  if (discount !== undefined) return !/^-?[0.]+$/.test(discount.value);
  return line.segments.some(
    ({ box, text }) => overlapX(box, column.box) > 0 && /\p{L}{2}/u.test(text),
  );
}

const isPriceColumn = (column: Column): boolean =>
  column.kinds.has("unitPrice") && !isAmountColumn(column);

/** A number with so many decimals beside an empty column of prices is the price, not the quantity. */
const centDecimals = 2;

/** The amount of a line that has nothing else in a column of numbers. */
export function loneAmountIn(
  header: TableHeader,
  line: Line,
  mark: DecimalMark | undefined,
): Cell | undefined {
  const cells = cellsOf(header, line, mark);
  const [amount] = amountsAmong(cells);
  return cells.length === 1 ? amount : undefined;
}

const cellsOf = (header: TableHeader, line: Line, mark: DecimalMark | undefined): Cell[] =>
  matchColumns(
    header.columns,
    line.segments.flatMap((segment) => amountsIn(segment, mark)),
  );

const amountsAmong = (cells: readonly Cell[]): Cell[] =>
  cells.filter(({ column, amount }) => isAmountColumn(column) && isLineAmount(amount));

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
    const segment = widestIn(candidate, nameBox(layout, header, column), taken);
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

/** The segment that begins in a column, or else covers most of it, and is no number already taken. */
function widestIn(line: Line, box: Box, taken: readonly Amount[]): Span | undefined {
  const isNumber = (segment: Span): boolean =>
    taken.some(
      (amount) => amount.box[0] <= segment.box[0] + 1 && amount.box[2] >= segment.box[2] - 1,
    );
  const texts = line.segments.filter(
    (segment) =>
      overlapX(segment.box, box) > 0 && !isNumber(segment) && /\p{L}{2}/u.test(segment.text),
  );
  const inside = texts.filter((segment) => segment.box[0] >= box[0]);
  const [first, ...others] = inside.length > 0 ? inside : texts;
  return others.reduce(
    (widest, segment) =>
      overlapX(segment.box, box) > overlapX(widest?.box ?? segment.box, box) ? segment : widest,
    first,
  );
}

/** From the left edge of the column's header, or from the header before it, to the next column's. */
function nameBox(layout: Layout, header: TableHeader, column: Column): Box {
  const next = header.columns
    .map(({ box }) => box[0])
    .filter((left) => left > column.box[2])
    .toSorted((a, b) => a - b)[0];
  const previous = [...header.columns, ...segmentsOf(layout, header)]
    .map(({ box }) => box[2])
    .filter((right) => right < column.box[0]);
  const left = Math.max(0, ...previous);
  return [
    Math.min(column.box[0], left + 1),
    column.box[1],
    Math.max(column.box[2], (next ?? column.box[2]) - 4),
    column.box[3],
  ];
}

/** What the header says, columns that mean nothing to us included. */
const segmentsOf = (layout: Layout, { first, last }: TableHeader): readonly Span[] =>
  layout.lines.slice(first, last + 1).flatMap(({ segments }) => segments);

/** Quantity times price is the amount, to the cent or to a thousandth part. */
export function isProduct(row: TableRow, amount: DecimalString): boolean {
  const minor = minorOf(amount);
  if (row.quantity === undefined || row.unitPrice === undefined || minor === undefined)
    return false;
  const product = productOf(row.quantity.value, row.unitPrice.value);
  return product !== undefined && Math.abs(product - minor) <= 110 + Math.abs(minor) / 1000;
}
