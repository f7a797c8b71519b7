import { Address, Party } from "#src/domain/party.ts";
import type { FieldCollector } from "./field-collector.ts";
import { presentOrAbsent } from "./present.ts";
import { isVatId } from "./parse-value.ts";
import { placeAt, placesAt, type XmlPlace } from "./xml-place.ts";

/** BG-4 or BG-7. */
export function ublParty(
  path: "seller" | "buyer",
  party: XmlPlace | undefined,
  fields: FieldCollector,
): Party | undefined {
  const registrationName = placeAt(party, "PartyLegalEntity/RegistrationName");
  const partyName = placeAt(party, "PartyName/Name");
  const hasLegalName = registrationName !== undefined && registrationName.element.text !== "";
  const registration = placeAt(party, "PartyLegalEntity/CompanyID");
  const { vat, other } = taxSchemes(party);
  return presentOrAbsent<Party>({
    name: hasLegalName
      ? fields.text(`${path}.name`, registrationName)
      : (fields.text(`${path}.name`, partyName) ?? personName(path, party, fields)),
    tradingName: hasLegalName ? fields.text(`${path}.tradingName`, partyName) : undefined,
    vatId: fields.identifier(`${path}.vatId`, vat),
    taxId: fields.text(`${path}.taxId`, other),
    legalRegistrationId: fields.text(`${path}.legalRegistrationId`, registration),
    legalRegistrationScheme: fields.attribute(
      `${path}.legalRegistrationScheme`,
      registration,
      "schemeID",
    ),
    address: ublAddress(`${path}.address`, placeAt(party, "PostalAddress"), fields),
  });
}

/** The VAT identifier of a party, for example of a tax representative. */
export const ublVatId = (
  path: string,
  party: XmlPlace | undefined,
  fields: FieldCollector,
): string | undefined => fields.identifier(path, taxSchemes(party).vat);

/** Value added tax as tax schemes of several countries name it. */
const vatSchemes: ReadonlySet<string> = new Set(
  "VAT VA GST IVA TVA BTW MWST UST MOMS MVA ALV PDV DDV DPH PVN PVM KM FPA".split(" "),
);

/** Tells VAT registrations from others by their scheme, and where none is named by their shape. */
function taxSchemes(party: XmlPlace | undefined): {
  vat: XmlPlace | undefined;
  other: XmlPlace | undefined;
} {
  let vat: XmlPlace | undefined;
  let other: XmlPlace | undefined;
  for (const registration of placesAt(party, "PartyTaxScheme")) {
    const id = placeAt(registration, "CompanyID");
    if (id === undefined || id.element.text === "") continue;
    const schemes = placesAt(registration, "TaxScheme/ID|Name|TaxTypeCode")
      .map(({ element }) => element.text.toUpperCase())
      .filter((scheme) => scheme !== "");
    const isVat = schemes.some((scheme) => vatSchemes.has(scheme));
    if (isVat || (schemes.length === 0 && isVatId(id.element.text))) vat ??= id;
    else other ??= id;
  }
  return { vat, other };
}

const personName = (path: string, party: XmlPlace | undefined, fields: FieldCollector) =>
  fields.joined(`${path}.name`, [
    placeAt(party, "Person/FirstName"),
    placeAt(party, "Person/FamilyName"),
  ]);

function ublAddress(
  path: string,
  address: XmlPlace | undefined,
  fields: FieldCollector,
): Address | undefined {
  const freeLines = placesAt(address, "AddressLine/Line");
  const street = [placeAt(address, "StreetName"), placeAt(address, "BuildingNumber")];
  const line1 = fields.joined(`${path}.line1`, street);
  const line2 = fields.text(`${path}.line2`, placeAt(address, "AdditionalStreetName"));
  return presentOrAbsent<Address>({
    line1: line1 ?? fields.text(`${path}.line1`, freeLines[0]),
    line2: line2 ?? fields.text(`${path}.line2`, freeLines[line1 === undefined ? 1 : 0]),
    city: fields.text(`${path}.city`, placeAt(address, "CityName")),
    postCode: fields.text(`${path}.postCode`, placeAt(address, "PostalZone")),
    region:
      fields.text(`${path}.region`, placeAt(address, "CountrySubentity")) ??
      fields.text(`${path}.region`, placeAt(address, "CountrySubentityCode")),
    countryCode: fields.country(
      `${path}.countryCode`,
      placeAt(address, "Country/IdentificationCode"),
    ),
  });
}
