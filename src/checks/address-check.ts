import type { AddressFacts, PlaceFact, Unanswered } from "#src/domain/facts.ts";
import type { Finding } from "#src/domain/finding.ts";
import type { Invoice } from "#src/domain/invoice.ts";
import type { Address } from "#src/domain/party.ts";
import { isSameState } from "#src/domain/tables/dependent-territories.ts";
import { reporter } from "./reporter.ts";
import { countryOfVatId } from "./vat-id-country.ts";

const { verified, contradicted, unknown } = reporter("address");

/** Checks country, post code and region of the seller's address, and whether it is on the map where one was asked. */
export function checkAddress(invoice: Invoice, facts: AddressFacts | undefined): Finding[] {
  if (facts === undefined) {
    return [
      unknown("ADDRESS-NO-ANSWER", "The address was not checked: no answer.", "seller.address"),
    ];
  }
  const address = invoice.seller?.address ?? {};
  return [
    ...checkCountry(address, facts, invoice.seller?.vatId),
    ...checkPostCode(address, facts),
    ...checkRegion(address, facts),
    ...checkPlace(address, facts.place),
    ...(facts.unanswered ?? []).map(noAnswerOf),
  ];
}

function checkCountry(
  { countryCode }: Address,
  { countryName }: AddressFacts,
  vatId: string | undefined,
): Finding[] {
  const rule = "ADDRESS-COUNTRY";
  const path = "seller.address.countryCode";
  if (countryCode === undefined) {
    if (countryOfVatId(vatId) !== undefined) return [];
    return [unknown(rule, "The seller's country is not stated.", path)];
  }
  if (countryName === undefined) {
    return [contradicted(rule, `${countryCode} is not a country code of ISO 3166-1.`, { path })];
  }
  return [verified(rule, `${countryCode} is ${countryName}.`, path)];
}

function checkPostCode(
  { postCode, countryCode }: Address,
  { postCode: status, countryName }: AddressFacts,
): Finding[] {
  const rule = "ADDRESS-POST-CODE";
  const path = "seller.address.postCode";
  const where = countryName ?? countryCode;
  if (status === "valid") return [verified(rule, `${postCode} has the form of ${where}.`, path)];
  if (status !== "invalid") return [];
  return [
    contradicted(rule, `${postCode} does not have the form of a post code of ${where}.`, { path }),
  ];
}

function checkRegion(
  { region, countryCode }: Address,
  { region: status, countryName }: AddressFacts,
): Finding[] {
  const rule = "ADDRESS-REGION";
  const path = "seller.address.region";
  const where = countryName ?? countryCode;
  if (status === "valid") return [verified(rule, `${region} is a region of ${where}.`, path)];
  if (status !== "invalid") return [];
  return [contradicted(rule, `${region} is not a region of ${where}.`, { path })];
}

/** Nothing for `partial`: maps lack houses that exist. The address itself is not repeated: it is on the document. */
function checkPlace({ countryCode }: Address, place: PlaceFact | undefined): Finding[] {
  if (place === undefined) return [];
  const rule = "ADDRESS-FOUND";
  const path = "seller.address";
  // By the day: the time of day would make two runs differ.
  const evidence = `(${place.source}, ${place.checkedAt.slice(0, "2026-01-31".length)})`;
  if (place.status === "not_found") {
    const message = `Neither city nor post code were found in ${countryCode} ${evidence}.`;
    return [contradicted(rule, message, { path })];
  }
  if (
    countryCode !== undefined &&
    place.countryCode !== undefined &&
    !isSameState(countryCode, place.countryCode)
  ) {
    const message = `The address is in ${place.countryCode}, not in ${countryCode} ${evidence}.`;
    return [contradicted(rule, message, { path })];
  }
  if (place.status === "partial") return [];
  return [verified(rule, `The address is on the map ${evidence}.`, path)];
}

const noAnswerOf = ({ message }: Unanswered): Finding =>
  unknown(
    "ADDRESS-SERVICE-NO-ANSWER",
    `The address was not looked for on the map. ${message}.`,
    "seller.address",
  );
