import {
  type DoubleServer,
  type Received,
  type Reply,
  startDoubleServer,
} from "./double-server.ts";

type House = { readonly road: string; readonly number: string };
type Settlement = {
  readonly city: string;
  readonly postalcode: string;
  readonly country: string;
  /** The map has a territory under its state: French Polynesia is `fr`, never `pf`. */
  readonly countryCode: string;
  readonly region: string;
  readonly house: House;
};

/** The map has two cities with one house each. */
const settlements: readonly Settlement[] = [
  {
    city: "Berlin",
    postalcode: "10115",
    country: "Deutschland",
    countryCode: "de",
    region: "DE-BE",
    house: { road: "Invalidenstraße", number: "44" },
  },
  {
    city: "Papeete",
    postalcode: "98714",
    country: "France",
    countryCode: "fr",
    region: "FR-PF",
    house: { road: "Rue du Général de Gaulle", number: "12" },
  },
];

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
  const { street, city, postalcode, countrycodes = "" } = query;
  const found = settlements.find(
    (settlement) =>
      countrycodes.split(",").includes(settlement.countryCode) &&
      (city ?? settlement.city) === settlement.city &&
      (postalcode ?? settlement.postalcode) === settlement.postalcode &&
      (street ?? settlement.house.road).includes(settlement.house.road),
  );
  if (found === undefined) return [];
  if (street === undefined) return [place(found, city === undefined ? 21 : 16, {})];
  const { road, number } = found.house;
  if (street.includes(number)) return [place(found, 30, { house_number: number, road })];
  // A street that is known answers for a house that is not.
  return [place(found, 26, { road })];
}

const place = (
  { city, postalcode, country, countryCode, region }: Settlement,
  rank: number,
  more: Readonly<Record<string, string>>,
) => ({
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
    city,
    "ISO3166-2-lvl4": region,
    postcode: postalcode,
    country,
    country_code: countryCode,
  },
  boundingbox: ["52.5309", "52.5311", "13.3848", "13.3850"],
});
