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
import { defaultPolicy } from "#src/domain/policy.ts";
import { type Amounts, amountsIn, type TolerancePolicy } from "./amounts.ts";
import { capped, reporter } from "./reporter.ts";

const { verified, contradicted, unknown } = reporter("totals");

/** Decimals a price per unit is computed to before it is multiplied and rounded. */
const priceDigits = 12;

/**
 * Checks that lines, allowances, VAT, totals and amount due add up.
 *
 * Sums of stated amounts must agree to the minor unit. A difference of at most the policy's tolerance is a warning. Only
 * products (quantity x price) may differ by it: they were rounded.
 */
export function checkTotals(invoice: Invoice, policy: TolerancePolicy = defaultPolicy): Finding[] {
  const amounts = amountsIn(invoice.currencyCode, policy);
  const equation = equationOf(amounts);
  return [
    ...checkLineNets(invoice, amounts),
    ...checkLineSum(invoice, amounts, equation),
    ...checkAllowancesAndCharges(invoice, equation),
    ...checkNet(invoice, equation),
    ...checkTaxSum(invoice, equation),
    ...checkGross(invoice, equation),
    ...checkDue(invoice, equation),
  ];
}

/** One sum of the document: what is stated, what it must be, and how a clerk would say it. */
type Equation = {
  readonly rule: string;
  readonly path: string;
  readonly name: string;
  readonly stated: DecimalString;
  readonly expected: DecimalString;
  readonly formula: string;
};

type CheckEquation = (equation: Equation) => Finding;

const equationOf =
  (amounts: Amounts): CheckEquation =>
  ({ rule, path, name, stated, expected, formula }) => {
    const rounded = amounts.round(expected);
    if (amounts.isSame(stated, rounded)) {
      return verified(rule, `${name} ${amounts.show(stated)} = ${formula}.`, path);
    }
    const message = `${name} is ${amounts.show(stated)}, but ${formula} is ${amounts.show(rounded)}.`;
    return amounts.isRounding(stated, rounded)
      ? contradicted(rule, message, { path, severity: "warning" })
      : contradicted(rule, message, { path });
  };

function checkLineSum(invoice: Invoice, amounts: Amounts, check: CheckEquation): Finding[] {
  const nets = lineNets(invoice);
  if (nets === undefined) return [];
  const expected = sumDecimals(nets);
  const formula = `the sum of ${nets.length} line net amounts`;
  const { sumOfLineNetAmounts: stated } = invoice;
  if (stated !== undefined) {
    const path = "sumOfLineNetAmounts";
    return [
      check({ rule: "BR-CO-10", path, name: "Sum of line net amounts", stated, expected, formula }),
    ];
  }
  return checkLinesAgainstTotals(invoice, amounts, expected);
}

/** Page text seldom states a sum of lines; lines may be priced with or without VAT. */
function checkLinesAgainstTotals(
  { totalWithoutTax, totalWithTax, allowancesAndCharges = [] }: Invoice,
  amounts: Amounts,
  sum: DecimalString,
): Finding[] {
  const rule = "TOTALS-LINES";
  const path = "invoiceLines";
  const adjusted = sumDecimals([sum, ...allowancesAndCharges.map(signedAmount)]);
  const totals = [totalWithoutTax, totalWithTax].filter((total) => total !== undefined);
  if (totals.length === 0) return [];
  const match = totals.find((total) => amounts.isSame(total, adjusted));
  if (match !== undefined) {
    return [verified(rule, `The lines add up to the total of ${amounts.show(match)}.`, path)];
  }
  const stated = totals.map((total) => amounts.show(total)).join(" or ");
  const message = `The lines that were read add up to ${amounts.show(adjusted)}, not to ${stated}.`;
  return [unknown(rule, message, path)];
}

function checkAllowancesAndCharges(
  { allowancesAndCharges = [], sumOfAllowances, sumOfCharges }: Invoice,
  check: CheckEquation,
): Finding[] {
  const sumOf = (isCharge: boolean): DecimalString =>
    sumDecimals(
      allowancesAndCharges.filter((item) => item.isCharge === isCharge).map(({ amount }) => amount),
    );
  const sums = [
    {
      rule: "BR-CO-11",
      path: "sumOfAllowances",
      name: "Sum of allowances",
      stated: sumOfAllowances,
      expected: sumOf(false),
      formula: "the sum of the document's allowances",
    },
    {
      rule: "BR-CO-12",
      path: "sumOfCharges",
      name: "Sum of charges",
      stated: sumOfCharges,
      expected: sumOf(true),
      formula: "the sum of the document's charges",
    },
  ];
  return sums.flatMap(({ stated, ...rest }) =>
    stated === undefined ? [] : [check({ ...rest, stated })],
  );
}

