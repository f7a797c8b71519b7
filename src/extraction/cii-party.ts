import { Address, Party } from "#src/domain/party.ts";
import type { FieldCollector } from "./field-collector.ts";
import { isVatId } from "./parse-value.ts";
import { presentOrAbsent } from "./present.ts";
import { placeAt, placesAt, type XmlPlace } from "./xml-place.ts";

/** BG-4 or BG-7. */
export function ciiParty(
  path: "seller" | "buyer",
  party: XmlPlace | undefined,
  fields: FieldCollector,
): Party | undefined {
  const registration = placeAt(party, "SpecifiedLegalOrganization/ID");
  const { vat, other } = taxRegistrations(party);
  return presentOrAbsent<Party>({
    name: fields.text(`${path}.name`, placeAt(party, "Name")),
    tradingName: fields.text(
      `${path}.tradingName`,
      placeAt(party, "SpecifiedLegalOrganization/TradingBusinessName"),
    ),
    vatId: fields.identifier(`${path}.vatId`, vat),
    taxId: fields.text(`${path}.taxId`, other),
    legalRegistrationId: fields.text(`${path}.legalRegistrationId`, registration),
    legalRegistrationScheme: fields.attribute(
      `${path}.legalRegistrationScheme`,
      registration,
      "schemeID",
    ),
    address: ciiAddress(`${path}.address`, placeAt(party, "PostalTradeAddress"), fields),
  });
}

/** The VAT identifier of a party, for example of a tax representative. */
export const ciiVatId = (
  path: string,
  party: XmlPlace | undefined,
  fields: FieldCollector,
): string | undefined => fields.identifier(path, taxRegistrations(party).vat);

/** Scheme `VA` is the VAT id, `FC` the local tax number; where none is named the shape decides. */
function taxRegistrations(party: XmlPlace | undefined): {
  vat: XmlPlace | undefined;
  other: XmlPlace | undefined;
} {
  let vat: XmlPlace | undefined;
  let other: XmlPlace | undefined;
  for (const id of placesAt(party, "SpecifiedTaxRegistration/ID")) {
    if (id.element.text === "") continue;
    const scheme = (id.element.attributes["schemeID"] ?? "").toUpperCase();
    if (scheme === "VA" || scheme === "VAT" || (scheme === "" && isVatId(id.element.text)))
      vat ??= id;
    else other ??= id;
  }
  return { vat, other };
}

function ciiAddress(
  path: string,
  address: XmlPlace | undefined,
  fields: FieldCollector,
): Address | undefined {
  const line1 =
    fields.text(`${path}.line1`, placeAt(address, "LineOne")) ??
    fields.joined(`${path}.line1`, [
      placeAt(address, "StreetName"),
      placeAt(address, "BuildingNumber"),
    ]);
  return presentOrAbsent<Address>({
    line1,
    line2: fields.text(`${path}.line2`, placeAt(address, "LineTwo")),
    city: fields.text(`${path}.city`, placeAt(address, "CityName")),
    postCode: fields.text(`${path}.postCode`, placeAt(address, "PostcodeCode")),
    region: fields.text(`${path}.region`, placeAt(address, "CountrySubDivisionName")),
    countryCode: fields.country(`${path}.countryCode`, placeAt(address, "CountryID")),
  });
}
