import {
  type DoubleServer,
  type Received,
  type Reply,
  startDoubleServer,
} from "./double-server.ts";

/** The map has one house in one city. */
const house = { street: "44 Invalidenstraße", road: "Invalidenstraße", number: "44" } as const;
const settlement = { city: "Berlin", postalcode: "10115", countrycodes: "de" } as const;

/** A double of Nominatim's structured search. It asks for a user agent of one's own, as the public server does. */
export async function startNominatimDouble(): Promise<DoubleServer> {
  return await startDoubleServer(answer);
}

function answer({ url, headers }: Received): Reply {
  const agent = headers["user-agent"] ?? "";
  if (agent === "" || /^(node|undici)/.test(agent)) {
    return { status: 403, headers: { "content-type": "text/html" }, body: "Access blocked" };
  }
  const query = Object.fromEntries(url.searchParams);
  if (url.pathname !== "/search") return { status: 404, body: {} };
  if (query["q"] !== undefined && query["city"] !== undefined) {
    return { status: 400, body: { error: { code: 400, message: "structured or free, not both" } } };
  }
  return { body: placesOf(query) };
}

/** Every part of a structured query must match. */
function placesOf(query: Readonly<Record<string, string>>): readonly object[] {
  const { street, city, postalcode, countrycodes } = query;
  if (countrycodes !== settlement.countrycodes) return [];
  if (city !== undefined && city !== settlement.city) return [];
  if (postalcode !== undefined && postalcode !== settlement.postalcode) return [];
  if (street === undefined) return [place(city === undefined ? 21 : 16, {})];
  if (!street.includes(house.road)) return [];
  if (street.includes(house.number)) {
    return [place(30, { house_number: house.number, road: house.road })];
  }
  // A street that is known answers for a house that is not.
  return [place(26, { road: house.road })];
}

const place = (rank: number, more: Readonly<Record<string, string>>) => ({
  place_id: 128_513_842,
  licence: "Data © OpenStreetMap contributors, ODbL 1.0.",
  osm_type: "node",
  osm_id: 2_846_295_644,
  lat: "52.5310",
  lon: "13.3849",
  category: "place",
  type: "house",
  place_rank: rank,
  importance: 0.000_09,
  addresstype: "place",
  name: "",
  display_name: "told by the double",
  address: {
    ...more,
    city: settlement.city,
    "ISO3166-2-lvl4": "DE-BE",
    postcode: settlement.postalcode,
    country: "Deutschland",
    country_code: settlement.countrycodes,
  },
  boundingbox: ["52.5309", "52.5311", "13.3848", "13.3850"],
});
