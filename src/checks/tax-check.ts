import type { TaxJurisdiction, TaxRateFacts } from "#src/domain/facts.ts";
import type { Finding } from "#src/domain/finding.ts";
import type { Invoice } from "#src/domain/invoice.ts";
import { defaultPolicy } from "#src/domain/policy.ts";
import { amountsIn, type TolerancePolicy } from "./amounts.ts";
import { cappedByRule, reporter } from "./reporter.ts";
import { checkTaxAmounts } from "./tax-amount-check.ts";
import { checkTaxCategories } from "./tax-category-check.ts";
import { checkTaxRates } from "./tax-rate-check.ts";
import { countryOfVatId, isOneStopShopId } from "./vat-id-country.ts";

/** Countries whose regions have taxes of their own; where `buyer`, the tax is that of the region the sale goes to. */
const regionalTaxes: Readonly<Record<string, "buyer" | "seller">> = {
  CA: "buyer",
  ES: "seller",
  US: "buyer",
};

const { verified, unknown } = reporter("tax");

/**
 * Where and when the invoice is taxed.
 *
 * VAT is charged under a registration, so the country of the seller's VAT id (or of its tax representative's) comes before
 * that of its address; under the one-stop shop the buyer's country taxes. The date is the tax point, else the delivery, else the issue.
 *
 * @returns Absent if the seller's country or every date is missing: a guess would accuse.
 */
export function jurisdictionOf(invoice: Invoice): TaxJurisdiction | undefined {
  const { seller } = invoice;
  const date = invoice.taxPointDate ?? invoice.deliveryDate ?? invoice.issueDate;
  const countryCode = isOneStopShopId(seller?.vatId)
    ? (invoice.deliverToCountryCode ?? invoice.buyer?.address?.countryCode)
    : (countryOfVatId(invoice.taxRepresentativeVatId) ??
      countryOfVatId(seller?.vatId) ??
      seller?.address?.countryCode);
  if (date === undefined || countryCode === undefined) return undefined;
  const region = taxRegion(invoice, countryCode);
  return { countryCode, date, ...(region === undefined ? {} : { region }) };
}

function taxRegion({ seller, buyer }: Invoice, countryCode: string): string | undefined {
  const own = seller?.address?.region;
  const { countryCode: buyerCountryCode = countryCode, region } = buyer?.address ?? {};
  const rule = regionalTaxes[countryCode];
  if (rule === undefined) return undefined;
  return rule === "buyer" && buyerCountryCode === countryCode ? (region ?? own) : own;
}

/**
 * Checks rates against those in force, categories against the rules of EN 16931, and VAT = base x rate.
 *
 * @param facts - Rates in `jurisdiction`; absent if the service did not answer or there is no jurisdiction to ask for.
 */
export function checkTax(
  invoice: Invoice,
  facts: TaxRateFacts | undefined,
  jurisdiction: TaxJurisdiction | undefined,
  policy: TolerancePolicy = defaultPolicy,
): Finding[] {
  const amounts = amountsIn(invoice.currencyCode, policy);
  return cappedByRule([
    ...checkJurisdiction(jurisdiction),
    ...(jurisdiction === undefined ? [] : checkTaxRates(invoice, { facts, jurisdiction, amounts })),
    ...checkTaxCategories(invoice),
    ...checkTaxAmounts(invoice, amounts),
  ]);
}

function checkJurisdiction(jurisdiction: TaxJurisdiction | undefined): Finding[] {
  const rule = "TAX-JURISDICTION";
  if (jurisdiction === undefined) {
    return [
      unknown(rule, "Where or when the invoice is taxed is not clear: no country or no date."),
    ];
  }
  const { countryCode, region, date } = jurisdiction;
  const where = region === undefined ? countryCode : `${countryCode} (${region})`;
  return [verified(rule, `Taxed in ${where} on ${date}.`)];
}
