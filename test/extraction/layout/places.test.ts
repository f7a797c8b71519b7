import { expect, it } from "vitest";
import { cityLineOf } from "#src/extraction/layout/places.ts";

it.each([
  ["9300 St. Veit an der Glan", "9300", "St. Veit an der Glan"],
  ["95124 Catania CT", "95124", "Catania CT"],
  ["Galway H91 P4TD", "H91 P4TD", "Galway"],
  ["Dublin D6W XY00", "D6W XY00", "Dublin"],
])("reads post code and city of %s", (line, postCode, city) => {
  expect(cityLineOf(line)).toMatchObject({ postCode, city });
});

it("takes a number before the name of a street for no post code", () => {
  expect(cityLineOf("4557 De Silva St")).toBeUndefined();
});
