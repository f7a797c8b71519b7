import {
  absDecimal,
  divideDecimals,
  multiplyDecimals,
  signOf,
  subtractDecimals,
  sumDecimals,
} from "#src/domain/decimal.ts";
import type { Finding } from "#src/domain/finding.ts";
import type { Invoice, InvoiceLine } from "#src/domain/invoice.ts";
import { compareDecimals, type DecimalString, minorDigits } from "#src/domain/money.ts";
import type { Amounts } from "./amounts.ts";
import { capped, reporter } from "./reporter.ts";

/** Decimals a price per unit is computed to before it is multiplied and rounded. */
const priceDigits = 12;

const { verified, contradicted } = reporter("totals");

/** Checks that each line's net amount is its quantity times its price, with its own allowances and charges. */
export function checkLineNets(
  { invoiceLines = [], currencyCode }: Invoice,
  amounts: Amounts,
): Finding[] {
  const rule = "LINE-NET";
  const digits = Math.max(2, minorDigits(currencyCode));
  const wrong: Finding[] = [];
  let checked = 0;
  for (const [index, line] of invoiceLines.entries()) {
    const expected = expectedNet(line);
    const { lineNetAmount: stated } = line;
    if (expected === undefined || stated === undefined) continue;
    checked += 1;
    if (isLineNet(line, stated, expected, { amounts, digits })) continue;
    const message = `Line ${line.id ?? index + 1}: net amount is ${amounts.show(stated)}, but ${lineFormula(line)} is ${amounts.show(amounts.round(expected))}.`;
    wrong.push(contradicted(rule, message, { path: `invoiceLines.${index}.lineNetAmount` }));
  }
  if (wrong.length > 0) return capped(wrong);
  if (checked === 0) return [];
  return [
    verified(rule, `${checked} lines: quantity x price gives the net amount.`, "invoiceLines"),
  ];
}

/** Absent if quantity or price is: page text and some profiles state the line's amount only. */
function expectedNet(line: InvoiceLine): DecimalString | undefined {
  const { invoicedQuantity, itemNetPrice, priceBaseQuantity = "1" } = line;
  if (invoicedQuantity === undefined || itemNetPrice === undefined) return undefined;
  const product = multiplyDecimals([invoicedQuantity, itemNetPrice]);
  const net = divideDecimals(product, priceBaseQuantity, priceDigits);
  if (net === undefined) return undefined;
  const { lineAllowances = "0", lineCharges = "0" } = line;
  return sumDecimals([subtractDecimals(net, lineAllowances), lineCharges]);
}

/**
 * Whether the net amount is the product, give or take rounding: of the amount, and of a price that was rounded to the
 * decimals it is stated with, which a large quantity multiplies.
 */
function isLineNet(
  line: InvoiceLine,
  stated: DecimalString,
  expected: DecimalString,
  { amounts, digits }: { readonly amounts: Amounts; readonly digits: number },
): boolean {
  if (amounts.isRounding(stated, expected)) return true;
  const { itemNetPrice = "0", invoicedQuantity = "0" } = line;
  const priceDecimals = itemNetPrice.split(".")[1]?.length ?? 0;
  if (priceDecimals < digits || signOf(itemNetPrice) === 0) return false;
  const halfStep = `0.${"0".repeat(priceDecimals)}5`;
  const slack = multiplyDecimals([absDecimal(invoicedQuantity), halfStep]);
  return compareDecimals(absDecimal(subtractDecimals(stated, expected)), slack) <= 0;
}

function lineFormula(line: InvoiceLine): string {
  const { invoicedQuantity, itemNetPrice, priceBaseQuantity, lineAllowances, lineCharges } = line;
  return [
    `${invoicedQuantity} x ${itemNetPrice}`,
    priceBaseQuantity === undefined ? "" : ` / ${priceBaseQuantity}`,
    lineAllowances === undefined ? "" : ` - ${lineAllowances}`,
    lineCharges === undefined ? "" : ` + ${lineCharges}`,
  ].join("");
}
