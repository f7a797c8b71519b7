import { type DecimalString, compareDecimals, ratePpmOf } from "#src/domain/money.ts";
import { type Amount, type DecimalMark, amountsIn } from "./amounts.ts";
import type { Found } from "./found.ts";
import type { FoundLine } from "./invoice-lines.ts";
import { impliedGross } from "./implied-gross.ts";
import { hasKey } from "./labels.ts";
import { type Layout, labelsWith } from "./layout.ts";
import { partialTaxes } from "./partial-tax.ts";
import { findRoundings, withRoundedTotals } from "./rounded-totals.ts";
import { findSumRow } from "./sum-rows.ts";
import { readLineTable } from "./line-table.ts";
import { findLines } from "./lines-of-page.ts";
import { type SumCandidate, sumCandidates } from "./sum-candidates.ts";
import { decimalOf, isPlausibleRate, isTaxOf, minorOf } from "./sums.ts";
import { type TaxRow, findTaxRows } from "./tax-breakdown.ts";
import { isTillLine, isTillSlip } from "./till-slip.ts";
import type { Total } from "./total-options.ts";
import { type Totals, chooseTotals } from "./totals.ts";

export type FoundSums = {
  readonly totals: Totals;
  readonly fields: {
    readonly [
      field in "totalWithoutTax" | "totalTax" | "totalWithTax" | "amountDue" | "paidAmount"
    ]?: Found<DecimalString>;
  };
  readonly taxRows: readonly TaxRow[];
  readonly lines: readonly FoundLine[];
  /** Indices of the lines the table of invoice lines covers. */
  readonly tableLines: ReadonlySet<number>;
};

/** Everything on the page that is added up: lines, VAT breakdown, totals. */
export function findSums(
  layout: Layout,
  mark: DecimalMark | undefined,
  currencyCode: string | undefined,
): FoundSums {
  const table = readLineTable(layout, mark);
  const roundings = findRoundings(layout, mark);
  const candidates = withRoundedTotals(
    layout,
    sumCandidates(layout, mark, table.lines, currencyCode),
    roundings,
  );
  const taxRows = findTaxRows(layout, mark, table.lines);
  const rates = printedRates(layout, mark);
  const sumRow = findSumRow(layout, mark, table.lines);
  const money = moneyOn(layout, mark, table.lines);
  const chosen = chooseTotals(
    [...candidates, ...netOfTaxRows(candidates, taxRows)],
    taxSums(candidates, taxRows),
    {
      ratesPpm: rates.map((rate) => ratePpmOf(rate.value)),
      percentsPpm: percentsOn(layout, mark),
      sumRow,
      money,
      roundings: roundings.map(({ minor }) => minor),
      partialTaxes: partialTaxes(taxRows, candidates),
    },
  );
  const gross = chosen.gross ?? impliedGross(layout, mark, candidates, chosen);
  const totals = withImpliedDue(layout, gross === undefined ? chosen : { ...chosen, gross });
  const sums = candidates.map(({ minor }) => minor);
  const lines = findLines(layout, mark, table, { labelled: sums, printed: money, totals });
  return {
    totals,
    fields: fieldsOf(totals),
    taxRows: taxRows.length > 0 && agrees(taxRows, totals) ? taxRows : singleTaxRow(rates, totals),
    lines,
    tableLines: table.lines,
  };
}

/**
 * Where payment is asked for and nothing speaks of money already paid, the amount due is the total with tax (BT-115 =
 * BT-112 - BT-113), though it is printed once only.
 */
function withImpliedDue(layout: Layout, totals: Totals): Totals {
  const { gross, due, paid } = totals;
  if (gross === undefined || due !== undefined || gross.minor === 0) return totals;
  const isAskedFor = labelsWith(layout, "iban", "bic", "paymentDueDate").length > 0;
  const speaksOfPaid = labelsWith(layout, "paidAmount", "amountDue").some(
    (label) => label.isAtStart && !(paid?.minor === 0 && hasKey(label, "paidAmount")),
  );
  if (!isAskedFor || speaksOfPaid) return totals;
  return { ...totals, due: { ...gross, confidence: Math.min(gross.confidence, 0.7) } };
}

/** Every sum of money outside the table of lines, by its value in 1/10000; not what a customer gave a till or got back. */
function moneyOn(
  layout: Layout,
  mark: DecimalMark | undefined,
  tableLines: ReadonlySet<number>,
): Map<number, Amount> {
  const money = new Map<number, Amount>();
  const isTill = isTillSlip(layout);
  for (const line of layout.lines) {
    if (tableLines.has(line.index) || (isTill && isTillLine(line))) continue;
    for (const amount of line.segments.flatMap((segment) => amountsIn(segment, mark))) {
      const minor = amount.decimals === 2 && !amount.isPercent ? minorOf(amount.value) : undefined;
      if (minor !== undefined) money.set(minor, amount);
    }
  }
  return money;
}

