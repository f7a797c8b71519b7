import {
  canonicalDecimal,
  multiplyDecimals,
  signOf,
  subtractDecimals,
} from "#src/domain/decimal.ts";
import type { TaxJurisdiction, TaxRateFacts } from "#src/domain/facts.ts";
import type { Finding } from "#src/domain/finding.ts";
import type { Invoice } from "#src/domain/invoice.ts";
import { compareDecimals, type DecimalString } from "#src/domain/money.ts";
import type { TaxCategory } from "#src/domain/tax.ts";
import type { Amounts } from "./amounts.ts";
import { reporter } from "./reporter.ts";

type RatesFound = Extract<TaxRateFacts, { status: "found" }>;

type Context = {
  readonly facts: TaxRateFacts | undefined;
  readonly jurisdiction: TaxJurisdiction;
  readonly amounts: Amounts;
};

/** A rate the document charges, and where it says so. */
type ChargedRate = {
  readonly ratePercent: DecimalString;
  readonly taxCategory?: TaxCategory;
  readonly path: string;
  readonly hasReason: boolean;
};

/** Categories taxed by rates of their own, of the Canary Islands, Ceuta and Melilla. */
const otherTaxes: ReadonlySet<TaxCategory> = new Set(["L", "M"]);

const { verified, contradicted, unknown } = reporter("tax");

/** Checks each rate charged against the rates in force. */
export function checkTaxRates(invoice: Invoice, context: Context): Finding[] {
  const { facts, jurisdiction } = context;
  const charged = chargedRates(invoice).filter(
    ({ taxCategory }) => taxCategory === undefined || !otherTaxes.has(taxCategory),
  );
  if (facts === undefined) {
    const message = `The rates of ${jurisdiction.countryCode} are not known: the service did not answer.`;
    return [unknown("TAX-NO-ANSWER", message)];
  }
  const zero = charged.filter(({ ratePercent }) => signOf(ratePercent) === 0);
  const positive = charged.filter(({ ratePercent }) => signOf(ratePercent) !== 0);
  const noReason = zero.flatMap((rate) => checkZeroReason(rate));
  if (facts.status === "not_found") {
    if (positive.length === 0 && charged.length > 0) return noReason;
    const message = `No tax rates of ${jurisdiction.countryCode} are known.`;
    return [unknown("TAX-RATE", message), ...noReason];
  }
  if (charged.length === 0) {
    return hasCategories(invoice) ? [] : checkImpliedRate(invoice, facts, context);
  }
  const isElsewhere = isDeliveredElsewhere(invoice, jurisdiction);
  return [
    ...positive.map((rate) => checkRate(rate, facts, jurisdiction, isElsewhere)),
    ...zero.flatMap((rate) => checkZeroRate(rate, facts, jurisdiction)),
    ...noReason,
  ];
}

/** Categories outside the scope of VAT and of other taxes charge no rate we could check; their own rules apply. */
const hasCategories = ({ taxBreakdowns = [] }: Invoice): boolean =>
  taxBreakdowns.some(({ taxCategory }) => taxCategory !== undefined);

/** Distinct rates of the breakdown; of the lines if there is none. */
function chargedRates({ taxBreakdowns = [], invoiceLines = [] }: Invoice): ChargedRate[] {
  const groups = taxBreakdowns.map((group, index) => ({
    ...group,
    path: `taxBreakdowns.${index}.taxRatePercent`,
    hasReason: group.exemptionReason !== undefined || group.exemptionReasonCode !== undefined,
  }));
  const lines = invoiceLines.map((line, index) => ({
    ...line,
    path: `invoiceLines.${index}.taxRatePercent`,
    hasReason: false,
  }));
  const stated = groups.some(({ taxRatePercent }) => taxRatePercent !== undefined) ? groups : lines;
  const byRate = new Map<string, ChargedRate>();
  for (const { taxRatePercent, taxCategory, path, hasReason } of stated) {
    if (taxRatePercent === undefined) continue;
    const ratePercent = canonicalDecimal(taxRatePercent);
    const key = `${taxCategory ?? ""} ${ratePercent}`;
    if (byRate.has(key)) continue;
    byRate.set(key, { ratePercent, path, hasReason, ...(taxCategory && { taxCategory }) });
  }
  return [...byRate.values()];
}

