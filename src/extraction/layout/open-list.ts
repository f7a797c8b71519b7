import { type Amount, type DecimalMark, amountsIn } from "./amounts.ts";
import type { Layout } from "./layout.ts";
import { type LineTable, tableOf } from "./line-table.ts";
import { isMoney, minorOf, sumDigits } from "./sums.ts";
import { isChargeLine, isTotalLine } from "./table-end.ts";
import { type TableRow, cellOf, isProduct, plainRow } from "./table-row.ts";
import { type Line, type Span, overlapX, spanOf } from "./text-lines.ts";
import { currencyCodes } from "./vocabulary/currencies.ts";

/** Rows of a list, and lines between two of them or between the last and the total. */
const rowsMax = 200;
const linesBetweenMax = 3;

/** Places of the total that are looked above; it is printed a few times. */
const placesMax = 20;

/** One row and its total say nothing, unless it is a product: any sum with a label is printed twice. */
const rowsMin = 2;

/** Rounding of a sum, in 1/10000. */
const roundingMax = 0.005 * 10 ** sumDigits;

/** Letters of a name at least, side by side. */
const namePattern = /\p{L}{3}/u;

/** `2 x` before a name, `2 x 3.50` or `2 hours @ 3.50` beside it or in a line of its own. */
const timesPattern = /^[x×*@à]$/iu;

/**
 * The rows of a list without a header, as tills and short invoices have them: names and amounts one below the other, right above the
 * total they add up to.
 *
 * @param totals - What the list may add up to, in 1/10000.
 */
export function readOpenList(
  layout: Layout,
  mark: DecimalMark | undefined,
  totals: readonly number[],
): LineTable {
  let places = 0;
  for (const line of layout.lines) {
    const amount = moneyIn(line, mark).at(-1);
    const minor = amount && minorOf(amount.value);
    if (minor === undefined || minor === 0 || !totals.includes(minor)) continue;
    places += 1;
    if (places > placesMax) break;
    const rows = rowsAbove(layout, line, minor, mark);
    if (rows !== undefined) return tableOf(rows);
  }
  return tableOf([]);
}

function rowsAbove(
  layout: Layout,
  total: Line,
  wanted: number,
  mark: DecimalMark | undefined,
): TableRow[] | undefined {
  const rows: TableRow[] = [];
  let left = wanted;
  let between = 0;
  for (let index = total.index - 1; index >= 0 && rows.length < rowsMax; index -= 1) {
    const line = layout.lines[index];
    if (line === undefined || line.page !== total.page || between > linesBetweenMax) break;
    const money = moneyIn(line, mark);
    const row = money.length === 0 ? undefined : listRowOf(layout, line, mark);
    if (isTotalLine(layout, line, mark) && !isChargeRow(layout, line, row, mark)) break;
    if (money.length > 0 && row === undefined && factorsIn(line, mark) === undefined) break;
    between = row === undefined ? between + 1 : 0;
    if (row === undefined) continue;
    const [cell] = row.amounts;
    const [below] = rows[0]?.amounts ?? [];
    if (cell === undefined) break;
    const isInColumn = below === undefined || overlapX(cell.amount.box, below.amount.box) > 0;
    if (!isInColumn && !isProduct(row, cell.amount.value)) break;
    rows.unshift(row);
    left -= minorOf(cell.amount.value) ?? 0;
    const isEnough = rows.length >= rowsMin || row.unitPrice !== undefined;
    if (isEnough && Math.abs(left) <= roundingMax) return rows;
  }
  return undefined;
}

/** `Delivery  1 x 49.00  49.00`, `Excise  5 % of 215.75  10.79`: printed like the goods, it is a row like them. */
const isChargeRow = (
  layout: Layout,
  line: Line,
  row: TableRow | undefined,
  mark: DecimalMark | undefined,
): boolean =>
  row !== undefined &&
  (row.unitPrice !== undefined ||
    moneyIn(line, mark).some((money) => isInCalculation(line, money))) &&
  isChargeLine(layout, line);

const moneyIn = ({ segments }: Line, mark: DecimalMark | undefined): Amount[] =>
  segments.flatMap((segment) => amountsIn(segment, mark)).filter(isMoney);

/** A name and its amount, or the amount behind `2 x 3.50` with the name above. */
function listRowOf(
  layout: Layout,
  line: Line,
  mark: DecimalMark | undefined,
): TableRow | undefined {
  const amount = moneyIn(line, mark).at(-1);
  if (amount === undefined) return undefined;
  const beside = [line.index, line.index + 1, line.index - 1].flatMap((index) => {
    const other = layout.lines[index];
    const factors = other && factorsIn(other, mark);
    const isOwn = index === line.index || (other && moneyIn(other, mark).length === 1);
    return factors && isOwn ? [factors] : [];
  });
  const others = moneyIn(line, mark).filter((money) => money !== amount);
  const isOwnProduct = (factors: Factors): boolean =>
    isProduct({ ...plainRow(line.index), ...factors }, amount.value);
  const around = factorsAround(line, others, mark);
  const named = around !== undefined && isOwnProduct(around) ? around : undefined;
  const product = named ?? beside.find(isOwnProduct);
  const isFactor = (money: Amount): boolean =>
    money === product?.unitPrice || money === product?.quantity;
  const isCalculated = others.some((money) => !isFactor(money));
  if (!others.every((money) => isFactor(money) || isInCalculation(line, money))) return undefined;
  const first = named ? { name: named.name, quantity: undefined } : firstNameIn(line, mark);
  if (isCalculated && first === undefined) return undefined;
  const own = first ?? nameIn(line, amount, mark);
  const above = layout.lines[line.index - 1];
  const name =
    own.name ??
    (product && above && moneyIn(above, mark).length === 0
      ? nameIn(above, undefined, mark).name
      : undefined);
  if (name === undefined) return undefined;
  const row = { ...plainRow(line.index), name, amounts: [cellOf(amount)] };
  const { quantity = own.quantity, unitPrice } = product ?? {};
  return { ...row, quantity, unitPrice };
}

