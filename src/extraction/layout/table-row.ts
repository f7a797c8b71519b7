import type { DecimalString } from "#src/domain/money.ts";
import { type Amount, type DecimalMark, amountsIn } from "./amounts.ts";
import { matchColumns } from "./column-match.ts";
import type { Layout } from "./layout.ts";
import { nameOf } from "./row-name.ts";
import { isMoney, minorOf, productOf } from "./sums.ts";
import { type Column, type TableHeader, isAmountColumn } from "./table-header.ts";
import { type Line, type Span, overlapX } from "./text-lines.ts";
import { unitIn } from "./units.ts";

/** A row of the table, as printed. */
export type TableRow = {
  readonly line: number;
  readonly name: Span | undefined;
  readonly quantity: Amount | undefined;
  readonly unitPrice: Amount | undefined;
  readonly taxRate: Amount | undefined;
  readonly unit: Span | undefined;
  /** By column; none where the amount stands in a line of its own, or was not recognised. */
  readonly amounts: readonly Cell[];
  /** Units the price is for, printed as a number of its own, if one of the amounts is right so: 100. */
  readonly priceBase: Amount | undefined;
  readonly hasDiscount: boolean;
  /** A name and an amount, where other rows have numbers between them: a row without quantity, or a sum among the rows. */
  readonly isBare: boolean;
  /** Its words were recognised in a picture: digits and marks may be wrong. */
  readonly isRecognized: boolean;
};

type Cell = { readonly column: Column; readonly amount: Amount };

/** What a column of amounts is called where there is no header. */
const amountKinds = new Set(["lineAmount"] as const);

/** An amount of a row that is read without a header. */
export const cellOf = (amount: Amount): Cell => ({
  column: { kinds: amountKinds, box: amount.box },
  amount,
});

/** A row that says nothing yet. */
export const plainRow = (line: number): TableRow => ({
  line,
  name: undefined,
  quantity: undefined,
  unitPrice: undefined,
  taxRate: undefined,
  unit: undefined,
  amounts: [],
  priceBase: undefined,
  hasDiscount: false,
  isBare: false,
  isRecognized: false,
});

/** Reads a line as a row of the table; undefined if it has neither an amount nor what makes one, or nothing that belongs to it. */
export function rowOf(
  layout: Layout,
  header: TableHeader,
  line: Line,
  mark: DecimalMark | undefined,
): TableRow | undefined {
  const cells = cellsOf(header, line, mark);
  const amounts = amountsAmong(cells, mark);
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
      column.kinds.has("taxRate") &&
      (amount.isPercent || !(amount.hasCurrency || column.kinds.has("unitPrice"))),
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
  const name = isNameOf(cells, amounts, near, line) ? near : undefined;
  const hasDiscount = isDiscounted(header, line, cells);
  const isRecognized = line.words[0]?.confidence !== undefined;
  const unit = unitIn(line, quantity, header.columns);
  const priceBase = line.segments
    .flatMap((segment) => amountsIn(segment, mark))
    .find(
      (base) =>
        base !== quantity &&
        priceBases.has(base.value) &&
        amounts.some(({ amount }) =>
          isProductFor({ quantity, unitPrice }, amount.value, Number(base.value)),
        ),
    );
  const numbersOfRow = { quantity, unitPrice, taxRate, amounts, unit, priceBase };
  return { line: line.index, name, ...numbersOfRow, hasDiscount, isBare, isRecognized };
}

/** Above what is taken off stands what it is taken off from; below a lone amount may stand the name of the next row. */
function isNameOf(
  cells: readonly Cell[],
  [first]: readonly Cell[],
  name: Span | undefined,
  line: Line,
): boolean {
  if (name === undefined || name.line === line.index) return true;
  if (first?.amount.value.startsWith("-") === true) return false;
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
  const [amount] = amountsAmong(cells, mark);
  return cells.length === 1 ? amount : undefined;
}

const cellsOf = (header: TableHeader, line: Line, mark: DecimalMark | undefined): Cell[] =>
  matchColumns(
    header.columns,
    line.segments.flatMap((segment) => amountsIn(segment, mark)),
  );

const amountsAmong = (cells: readonly Cell[], mark: DecimalMark | undefined): Cell[] =>
  cells.filter(({ column, amount }) => isAmountColumn(column) && isLineAmount(amount, mark));

/** Whole numbers are amounts where no number has cents: of yen and forints. */
const isLineAmount = (amount: Amount, mark: DecimalMark | undefined): boolean =>
  !amount.isPercent && (isMoney(amount) || amount.decimals > 0 || mark === undefined);

/** Units that prices of small things are for. */
const priceBases: ReadonlySet<string> = new Set(["10", "100", "1000"]);

/** Quantity times price is the amount, to the cent or to a thousandth part. */
export const isProduct = (row: TableRow, amount: DecimalString): boolean =>
  isProductFor(row, amount, 1);

/** The price is for more units than one: 500 at 12.40 for 100 are 62.00. */
export const isProductOfBase = (row: TableRow, amount: DecimalString): boolean =>
  row.priceBase !== undefined && isProductFor(row, amount, Number(row.priceBase.value));

function isProductFor(
  { quantity, unitPrice }: Pick<TableRow, "quantity" | "unitPrice">,
  amount: DecimalString,
  base: number,
): boolean {
  const minor = minorOf(amount);
  if (quantity === undefined || unitPrice === undefined || minor === undefined) return false;
  const product = productOf(quantity.value, unitPrice.value);
  return product !== undefined && Math.abs(product / base - minor) <= 110 + Math.abs(minor) / 1000;
}