function checkRate(
  { ratePercent, path }: ChargedRate,
  facts: RatesFound,
  jurisdiction: TaxJurisdiction,
  isElsewhere: boolean,
): Finding {
  const rule = "TAX-RATE";
  const inForce = `in ${whereAndWhen(jurisdiction)}`;
  if (includesRate(facts.standardRatePercents, ratePercent)) {
    return verified(rule, `${ratePercent} % is a standard rate ${inForce}.`, path);
  }
  if (includesRate(facts.reducedRatePercents, ratePercent)) {
    return verified(rule, `${ratePercent} % is a reduced rate ${inForce}.`, path);
  }
  const known = [...facts.standardRatePercents, ...facts.reducedRatePercents];
  const message = `${ratePercent} % is not a known rate ${inForce}; known: ${listOf(known)}.`;
  if (!facts.isComplete) {
    return unknown(rule, `${message} Others may exist.`, path);
  }
  if (isElsewhere) {
    return unknown(rule, `${message} The delivery abroad may be taxed there.`, path);
  }
  return contradicted(rule, message, { path });
}

function checkZeroRate(
  { taxCategory, path }: ChargedRate,
  facts: RatesFound,
  jurisdiction: TaxJurisdiction,
): Finding[] {
  if (taxCategory !== "Z") return [];
  const rule = "TAX-RATE";
  const where = whereAndWhen(jurisdiction);
  if (facts.hasZeroRate) return [verified(rule, `A zero rate exists in ${where}.`, path)];
  const message = `No zero rate is known in ${where}.`;
  return [
    facts.isComplete
      ? contradicted(rule, message, { path, severity: "warning" })
      : unknown(rule, message, path),
  ];
}

/** Categories carry their own rules about reasons; this is for documents that state none. */
function checkZeroReason({ taxCategory, path, hasReason }: ChargedRate): Finding[] {
  const rule = "TAX-ZERO-REASON";
  if (taxCategory !== undefined) return [];
  if (hasReason) return [verified(rule, "The document says why no VAT is charged.", path)];
  return [unknown(rule, "No VAT is charged, and no reason was found.", path)];
}

/** Page text often states one total of VAT and no rate. */
function checkImpliedRate(
  { totalWithoutTax, totalWithTax, totalTax }: Invoice,
  { standardRatePercents, reducedRatePercents, isComplete }: RatesFound,
  { jurisdiction, amounts }: Context,
): Finding[] {
  const rule = "TAX-IMPLIED-RATE";
  const path = "totalTax";
  const net =
    totalWithoutTax ??
    (totalWithTax === undefined || totalTax === undefined
      ? undefined
      : subtractDecimals(totalWithTax, totalTax));
  if (totalTax === undefined || net === undefined) {
    return [unknown(rule, "Neither a rate nor the amounts to compute one from were found.", path)];
  }
  if (signOf(totalTax) === 0) {
    return [unknown("TAX-ZERO-REASON", "No VAT is charged, and no reason was found.", path)];
  }
  const known = [...standardRatePercents, ...reducedRatePercents];
  const taxAt = (rate: DecimalString): DecimalString => multiplyDecimals([net, rate, "0.01"]);
  const match = known.find((rate) => amounts.isRounding(totalTax, taxAt(rate)));
  const where = whereAndWhen(jurisdiction);
  const stated = `VAT ${totalTax} on ${net}`;
  if (match !== undefined) {
    return [verified(rule, `${stated} is ${match} %, a rate in ${where}.`, path)];
  }
  const highest = known.toSorted(compareDecimals).at(-1);
  const isAbove = highest !== undefined && compareDecimals(totalTax, taxAt(highest)) > 0;
  if (isAbove && isComplete && signOf(net) > 0) {
    const message = `${stated} is more than ${highest} %, the highest rate in ${where}.`;
    return [contradicted(rule, message, { path })];
  }
  return [unknown(rule, `${stated} is not one rate of ${where}: ${listOf(known)}.`, path)];
}

function isDeliveredElsewhere(
  { deliverToCountryCode, buyer }: Invoice,
  { countryCode }: TaxJurisdiction,
): boolean {
  const destination = deliverToCountryCode ?? buyer?.address?.countryCode;
  return destination !== undefined && destination !== countryCode;
}

const includesRate = (rates: readonly DecimalString[], rate: DecimalString): boolean =>
  rates.some((known) => compareDecimals(known, rate) === 0);

const listOf = (rates: readonly DecimalString[]): string =>
  rates.length === 0 ? "none" : rates.map((rate) => `${rate} %`).join(", ");

const whereAndWhen = ({ countryCode, region, date }: TaxJurisdiction): string =>
  `${region === undefined ? countryCode : `${countryCode} (${region})`} on ${date}`;
