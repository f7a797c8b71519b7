import type { InvoiceLine } from "#src/domain/invoice.ts";
import type { DecimalString } from "#src/domain/money.ts";
import type { Found } from "./found.ts";
import type { FoundSums } from "./sums-of-page.ts";

/**
 * The sums of a credit note as EN 16931 has them: positive, the document type says which way they go. Many credit notes
 * are printed with negative amounts; their signs are turned, those of the lines too.
 */
export function asCreditNote(sums: FoundSums): FoundSums {
  if ((sums.totals.gross?.minor ?? 0) >= 0) return sums;
  const fields = Object.fromEntries(
    Object.entries(sums.fields).map(([field, found]: [string, Found<DecimalString>]) => [
      field,
      Object.assign({}, found, { value: negated(found.value) }),
    ]),
  );
  const taxRows = sums.taxRows.map((row) => {
    const { taxableAmount = "0", taxAmount = "0" } = row.breakdown;
    const amounts = { taxableAmount: negated(taxableAmount), taxAmount: negated(taxAmount) };
    return Object.assign({}, row, { breakdown: Object.assign({}, row.breakdown, amounts) });
  });
  const lines = sums.lines.map((found) => Object.assign({}, found, { line: turned(found.line) }));
  return { ...sums, fields, taxRows, lines };
}

function turned(line: InvoiceLine): InvoiceLine {
  const { lineNetAmount, invoicedQuantity, itemNetPrice } = line;
  if (lineNetAmount === undefined) return line;
  const isQuantityNegative = invoicedQuantity?.startsWith("-") === true;
  return {
    ...line,
    lineNetAmount: negated(lineNetAmount),
    ...(isQuantityNegative ? { invoicedQuantity: negated(invoicedQuantity) } : {}),
    ...(!isQuantityNegative && itemNetPrice?.startsWith("-") === true
      ? { itemNetPrice: negated(itemNetPrice) }
      : {}),
  };
}

function negated(value: DecimalString): DecimalString {
  if (value.startsWith("-")) return value.slice(1);
  return /^[0.]+$/.test(value) ? value : `-${value}`;
}