function checkNet(invoice: Invoice, check: CheckEquation): Finding[] {
  const { totalWithoutTax: stated, sumOfLineNetAmounts } = invoice;
  if (stated === undefined || sumOfLineNetAmounts === undefined) return [];
  const items = invoice.allowancesAndCharges ?? [];
  const sumOf = (isCharge: boolean): DecimalString[] =>
    items.filter((item) => item.isCharge === isCharge).map(({ amount }) => amount);
  const allowances = invoice.sumOfAllowances ?? sumDecimals(sumOf(false));
  const charges = invoice.sumOfCharges ?? sumDecimals(sumOf(true));
  const expected = sumDecimals([subtractDecimals(sumOfLineNetAmounts, allowances), charges]);
  const formula = `lines ${sumOfLineNetAmounts} - allowances ${allowances} + charges ${charges}`;
  const path = "totalWithoutTax";
  return [check({ rule: "BR-CO-13", path, name: "Total without VAT", stated, expected, formula })];
}

function checkTaxSum(
  { totalTax: stated, taxBreakdowns = [] }: Invoice,
  check: CheckEquation,
): Finding[] {
  const taxes = taxBreakdowns.flatMap(({ taxAmount }) =>
    taxAmount === undefined ? [] : [taxAmount],
  );
  if (stated === undefined || taxes.length === 0 || taxes.length < taxBreakdowns.length) return [];
  const expected = sumDecimals(taxes);
  const formula = `the sum of the VAT breakdown (${taxes.join(" + ")})`;
  return [
    check({ rule: "BR-CO-14", path: "totalTax", name: "Total VAT", stated, expected, formula }),
  ];
}

function checkGross(invoice: Invoice, check: CheckEquation): Finding[] {
  const rule = "BR-CO-15";
  const path = "totalWithTax";
  const { totalWithTax: stated, totalWithoutTax: net } = invoice;
  // A missing total is the document check's finding (BR-14).
  if (stated === undefined) return [];
  const tax = invoice.totalTax ?? taxOfBreakdowns(invoice);
  if (net === undefined) {
    return [unknown(rule, `Total with VAT ${stated} was not checked: no total without VAT.`, path)];
  }
  if (tax === undefined && compareDecimals(net, stated) !== 0) {
    return [unknown(rule, `Total with VAT ${stated} was not checked: no total VAT.`, path)];
  }
  const formula = `total without VAT ${net} + VAT ${tax ?? "0"}`;
  const expected = sumDecimals([net, tax ?? "0"]);
  return [check({ rule, path, name: "Total with VAT", stated, expected, formula })];
}

function checkDue(invoice: Invoice, check: CheckEquation): Finding[] {
  const { amountDue: stated, totalWithTax, paidAmount = "0", roundingAmount = "0" } = invoice;
  if (stated === undefined || totalWithTax === undefined) return [];
  const expected = sumDecimals([subtractDecimals(totalWithTax, paidAmount), roundingAmount]);
  const formula = `total with VAT ${totalWithTax} - paid ${paidAmount} + rounding ${roundingAmount}`;
  return [
    check({ rule: "BR-CO-16", path: "amountDue", name: "Amount due", stated, expected, formula }),
  ];
}

function checkLineNets({ invoiceLines = [], currencyCode }: Invoice, amounts: Amounts): Finding[] {
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

/** Absent unless every line states its net amount. */
function lineNets({ invoiceLines = [] }: Invoice): DecimalString[] | undefined {
  const nets = invoiceLines.flatMap(({ lineNetAmount }) =>
    lineNetAmount === undefined ? [] : [lineNetAmount],
  );
  return nets.length === 0 || nets.length < invoiceLines.length ? undefined : nets;
}

function taxOfBreakdowns({ taxBreakdowns = [] }: Invoice): DecimalString | undefined {
  const taxes = taxBreakdowns.flatMap(({ taxAmount }) =>
    taxAmount === undefined ? [] : [taxAmount],
  );
  return taxes.length === 0 || taxes.length < taxBreakdowns.length ? undefined : sumDecimals(taxes);
}

const signedAmount = ({ isCharge, amount }: { isCharge: boolean; amount: DecimalString }): string =>
  isCharge ? amount : subtractDecimals("0", amount);
