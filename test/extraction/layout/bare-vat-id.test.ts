import { expect, it } from "vitest";
import { layoutOf } from "#src/extraction/layout/layout.ts";
import { findVatIds } from "#src/extraction/layout/vat-ids.ts";
import { aPage } from "./a-page.ts";

const vatIdsOf = (line: string): string[] =>
  findVatIds(layoutOf(aPage(line))).map(({ value }) => value);

it.each([
  ["Partita IVA: 00743110157", "IT00743110157"],
  ["NIP 526-000-12-46", "PL5260001246"],
  ["NIP: 526 00 01 246", "PL5260001246"],
  ["Contribuinte 501964843", "PT501964843"],
  ["NIF 501 964 843", "PT501964843"],
  ["CIF A58818501", "ESA58818501"],
  ["NIF: 12345678Z", "ES12345678Z"],
  ["NIF: X-1234567-L", "ESX1234567L"],
  ["NIF: B 5881850 1", "ESB58818501"],
  ["CVR-nr. 10150817", "DK10150817"],
])("reads the country of %s from its label", (line, vatId) => {
  expect(vatIdsOf(line)).toEqual([vatId]);
});

it.each([
  ["with wrong check digits", "Partita IVA: 00743110158"],
  ["of a company with wrong check digits", "CIF A58818502"],
  ["of a person with another letter", "NIF: 12345678A"],
  ["of a Romanian company", "CIF 18547290"],
  ["with a label of many countries", "VAT ID 5260001246"],
  ["of a person", "Codice fiscale 00743110157"],
  ["without a label", "00743110157"],
])("reads no number %s", (_, line) => {
  expect(vatIdsOf(line)).toEqual([]);
});

it("takes the first group of an account for no VAT identifier", () => {
  expect(vatIdsOf("CIF, cont RO11 BTRL 0130 1276 2208 06XX")).toEqual([]);
  expect(vatIdsOf("CIF RO18547290")).toEqual(["RO18547290"]);
});

it("reads a Swiss identifier whose label is behind it", () => {
  expect(vatIdsOf("Gasthaus Tanne AG, CHE-116.281.710 MWST")).toEqual(["CHE116281710MWST"]);
  expect(vatIdsOf("Auberge du Pont SA, CHE-116.281.710 TVA")).toEqual(["CHE116281710TVA"]);
});
