import { absDecimal, signOf, subtractDecimals, sumDecimals } from "#src/domain/decimal.ts";
import type { DocumentSource } from "#src/domain/document.ts";
import type { Finding } from "#src/domain/finding.ts";
import type { Invoice } from "#src/domain/invoice.ts";
import { compareDecimals, type DecimalString } from "#src/domain/money.ts";
import { defaultPolicy } from "#src/domain/policy.ts";
import { type Amounts, amountsIn, type TolerancePolicy } from "./amounts.ts";
import { checkLineNets } from "./line-net-check.ts";
import { reporter } from "./reporter.ts";

/** Amounts of the VAT breakdown a message lists. */
const taxesShownMax = 10;

/** Currency units a rounding stays below: payments are rounded to coins, or to a whole unit at most. */
const roundingUnitsBelow = "1";

const { verified, contradicted, unknown } = reporter("totals");

/**
 * Checks that lines, allowances, VAT, totals and amount due add up.
 *
 * Sums of stated amounts must agree to the minor unit. A difference of at most the policy's tolerance is a warning. Only
 * products (quantity x price) may differ by it: they were rounded.
 */
export function checkTotals(
  invoice: Invoice,
  { source = "ubl", policy = defaultPolicy }: TotalsOptions = {},
): Finding[] {
  const amounts = amountsIn(invoice.currencyCode, policy);
  const equation = equationOf(amounts);
  return [
    ...checkLineNets(invoice, amounts),
    ...checkLineSum(invoice, amounts, equation),
    ...checkAllowancesAndCharges(invoice, equation),
    ...checkNet(invoice, equation),
    ...checkTaxSum(invoice, equation),
    ...checkGross(invoice, equation),
    ...(isPageText(source) ? checkPrintedDue(invoice, amounts) : checkDue(invoice, equation)),
    ...checkRounding(invoice, amounts, source),
    ...(isPageText(source) ? [] : checkPaid(invoice, amounts)),
  ];
}

export type TotalsOptions = {
  /** What the invoice was read from; an e-invoice unless said otherwise. */
  readonly source?: DocumentSource;
  readonly policy?: TolerancePolicy;
};

const isPageText = (source: DocumentSource): boolean =>
  source === "pdf-text" || source === "ocr" || source === "text";

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
  const shown = taxes.length > taxesShownMax ? [...taxes.slice(0, taxesShownMax), "..."] : taxes;
  const formula = `the sum of the VAT breakdown (${shown.join(" + ")})`;
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

/**
 * A page may print what is paid with a minus sign, and may ask for an earlier balance, a deposit or an instalment in words
 * that were not read. So a difference there is no contradiction.
 */
function checkPrintedDue(invoice: Invoice, amounts: Amounts): Finding[] {
  const rule = "BR-CO-16";
  const path = "amountDue";
  const { amountDue, totalWithTax, paidAmount = "0", roundingAmount = "0" } = invoice;
  if (amountDue === undefined || totalWithTax === undefined) return [];
  const paid = absDecimal(paidAmount);
  const expected = sumDecimals([subtractDecimals(totalWithTax, paid), roundingAmount]);
  const formula = `total with VAT ${totalWithTax} - paid ${paid} + rounding ${roundingAmount}`;
  if (amounts.isSame(amountDue, expected)) {
    return [verified(rule, `Amount due ${amounts.show(amountDue)} = ${formula}.`, path)];
  }
  const message = `Amount due is ${amounts.show(amountDue)}, but ${formula} is ${amounts.show(amounts.round(expected))}; something paid or owed besides may not have been read.`;
  return [unknown(rule, message, path)];
}

/** A rounding that is none changes what is paid, while every sum of the document still agrees. */
function checkRounding(
  { roundingAmount }: Invoice,
  amounts: Amounts,
  source: DocumentSource,
): Finding[] {
  const rule = "TOTALS-ROUNDING";
  const path = "roundingAmount";
  if (roundingAmount === undefined) return [];
  const shown = amounts.show(roundingAmount);
  if (compareDecimals(absDecimal(roundingAmount), roundingUnitsBelow) < 0) {
    return [verified(rule, `A rounding of ${shown} is less than one unit.`, path)];
  }
  const message = `A rounding of ${shown} is more than rounding: it changes the amount due by a unit or more.`;
  return isPageText(source)
    ? [unknown(rule, message, path)]
    : [contradicted(rule, message, { path })];
}

/** On a page a minus sign before what was paid is only a way of writing it. A negative invoice may have been paid back. */
function checkPaid({ paidAmount, totalWithTax = "0" }: Invoice, amounts: Amounts): Finding[] {
  const rule = "TOTALS-PAID";
  const path = "paidAmount";
  if (paidAmount === undefined) return [];
  const shown = amounts.show(paidAmount);
  if (signOf(paidAmount) >= 0 || signOf(totalWithTax) < 0) {
    return [verified(rule, `What was paid, ${shown}, does not raise the amount due.`, path)];
  }
  const message = `What was paid is negative, ${shown}, and raises the amount due.`;
  return [contradicted(rule, message, { path })];
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