/** The bases of the VAT breakdown added up: the net total where it has no label of its own. */
function netOfTaxRows(
  candidates: readonly SumCandidate[],
  taxRows: readonly TaxRow[],
): SumCandidate[] {
  const [row] = taxRows;
  const [any] = candidates;
  if (row === undefined || any === undefined) return [];
  const minor = taxRows.reduce((sum, { taxable }) => sum + taxable, 0);
  const fit = { net: 0.6, tax: 0, gross: 0, due: 0, paid: 0 };
  return [{ amount: row.base, minor, fit, label: any.label }];
}

/** Taxes printed by rate, added up: the total tax where it is not printed itself. */
function taxSums(candidates: readonly SumCandidate[], taxRows: readonly TaxRow[]): Total[] {
  const sums: Total[] = [];
  const [first] = taxRows;
  if (first !== undefined) {
    const minor = taxRows.reduce((sum, row) => sum + row.tax, 0);
    sums.push({ minor, amount: first.amount, confidence: 0.8 });
  }
  const byLine = new Map<number, SumCandidate>();
  for (const candidate of candidates) {
    if (hasKey(candidate.label, "tax") && candidate.fit.tax > 0.5)
      byLine.set(candidate.amount.line, candidate);
  }
  const rows = [...byLine.values()];
  const [row] = rows;
  if (row !== undefined && rows.length >= 2) {
    const minor = rows.reduce((sum, { minor: part }) => sum + part, 0);
    sums.push({ minor, amount: row.amount, confidence: 0.6 });
  }
  return sums;
}

/** Percentages printed in lines that speak of tax. */
function printedRates(layout: Layout, mark: DecimalMark | undefined): Amount[] {
  return labelsWith(layout, "tax", "totalTax", "taxRate").flatMap((label) =>
    (layout.lines[label.segment.line]?.segments ?? [])
      .flatMap((segment) => amountsIn(segment, mark))
      .filter((amount) => amount.isPercent && isPlausibleRate(amount.value)),
  );
}

/** Percentages of the page, each once; more are a price list. */
const percentsMax = 12;

/** Every percentage of the page that may be a tax rate above nought, in parts per million. */
function percentsOn({ lines }: Layout, mark: DecimalMark | undefined): number[] {
  const percents = lines
    .flatMap(({ segments }) => segments)
    .flatMap((segment) => amountsIn(segment, mark))
    .filter((amount) => amount.isPercent && isPlausibleRate(amount.value))
    .map(({ value }) => ratePpmOf(value));
  return [...new Set(percents)].filter((rate) => rate > 0).slice(0, percentsMax);
}

/** One printed rate that leads from the net total to the tax: a breakdown of one group. */
function singleTaxRow(rates: readonly Amount[], { net, tax }: Totals): TaxRow[] {
  const [rate] = rates;
  const isSingle = rates.every((other) => compareDecimals(other.value, rate?.value ?? "0") === 0);
  if (rate === undefined || !isSingle || net === undefined || tax === undefined) return [];
  if (!isTaxOf(net.minor, ratePpmOf(rate.value), tax.minor)) return [];
  const breakdown = {
    taxRatePercent: rate.value,
    taxableAmount: net.amount.value,
    taxAmount: tax.amount.value,
  };
  return [
    { breakdown, rate, base: net.amount, amount: tax.amount, taxable: net.minor, tax: tax.minor },
  ];
}

/** The breakdown is whole: its taxes are the total tax, or, where it is nought or not known, its bases the net total. */
function agrees(rows: readonly TaxRow[], { net, tax }: Totals): boolean {
  const taxes = rows.reduce((sum, row) => sum + row.tax, 0);
  const bases = rows.reduce((sum, row) => sum + row.taxable, 0);
  if (tax === undefined) return net?.minor === bases;
  return tax.minor === taxes && (taxes !== 0 || net === undefined || net.minor === bases);
}

function fieldsOf({ net, tax, gross, due, paid }: Totals): FoundSums["fields"] {
  const decimals = Math.max(...[net, tax, gross].map((total) => total?.amount.decimals ?? 0), 0);
  const found = (total: Total | undefined): Found<DecimalString> | undefined => {
    if (total === undefined) return undefined;
    const places = Math.min(Math.max(total.amount.decimals, decimals), 4);
    return { ...total.amount, value: decimalOf(total.minor, places), confidence: total.confidence };
  };
  const fields = {
    totalWithoutTax: found(net),
    totalTax: found(tax),
    totalWithTax: found(gross),
    amountDue: found(due),
    paidAmount: found(paid === undefined ? undefined : { ...paid, minor: Math.abs(paid.minor) }),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