/** `2 Workshop 40.00 80.00`: a quantity, what there is so many of, and its price. */
function factorsAround(
  { words, segments, page, index }: Line,
  [unitPrice, ...others]: readonly Amount[],
  mark: DecimalMark | undefined,
): (Factors & { readonly name: Span }) | undefined {
  const [first] = words;
  const quantity = segments.flatMap((segment) => amountsIn(segment, mark))[0];
  if (first === undefined || quantity === undefined || unitPrice === undefined) return undefined;
  const isFirst = first.box[0] === quantity.box[0] && !isMoney(quantity);
  if (others.length > 0 || !isFirst) return undefined;
  const named = words.filter(
    ({ box }) => box[0] >= quantity.box[2] && box[2] <= unitPrice.box[0] + 1,
  );
  const isName =
    named.some(({ text }) => namePattern.test(text)) &&
    !named.some(({ text }) => timesPattern.test(text));
  return isName ? { quantity, unitPrice, name: spanOf(named, page, index) } : undefined;
}

/** Before the rows of a list in text. */
const bullet = /^[*•·–-]$/;

type Factors = { readonly quantity: Amount; readonly unitPrice: Amount };

/** `2 x 3.50` */
function factorsIn({ words, segments }: Line, mark: DecimalMark | undefined): Factors | undefined {
  const amounts = segments.flatMap((segment) => amountsIn(withoutUnits(segment), mark));
  for (const [index, unitPrice] of amounts.entries()) {
    const quantity = amounts[index - 1];
    if (quantity === undefined || !isMoney(unitPrice)) continue;
    const isTimes = words.some(
      ({ text, box }) =>
        timesPattern.test(text) && box[0] >= quantity.box[2] - 1 && box[2] <= unitPrice.box[0] + 1,
    );
    if (isTimes) return { quantity, unitPrice };
  }
  return undefined;
}

/** Words before what an amount is worked out from: `28 days x 0.104`, `21 % of 215.75`. */
const calculationPattern = /^(?:[x×*@]|s\/|sobre|of|von|sur|su|van|sobre|na|z|af|av|de)$/i;

/** What an amount is worked out from stands behind such a word, not at the head of a column of its own. */
const isInCalculation = ({ segments }: Line, { box }: Amount): boolean =>
  segments.some(({ words }) =>
    words.some(
      (word, index) =>
        word.box[0] <= box[0] + 1 &&
        word.box[2] > box[0] + 1 &&
        calculationPattern.test(words[index - 1]?.text ?? ""),
    ),
  );

/** The first column, before one that says how the amount is worked out. */
function firstNameIn(
  { segments: [first, ...others] }: Line,
  mark: DecimalMark | undefined,
): OwnName | undefined {
  const isName =
    first !== undefined && namePattern.test(first.text) && amountsIn(first, mark).length === 0;
  const isWorkedOut = others.some(({ words }) =>
    words.some(({ text }, index) => index > 0 && calculationPattern.test(text)),
  );
  return isName && isWorkedOut ? { name: first, quantity: undefined } : undefined;
}

type OwnName = { readonly name: Span | undefined; readonly quantity: Amount | undefined };

/** Behind a price: `$95/hr`. */
const perUnit = /(?<=^\p{Sc}?\d[\d.,]*\p{Sc}?)\/\p{L}{1,8}$/u;

function withoutUnits(segment: Span): Span {
  if (!segment.words.some(({ text }) => perUnit.test(text))) return segment;
  const words = segment.words.map((word) => ({ ...word, text: word.text.replace(perUnit, "") }));
  return spanOf(words, segment.page, segment.line);
}

/** The words before the amount, without `2 x` before them or behind. */
function nameIn(
  { words, page, index, segments, ...rest }: Line,
  amount: Amount | undefined,
  mark: DecimalMark | undefined,
): OwnName {
  const before = words.filter(
    ({ text, box }) =>
      !currencyCodes.has(text) && (amount === undefined || box[2] <= amount.box[0] + 1),
  );
  const times = before.findIndex(({ text }, at) => at > 0 && timesPattern.test(text));
  const numbers = segments.flatMap((segment) => amountsIn(segment, mark));
  const quantity = numbers.find(({ box }) => times === 1 && box[2] <= (before[1]?.box[0] ?? 0) + 1);
  const factor = factorsIn({ words, page, index, segments, ...rest }, mark)?.quantity;
  const beforeFactor = before.filter(({ box }) => factor && box[2] <= factor.box[0] + 1);
  const named = (
    beforeFactor.some(({ text }) => namePattern.test(text))
      ? beforeFactor
      : quantity === undefined
        ? before.slice(0, times > 1 ? times - 1 : undefined)
        : before.slice(2)
  ).filter(({ text }, at) => at > 0 || !bullet.test(text));
  const name = named.some(({ text }) => namePattern.test(text))
    ? spanOf(named, page, index)
    : undefined;
  return { name, quantity };
}
