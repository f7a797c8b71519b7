import type { Box } from "#src/domain/reading.ts";
import { amountsIn } from "./amounts.ts";
import { type Label, hasKey, labelsOf } from "./labels.ts";
import type { Layout } from "./layout.ts";
import { type Line, type Span, heightOf, overlapX, spanOf } from "./text-lines.ts";
import { currencyCodes } from "./vocabulary/currencies.ts";
import type { LabelKey } from "./vocabulary/vocabulary.ts";

/** What a column of the table of lines holds. */
type ColumnKind =
  | "itemName"
  | "quantity"
  | "unitPrice"
  | "lineAmount"
  | "lineNet"
  | "lineGross"
  | "taxRate"
  | "taxAmount"
  | "discount"
  | "linePosition"
  | "articleNumber"
  | "unit";

export type Column = { readonly kinds: ReadonlySet<ColumnKind>; readonly box: Box };

export type TableHeader = {
  /** Indices of the first and the last line of the header. */
  readonly first: number;
  readonly last: number;
  readonly columns: readonly Column[];
};

export const columnKinds: readonly ColumnKind[] = [
  "itemName",
  "quantity",
  "unitPrice",
  "lineAmount",
  "lineNet",
  "lineGross",
  "taxRate",
  "taxAmount",
  "discount",
  "linePosition",
  "articleNumber",
  "unit",
];

/** Lines a header printed in several lines may take. */
const headerLinesMax = 5;

const known = new WeakMap<Layout, readonly TableHeader[]>();

/** The headers of tables of invoice lines, in reading order. */
export function findTableHeaders(layout: Layout): readonly TableHeader[] {
  const headers = known.get(layout) ?? searchTableHeaders(layout);
  known.set(layout, headers);
  return headers;
}

function searchTableHeaders(layout: Layout): TableHeader[] {
  const headers: TableHeader[] = [];
  let next = 0;
  while (next < layout.lines.length) {
    const header = singleLineHeader(layout, next) ?? stackedHeader(layout, next);
    if (header === undefined) {
      next += 1;
    } else {
      headers.push(header);
      next = header.last + 1;
    }
  }
  return headers;
}

function singleLineHeader(layout: Layout, index: number): TableHeader | undefined {
  const line = layout.lines[index];
  const labels = layout.labelsByLine[index] ?? [];
  if (line === undefined || labels.length < 2 || hasMoney(line)) return undefined;
  const read = withAmount(withCurrency(line, pricedGoods(labels)));
  const columns = read.some(isAmountColumn) ? read : labels.flatMap(apart).flatMap(columnOf);
  return isHeader(columns, line.words.length) ? { first: index, last: index, columns } : undefined;
}

/** `Goods £` behind the quantity or the price, where no column is called the amount of the line: it holds what the goods cost. */
function pricedGoods(labels: readonly Label[]): readonly Column[] {
  const columns = labels.flatMap(columnOf);
  const priced = labels.findLast(
    ({ keys, rest }) => keys.has("itemName") && currencyOnly.test(rest?.text ?? ""),
  );
  if (priced === undefined || columns.some(isAmountColumn)) return columns;
  const isBehind = columns.some(
    ({ kinds, box }) => (kinds.has("quantity") || kinds.has("unitPrice")) && box[2] < priced.box[0],
  );
  if (!isBehind) return columns;
  return columns.map((column) =>
    column.box === priced.box ? { kinds: new Set(["lineAmount"]), box: column.box } : column,
  );
}

const currencyOnly = /^\(?(?:[€£$]|[A-Z]{3})\)?$/;

/** No column of amounts, but one on the right that is called by the currency only, `EUR`: the amount of the line. */
function withCurrency(line: Line, columns: readonly Column[]): readonly Column[] {
  const last = line.segments.at(-1);
  if (last === undefined || columns.some(isAmountColumn)) return columns;
  const isCurrency = currencyCodes.has(last.text) || currencySigns.test(last.text);
  return isCurrency ? [...columns, { kinds: new Set(["lineAmount"]), box: last.box }] : columns;
}

const currencySigns = /^[€£$]$/;

/** `Amount VAT` where no other column is the amount of the line: two columns close together, not the amount of the tax. */
function apart(label: Label): Label[] {
  const { segment, firstWord, lastWord } = label;
  if (!hasKey(label, "taxAmount")) return [label];
  const words = segment.words.slice(firstWord, lastWord + 1);
  const [left = [], right = []] = [words.slice(0, -1), words.slice(-1)].map((part) =>
    part.length === 0 ? [] : labelsOf(lineOf(spanOf(part, segment.page, segment.line))),
  );
  const isAmountAndRate =
    left.length === 1 &&
    right.length === 1 &&
    left.every((part) => hasKey(part, "lineAmount")) &&
    right.every((part) => hasKey(part, "taxRate"));
  return isAmountAndRate ? [...left, ...right] : [label];
}

/** A segment as a line of its own. */
const lineOf = (cell: Span): Line => ({
  page: 0,
  index: 0,
  segments: [cell],
  words: cell.words,
  top: 0,
  bottom: 0,
  depth: 0,
});

/** Two columns of prices and none of amounts: the rightmost is the amount of the line. */
function withAmount(columns: readonly Column[]): readonly Column[] {
  if (columns.some(isAmountColumn)) return columns;
  const prices = columns
    .filter(({ kinds }) => kinds.has("unitPrice"))
    .toSorted((a, b) => a.box[0] - b.box[0]);
  const last = prices.at(-1);
  if (prices.length < 2 || last === undefined) return columns;
  return columns.map((column) =>
    column === last ? { kinds: new Set(["lineAmount"]), box: column.box } : column,
  );
}

