import { AllowanceOrCharge } from "#src/domain/invoice.ts";
import type { FieldCollector } from "./field-collector.ts";
import { present } from "./present.ts";
import { placeAt, placesAt, type XmlPlace } from "./xml-place.ts";

/** BG-20 and BG-21. One without a readable amount is left out with a warning. */
export function ciiAllowances(
  settlement: XmlPlace | undefined,
  fields: FieldCollector,
): AllowanceOrCharge[] {
  const found: AllowanceOrCharge[] = [];
  for (const place of placesAt(settlement, "SpecifiedTradeAllowanceCharge")) {
    const path = `allowancesAndCharges.${found.length}`;
    const amount = fields.decimal(`${path}.amount`, placeAt(place, "ActualAmount"));
    if (amount === undefined) continue;
    const tax = placeAt(place, "CategoryTradeTax");
    found.push(
      present<AllowanceOrCharge>({
        isCharge: isCharge(place),
        amount,
        taxCategory: fields.taxCategory(`${path}.taxCategory`, placeAt(tax, "CategoryCode")),
        taxRatePercent: fields.decimal(
          `${path}.taxRatePercent`,
          placeAt(tax, "RateApplicablePercent|ApplicablePercent"),
        ),
        reason: fields.text(`${path}.reason`, placeAt(place, "Reason")),
      }),
    );
  }
  return [...found, ...logisticsCharges(settlement, found.length, fields)];
}

/** Freight and the like, which extended profiles state apart from other charges. */
function logisticsCharges(
  settlement: XmlPlace | undefined,
  start: number,
  fields: FieldCollector,
): AllowanceOrCharge[] {
  const found: AllowanceOrCharge[] = [];
  for (const place of placesAt(settlement, "SpecifiedLogisticsServiceCharge")) {
    const path = `allowancesAndCharges.${start + found.length}`;
    const amount = fields.decimal(`${path}.amount`, placeAt(place, "AppliedAmount"));
    if (amount === undefined) continue;
    const tax = placeAt(place, "AppliedTradeTax");
    found.push(
      present<AllowanceOrCharge>({
        isCharge: true,
        amount,
        taxCategory: fields.taxCategory(`${path}.taxCategory`, placeAt(tax, "CategoryCode")),
        taxRatePercent: fields.decimal(
          `${path}.taxRatePercent`,
          placeAt(tax, "RateApplicablePercent|ApplicablePercent"),
        ),
        reason: fields.text(`${path}.reason`, placeAt(place, "Description")),
      }),
    );
  }
  return found;
}

/** Sums of a line's own allowances (BT-136) and charges (BT-141). */
export function ciiLineAllowances(
  path: string,
  settlement: XmlPlace | undefined,
  fields: FieldCollector,
) {
  const all = placesAt(settlement, "SpecifiedTradeAllowanceCharge");
  const amounts = (wanted: boolean): XmlPlace[] =>
    all
      .filter((place) => isCharge(place) === wanted)
      .flatMap((place) => placesAt(place, "ActualAmount"));
  return {
    lineAllowances: fields.sum(`${path}.lineAllowances`, amounts(false)),
    lineCharges: fields.sum(`${path}.lineCharges`, amounts(true)),
  };
}

const isCharge = (place: XmlPlace): boolean =>
  /^(true|1)$/i.test(placeAt(place, "ChargeIndicator/Indicator")?.element.text ?? "");
