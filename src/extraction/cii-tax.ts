import type { CurrencyCode } from "#src/domain/money.ts";
import type { Invoice } from "#src/domain/invoice.ts";
import { TaxBreakdown } from "#src/domain/tax.ts";
import type { FieldCollector } from "./field-collector.ts";
import { present } from "./present.ts";
import { placeAt, placesAt, type XmlPlace } from "./xml-place.ts";

/** BG-22. */
export function ciiTotals(
  settlement: XmlPlace | undefined,
  currencyCode: CurrencyCode | undefined,
  fields: FieldCollector,
) {
  const total = placeAt(
    settlement,
    "SpecifiedTradeSettlementHeaderMonetarySummation|SpecifiedTradeSettlementMonetarySummation",
  );
  const amount = (path: keyof Invoice, name: string) =>
    fields.decimal(path, inCurrency(placesAt(total, name), currencyCode));
  return {
    sumOfLineNetAmounts: amount("sumOfLineNetAmounts", "LineTotalAmount"),
    sumOfAllowances: amount("sumOfAllowances", "AllowanceTotalAmount"),
    sumOfCharges: amount("sumOfCharges", "ChargeTotalAmount"),
    totalWithoutTax: amount("totalWithoutTax", "TaxBasisTotalAmount"),
    totalTax: amount("totalTax", "TaxTotalAmount"),
    totalWithTax: amount("totalWithTax", "GrandTotalAmount"),
    paidAmount: amount("paidAmount", "TotalPrepaidAmount"),
    roundingAmount: amount("roundingAmount", "RoundingAmount"),
    amountDue: amount("amountDue", "DuePayableAmount"),
  };
}

/** The amount in the invoice currency: the VAT total may be there a second time in the accounting currency (BT-111). */
function inCurrency(
  amounts: readonly XmlPlace[],
  currencyCode: CurrencyCode | undefined,
): XmlPlace | undefined {
  const currencyOf = ({ element }: XmlPlace) => element.attributes["currencyID"];
  return (
    amounts.find((place) => currencyCode !== undefined && currencyOf(place) === currencyCode) ??
    amounts.find((place) => currencyOf(place) === undefined) ??
    amounts[0]
  );
}

/** BG-23. */
export function ciiBreakdowns(
  settlement: XmlPlace | undefined,
  fields: FieldCollector,
): TaxBreakdown[] {
  return placesAt(settlement, "ApplicableTradeTax").map((tax, index) => {
    const path = `taxBreakdowns.${index}`;
    return present<TaxBreakdown>({
      taxCategory: fields.taxCategory(`${path}.taxCategory`, placeAt(tax, "CategoryCode")),
      taxRatePercent: fields.decimal(
        `${path}.taxRatePercent`,
        placeAt(tax, "RateApplicablePercent|ApplicablePercent"),
      ),
      taxableAmount: fields.decimal(`${path}.taxableAmount`, placeAt(tax, "BasisAmount")),
      taxAmount: fields.decimal(`${path}.taxAmount`, placeAt(tax, "CalculatedAmount")),
      exemptionReason: fields.text(`${path}.exemptionReason`, placeAt(tax, "ExemptionReason")),
      exemptionReasonCode: fields.text(
        `${path}.exemptionReasonCode`,
        placeAt(tax, "ExemptionReasonCode"),
      ),
    });
  });
}
