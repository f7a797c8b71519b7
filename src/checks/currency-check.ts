import { multiplyDecimals, roundDecimal } from "#src/domain/decimal.ts";
import type { ExchangeRateFact, Unanswered } from "#src/domain/facts.ts";
import type { Finding } from "#src/domain/finding.ts";
import { amountAtStake, type Invoice } from "#src/domain/invoice.ts";
import { type CurrencyCode, type DecimalString, minorDigits } from "#src/domain/money.ts";
import type { Policy } from "#src/domain/policy.ts";
import { daysBetween } from "./days.ts";
import { reporter } from "./reporter.ts";
import { currencyCodes } from "./tables/currency-codes.ts";

type Options = { readonly baseCurrency: CurrencyCode; readonly policy: Policy };

const { verified, contradicted, unknown } = reporter("currency");

/** Checks that the currency exists and tells what the invoice is worth in the base currency. */
export function checkCurrency(
  invoice: Invoice,
  fact: ExchangeRateFact | undefined,
  options: Options,
): Finding[] {
  const { currencyCode } = invoice;
  // A missing currency is the document check's finding (BR-05).
  if (currencyCode === undefined) return [];
  if (!currencyCodes.has(currencyCode)) {
    const message = `${currencyCode} is not a currency code of ISO 4217.`;
    return [contradicted("BR-CL-04", message, { path: "currencyCode" })];
  }
  const exists = verified("BR-CL-04", `${currencyCode} is a currency of ISO 4217.`, "currencyCode");
  return [exists, ...checkRate(invoice, currencyCode, fact, options)];
}

/**
 * The larger of total with VAT and amount due in the base currency, rounded to its minor unit; negative amounts stay
 * negative.
 *
 * @returns Absent if the amount, its currency or the rate is not known.
 */
export function amountInBase(
  invoice: Invoice,
  fact: ExchangeRateFact | undefined,
  baseCurrency: CurrencyCode,
): DecimalString | undefined {
  const amount = amountAtStake(invoice);
  const { currencyCode } = invoice;
  if (amount === undefined || currencyCode === undefined) return undefined;
  const digits = minorDigits(baseCurrency);
  if (currencyCode === baseCurrency) return roundDecimal(amount, digits);
  if (fact?.status !== "found" || fact.from !== currencyCode || fact.to !== baseCurrency) {
    return undefined;
  }
  return roundDecimal(multiplyDecimals([amount, fact.rate]), digits);
}

function checkRate(
  invoice: Invoice,
  currencyCode: CurrencyCode,
  fact: ExchangeRateFact | undefined,
  { baseCurrency, policy }: Options,
): Finding[] {
  if (currencyCode === baseCurrency) return [];
  const pair = `${currencyCode} to ${baseCurrency}`;
  if (fact === undefined) {
    const message = `No exchange rate from ${pair}: the service did not answer.`;
    return [unknown("CURRENCY-NO-ANSWER", message, "currencyCode")];
  }
  if (fact.status === "not_found") {
    return [unknown("CURRENCY-RATE", `No exchange rate from ${pair} is known.`, "currencyCode")];
  }
  const amount = amountInBase(invoice, fact, baseCurrency);
  const stated = amountAtStake(invoice);
  const worth =
    amount === undefined ? "" : ` ${stated} ${currencyCode} is ${amount} ${baseCurrency}.`;
  const message = `1 ${fact.from} = ${fact.rate} ${fact.to} on ${fact.rateDate} (${fact.source}).${worth}`;
  return [
    verified("CURRENCY-RATE", message, "currencyCode"),
    ...checkAge(invoice, fact, policy),
    ...(fact.unanswered ?? []).map(noAnswerOf),
  ];
}

const noAnswerOf = ({ message }: Unanswered): Finding =>
  unknown(
    "CURRENCY-SERVICE-NO-ANSWER",
    `The rate may be another than that of the service asked first. ${message}.`,
    "currencyCode",
  );

function checkAge(
  { issueDate, currencyCode }: Invoice,
  { rateDate }: Extract<ExchangeRateFact, { status: "found" }>,
  { exchangeRateAgeDaysMax, autoApproval }: Policy,
): Finding[] {
  const rule = "CURRENCY-RATE-AGE";
  if (issueDate === undefined) return [];
  const ageDays = Math.abs(daysBetween(rateDate, issueDate));
  const age = `The rate of ${rateDate} is ${ageDays} days from the issue date ${issueDate}`;
  if (ageDays <= exchangeRateAgeDaysMax) {
    return [verified(rule, `${age}; ${exchangeRateAgeDaysMax} are allowed.`, "currencyCode")];
  }
  const hasOwnLimit =
    currencyCode !== undefined && autoApproval.limitByCurrency[currencyCode] !== undefined;
  if (hasOwnLimit) {
    const message = `${age}. It only informs: the policy has a limit in ${currencyCode}.`;
    return [verified(rule, message, "currencyCode")];
  }
  const message = `${age}, more than the ${exchangeRateAgeDaysMax} allowed: the converted amount is an estimate.`;
  return [unknown(rule, message, "currencyCode")];
}
