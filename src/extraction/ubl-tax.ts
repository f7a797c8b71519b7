import type { CurrencyCode } from "#src/domain/money.ts";
import { TaxBreakdown } from "#src/domain/tax.ts";
import type { FieldCollector } from "./field-collector.ts";
import { listOrAbsent, present } from "./present.ts";
import { placeAt, placesAt, type XmlPlace } from "./xml-place.ts";

/**
 * BT-110 and BG-23. A second `TaxTotal` in the VAT accounting currency (BT-6, BT-111) is another view of the same tax
 * and is left out; several in the invoice currency (one for each kind of tax) add up.
 */
export function ublTax(
  root: XmlPlace,
  currencyCode: CurrencyCode | undefined,
  fields: FieldCollector,
) {
  const totals = totalsInCurrency(placesAt(root, "TaxTotal"), currencyCode);
  const amounts = totals
    .map((total) => placeAt(total, "TaxAmount"))
    .filter((place) => place !== undefined);
  const breakdowns = totals
    .flatMap((total) => placesAt(total, "TaxSubtotal"))
    .map((subtotal, index) => breakdown(subtotal, index, fields));
  return {
    totalTax: fields.sum("totalTax", amounts),
    taxBreakdowns: listOrAbsent(breakdowns),
  };
}

function totalsInCurrency(
  all: readonly XmlPlace[],
  currencyCode: CurrencyCode | undefined,
): readonly XmlPlace[] {
  const declared = all.filter((total) => currencyOf(total) === currencyCode);
  const undeclared = all.filter((total) => currencyOf(total) === undefined);
  const inCurrency = [declared, undeclared].find((totals) => totals.length > 0) ?? all.slice(0, 1);
  // Where both currencies are the same, the accounting total is the one without a breakdown.
  const brokenDown = inCurrency.filter((total) => placeAt(total, "TaxSubtotal") !== undefined);
  return brokenDown.length > 0 ? brokenDown : inCurrency.slice(0, 1);
}

const currencyOf = (total: XmlPlace): string | undefined =>
  placeAt(total, "TaxAmount")?.element.attributes["currencyID"];

function breakdown(subtotal: XmlPlace, index: number, fields: FieldCollector): TaxBreakdown {
  const path = `taxBreakdowns.${index}`;
  const category = placeAt(subtotal, "TaxCategory");
  return present<TaxBreakdown>({
    taxCategory: fields.taxCategory(`${path}.taxCategory`, placeAt(category, "ID")),
    taxRatePercent: fields.decimal(
      `${path}.taxRatePercent`,
      placeAt(category, "Percent") ?? placeAt(subtotal, "Percent"),
    ),
    taxableAmount: fields.decimal(`${path}.taxableAmount`, placeAt(subtotal, "TaxableAmount")),
    taxAmount: fields.decimal(`${path}.taxAmount`, placeAt(subtotal, "TaxAmount")),
    exemptionReason: fields.text(
      `${path}.exemptionReason`,
      placeAt(category, "TaxExemptionReason"),
    ),
    exemptionReasonCode: fields.text(
      `${path}.exemptionReasonCode`,
      placeAt(category, "TaxExemptionReasonCode"),
    ),
  });
}