function columnOf(label: Label): Column[] {
  const kinds = columnKinds.filter((kind) => hasKey(label, kind as LabelKey));
  return kinds.length === 0 ? [] : [{ kinds: new Set(kinds), box: label.box }];
}

/**
 * A header whose cells take several lines: cells one above the other are read together, as far down as lines say more of what the columns
 * are.
 */
function stackedHeader(layout: Layout, first: number): TableHeader | undefined {
  const cells: Cell[] = [];
  let header: TableHeader | undefined;
  for (let last = first; last < first + headerLinesMax; last += 1) {
    const line = layout.lines[last];
    const above = layout.lines[last - 1];
    if (line === undefined || hasMoney(line)) return header;
    if (last > first && (above === undefined || !isClose(above, line))) return header;
    for (const segment of line.segments) addToCell(cells, segment);
    if (last === first) continue;
    const words = cells
      .flatMap(({ spans }) => spans)
      .reduce((count, span) => count + span.words.length, 0);
    if (words > wordsMaxOf(cells.length)) continue;
    const columns = withAmount(cells.flatMap((cell) => columnOfCell(layout, cell)));
    if (!isHeader(columns, words)) continue;
    if (header !== undefined && !isMoreOf(header, columns, line)) return header;
    header = { first, last, columns };
  }
  return header;
}

/** A line goes on with a header if it says more of the columns, or as much in several cells without a figure. */
function isMoreOf(header: TableHeader, columns: readonly Column[], line: Line): boolean {
  const gain = kindsOf(columns) - kindsOf(header.columns);
  const isOfWords = line.segments.length > 1 && line.words.every(({ text }) => !/\d/.test(text));
  return gain > 0 || (gain === 0 && isOfWords);
}

const kindsOf = (columns: readonly Column[]): number =>
  columns.reduce((count, { kinds }) => count + kinds.size, 0);

const isClose = (above: Line, below: Line): boolean =>
  above.page === below.page && below.bottom - above.bottom <= 1.35 * (above.bottom - above.top);

/** Segments one above the other, and the column they announce once it was looked for. */
type Cell = { readonly spans: Span[]; column?: Column[] | undefined };

function addToCell(cells: Cell[], segment: Span): void {
  const cell = cells.find(({ spans }) => spans.some((span) => overlapX(span.box, segment.box) > 0));
  cell?.spans.push(segment);
  if (cell === undefined) cells.push({ spans: [segment] });
  else cell.column = undefined;
}

const columnOfCell = (layout: Layout, cell: Cell): readonly Column[] =>
  (cell.column ??= columnOfSpans(layout, cell.spans));

function columnOfSpans(layout: Layout, spans: readonly Span[]): Column[] {
  const [first, ...others] = spans;
  if (first === undefined) return [];
  if (others.length === 0) {
    const labels = layout.labelsByLine[first.line] ?? [];
    return columnOfLabels(
      labels.filter(({ segment }) => segment === first),
      first.box,
    );
  }
  const words = spans.flatMap((span) => span.words);
  const cell = spanOf(words, first.page, first.line);
  return columnOfLabels(labelsOf(lineOf(cell)), cell.box);
}

function columnOfLabels(labels: readonly Label[], box: Box): Column[] {
  const kinds = new Set(labels.flatMap(columnOf).flatMap((column) => [...column.kinds]));
  return kinds.size === 0 ? [] : [{ kinds, box }];
}

/** Words the header of so many columns may have. */
const wordsMaxOf = (columns: number): number => 4 * columns + 8;

/** A header names an amount, and at least two things an invoice line has beside it, in few words. */
function isHeader(columns: readonly Column[], words: number): boolean {
  const has = (...kinds: readonly ColumnKind[]): number =>
    columns.findIndex((column) => kinds.some((kind) => column.kinds.has(kind)));
  const amount = columns.findLastIndex(isAmountColumn);
  const name = has("itemName");
  const detail = columns.filter(
    (column, index) =>
      index !== amount &&
      index !== name &&
      has("quantity", "unitPrice", "taxRate", "discount") >= 0 &&
      (["quantity", "unitPrice", "taxRate", "discount", "taxAmount", "unit"] as const).some(
        (kind) => column.kinds.has(kind),
      ),
  ).length;
  if (amount < 0 || words > wordsMaxOf(columns.length)) return false;
  const hasQuantityOrPrice = has("quantity", "unitPrice") >= 0;
  return (
    (name >= 0 &&
      name !== amount &&
      (detail >= 1 || columns.length === 2 || isNetToGross(columns))) ||
    (detail >= 2 && hasQuantityOrPrice)
  );
}

/** `Policy | Premium net | Tax | Total`: what each row costs without tax, its tax, and with it. */
function isNetToGross(columns: readonly Column[]): boolean {
  const net = columns.findIndex(({ kinds }) => kinds.has("lineNet"));
  const tax = columns.findIndex(({ kinds }) => kinds.has("taxAmount"));
  const gross = columns.findLastIndex(isAmountColumn);
  return net >= 0 && net < tax && tax < gross;
}

export const isAmountColumn = ({ kinds }: Column): boolean =>
  kinds.has("lineAmount") || kinds.has("lineNet") || kinds.has("lineGross");

const hasMoney = (line: Line): boolean =>
  line.segments.some((segment) =>
    amountsIn(segment).some(
      (amount) => amount.decimals >= 2 || (amount.hasCurrency && heightOf(amount.box) > 0),
    ),
  );
