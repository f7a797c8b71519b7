import { AllowanceOrCharge } from "#src/domain/invoice.ts";
import type { FieldCollector } from "./field-collector.ts";
import { present } from "./present.ts";
import { placeAt, placesAt, type XmlPlace } from "./xml-place.ts";

/** BG-20 and BG-21: those of the document, not of its lines. One without a readable amount is left out with a warning. */
export function ublAllowances(root: XmlPlace, fields: FieldCollector): AllowanceOrCharge[] {
  const found: AllowanceOrCharge[] = [];
  for (const place of placesAt(root, "AllowanceCharge")) {
    const path = `allowancesAndCharges.${found.length}`;
    const amount = fields.decimal(`${path}.amount`, placeAt(place, "Amount"));
    if (amount === undefined) continue;
    const category = placeAt(place, "TaxCategory");
    found.push(
      present<AllowanceOrCharge>({
        isCharge: isCharge(place),
        amount,
        taxCategory: fields.taxCategory(`${path}.taxCategory`, placeAt(category, "ID")),
        taxRatePercent: fields.decimal(`${path}.taxRatePercent`, placeAt(category, "Percent")),
        reason: fields.text(`${path}.reason`, placeAt(place, "AllowanceChargeReason")),
      }),
    );
  }
  return found;
}

/** Sums of a line's own allowances (BT-136) and charges (BT-141). */
export function ublLineAllowances(path: string, line: XmlPlace, fields: FieldCollector) {
  const all = placesAt(line, "AllowanceCharge");
  const amounts = (wanted: boolean): XmlPlace[] =>
    all.filter((place) => isCharge(place) === wanted).flatMap((place) => placesAt(place, "Amount"));
  return {
    lineAllowances: fields.sum(`${path}.lineAllowances`, amounts(false)),
    lineCharges: fields.sum(`${path}.lineCharges`, amounts(true)),
  };
}

const isCharge = (place: XmlPlace): boolean =>
  /^(true|1)$/i.test(placeAt(place, "ChargeIndicator")?.element.text ?? "");
