import type { DecimalString } from "#src/domain/money.ts";
import type { Box } from "#src/domain/reading.ts";
import { type Amount, type DecimalMark, amountsIn } from "./amounts.ts";
import { hasKey } from "./labels.ts";
import type { Layout } from "./layout.ts";
import { isMoney } from "./sums.ts";
import { type Column, type TableHeader, findTableHeaders, isAmountColumn } from "./table-header.ts";
import { type Line, type Span, overlapX, spanOf } from "./text-lines.ts";
import { matchColumns } from "./column-match.ts";

/** Lines without a row after which a table has ended. */
const emptyLinesMax = 45;

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

/** The header of the VAT breakdown, or of a row of totals, ends the table of lines. */
function isTotalsHeader(layout: Layout, line: Line, mark: DecimalMark | undefined): boolean {
  const labels = (layout.labelsByLine[line.index] ?? []).filter((label) =>
    hasKey(
      label,
      "taxableAmount",
      "taxAmount",
      "taxRate",
      "totalWithoutTax",
      "totalTax",
      "totalWithTax",
      "amountDue",
    ),
  );
  return (
    labels.length >= 2 && line.segments.every((segment) => amountsIn(segment, mark).length === 0)
  );
}

/** A subtotal inside a table is followed by more rows; the totals at its end are not. */
function hasRowNext(
  layout: Layout,
  header: TableHeader,
  index: number,
  end: number,
  mark: DecimalMark | undefined,
): boolean {
  for (let next = index + 1; next < Math.min(index + 5, end); next += 1) {
    const line = layout.lines[next];
    if (line === undefined || isTotalLine(layout, line, mark)) return false;
    const row = rowOf(layout, header, line, mark);
    if (row !== undefined)
      return row.quantity !== undefined && row.unitPrice !== undefined && row.name?.line === next;
  }
  return false;
}

function isTotalLine(layout: Layout, line: Line, mark: DecimalMark | undefined): boolean {
  const labels = layout.labelsByLine[line.index] ?? [];
  const isTotal = labels.some(
    (label) =>
      label.isAtStart &&
      hasKey(
        label,
        "totalWithoutTax",
        "subtotal",
        "totalTax",
        "totalWithTax",
        "total",
        "amountDue",
        "tax",
        "otherAmount",
        "paidAmount",
      ),
  );
  return (
    isTotal &&
    line.segments.length <= 8 &&
    line.segments.some((s) => amountsIn(s, mark).some((a) => isMoney(a) || a.isPercent))
  );
}

function rowOf(
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
function nameBox(header: TableHeader, column: Column): readonly [number, number, number, number] {
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

/** Quantity times price is the amount, to the cent or to a thousandth part. */
export function isProduct(row: TableRow, amount: DecimalString): boolean {
  if (row.quantity === undefined || row.unitPrice === undefined) return false;
  const product = Number(row.quantity.value) * Number(row.unitPrice.value);
  return Math.abs(product - Number(amount)) <= 0.011 + Math.abs(Number(amount)) / 1000;
}
