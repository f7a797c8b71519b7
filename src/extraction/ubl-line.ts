import { InvoiceLine } from "#src/domain/invoice.ts";
import type { FieldCollector } from "./field-collector.ts";
import { present } from "./present.ts";
import { ublLineAllowances } from "./ubl-allowance.ts";
import { placeAt, type XmlPlace } from "./xml-place.ts";

/** BG-25. */
export function ublLine(line: XmlPlace, index: number, fields: FieldCollector): InvoiceLine {
  const path = `invoiceLines.${index}`;
  const quantity = placeAt(line, "InvoicedQuantity|CreditedQuantity");
  const price = placeAt(line, "Price");
  const item = placeAt(line, "Item");
  const category =
    placeAt(item, "ClassifiedTaxCategory") ?? placeAt(line, "TaxTotal/TaxSubtotal/TaxCategory");
  return present<InvoiceLine>({
    id: fields.text(`${path}.id`, placeAt(line, "ID")),
    name:
      fields.text(`${path}.name`, placeAt(item, "Name")) ??
      fields.text(`${path}.name`, placeAt(item, "Description")),
    invoicedQuantity: fields.decimal(`${path}.invoicedQuantity`, quantity),
    unitCode: fields.attribute(`${path}.unitCode`, quantity, "unitCode"),
    itemNetPrice: fields.decimal(`${path}.itemNetPrice`, placeAt(price, "PriceAmount")),
    priceBaseQuantity: fields.decimal(`${path}.priceBaseQuantity`, placeAt(price, "BaseQuantity")),
    ...ublLineAllowances(path, line, fields),
    lineNetAmount: fields.decimal(`${path}.lineNetAmount`, placeAt(line, "LineExtensionAmount")),
    taxCategory: fields.taxCategory(`${path}.taxCategory`, placeAt(category, "ID")),
    taxRatePercent: fields.decimal(
      `${path}.taxRatePercent`,
      placeAt(category, "Percent") ?? placeAt(line, "TaxTotal/TaxSubtotal/Percent"),
    ),
  });
}
