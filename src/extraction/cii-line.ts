import { InvoiceLine } from "#src/domain/invoice.ts";
import { ciiLineAllowances } from "./cii-allowance.ts";
import type { FieldCollector } from "./field-collector.ts";
import { present } from "./present.ts";
import { placeAt, type XmlPlace } from "./xml-place.ts";

/** BG-25. */
export function ciiLine(line: XmlPlace, index: number, fields: FieldCollector): InvoiceLine {
  const path = `invoiceLines.${index}`;
  const product = placeAt(line, "SpecifiedTradeProduct");
  const agreement = placeAt(line, "SpecifiedLineTradeAgreement|SpecifiedSupplyChainTradeAgreement");
  const delivery = placeAt(line, "SpecifiedLineTradeDelivery|SpecifiedSupplyChainTradeDelivery");
  const settlement = placeAt(
    line,
    "SpecifiedLineTradeSettlement|SpecifiedSupplyChainTradeSettlement",
  );
  const price = placeAt(agreement, "NetPriceProductTradePrice");
  const quantity = placeAt(delivery, "BilledQuantity");
  const tax = placeAt(settlement, "ApplicableTradeTax");
  const total = placeAt(
    settlement,
    "SpecifiedTradeSettlementLineMonetarySummation|SpecifiedTradeSettlementMonetarySummation",
  );
  return present<InvoiceLine>({
    id: fields.text(`${path}.id`, placeAt(line, "AssociatedDocumentLineDocument/LineID")),
    name:
      fields.text(`${path}.name`, placeAt(product, "Name")) ??
      fields.text(`${path}.name`, placeAt(product, "Description")),
    invoicedQuantity: fields.decimal(`${path}.invoicedQuantity`, quantity),
    unitCode: fields.attribute(`${path}.unitCode`, quantity, "unitCode"),
    itemNetPrice: fields.decimal(`${path}.itemNetPrice`, placeAt(price, "ChargeAmount")),
    priceBaseQuantity: fields.decimal(`${path}.priceBaseQuantity`, placeAt(price, "BasisQuantity")),
    ...ciiLineAllowances(path, settlement, fields),
    lineNetAmount: fields.decimal(`${path}.lineNetAmount`, placeAt(total, "LineTotalAmount")),
    taxCategory: fields.taxCategory(`${path}.taxCategory`, placeAt(tax, "CategoryCode")),
    taxRatePercent: fields.decimal(
      `${path}.taxRatePercent`,
      placeAt(tax, "RateApplicablePercent|ApplicablePercent"),
    ),
  });
}
