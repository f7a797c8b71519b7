import { type Amount, type DecimalMark, withCents } from "./amounts.ts";
import { decimalOf, productOf } from "./sums.ts";
import { type TableRow, isProduct } from "./table-row.ts";

/** Decimals of quantities and prices. */
const decimals = 2;

/** Decimals of an amount that is worked out. */
const amountDecimals = 2;

type Factor = "quantity" | "unitPrice";

/**
 * Recognition loses decimal marks: a whole number in a column of numbers with cents has cents too. That the amount is
 * the product of both, or that all amounts are a printed sum, tells whether it was so.
 */
export function withDecimalMarks(
  rows: readonly TableRow[],
  mark: DecimalMark | undefined,
): readonly TableRow[] {
  if (mark === undefined) return rows;
  const hasCents = {
    quantity: haveCents(rows, "quantity"),
    unitPrice: haveCents(rows, "unitPrice"),
  };
  return rows.map((row) => {
    if (!row.isRecognized || row.amounts.some(({ amount }) => isProduct(row, amount.value)))
      return row;
    const quantity = mended(row.quantity, hasCents.quantity);
    const unitPrice = mended(row.unitPrice, hasCents.unitPrice);
    return { ...row, quantity, unitPrice };
  });
}

/** Most numbers of a column have cents, and more than one has. */
function haveCents(rows: readonly TableRow[], factor: Factor): boolean {
  const values = rows.flatMap((row) => row[factor] ?? []);
  const count = values.filter((value) => value.decimals === decimals).length;
  return count > 1 && 2 * count > values.length;
}

const mended = (amount: Amount | undefined, isOfCents: boolean): Amount | undefined =>
  (isOfCents && amount !== undefined ? withCents(amount) : undefined) ?? amount;

/** A recognised row with the amount that its quantity and its price give, where another was recognised or none. */
export function mendedRow(
  row: TableRow,
): { readonly row: TableRow; readonly amount: Amount } | undefined {
  const { quantity, unitPrice, isRecognized, hasDiscount } = row;
  if (!isRecognized || hasDiscount || quantity === undefined || unitPrice === undefined)
    return undefined;
  const product = productOf(quantity.value, unitPrice.value);
  const amount = row.amounts.at(-1)?.amount ?? unitPrice;
  if (product === undefined || row.amounts.some((cell) => isProduct(row, cell.amount.value)))
    return undefined;
  return { row, amount: { ...amount, value: decimalOf(product, amountDecimals) } };
}
