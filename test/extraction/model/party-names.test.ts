import { describe, expect, it } from "vitest";
import { isSamePartyName } from "#src/extraction/model/party-names.ts";

describe("names of a party", () => {
  it.each([
    ["Beispiel Werke GmbH", "BEISPIEL-WERKE GMBH"],
    ["Au bon moulin", "Au bon moulin SARL"],
    ["Kunden AG Mitte", "Kunden AG"],
    ["Muster", "Muster Logistik GmbH"],
    ["Société Générale", "Societe Generale, Paris"],
  ])("%j and %j are the same", (left, right) => {
    expect(isSamePartyName(left, right)).toBe(true);
    expect(isSamePartyName(right, left)).toBe(true);
  });

  it.each([
    ["Muster GmbH", "Muster GmbH & Co. KG"],
    ["Muster AG", "Muster AG Handels GmbH"],
    ["Red", "Red Pot Ltd"],
    ["Muster", "Musterhaus GmbH"],
    ["Logistik GmbH", "Muster Logistik GmbH"],
    ["Azure Interior", "Global Wholesaler"],
  ])("%j and %j are two", (left, right) => {
    expect(isSamePartyName(left, right)).toBe(false);
    expect(isSamePartyName(right, left)).toBe(false);
  });
});
