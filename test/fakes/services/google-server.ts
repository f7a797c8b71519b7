import {
  type DoubleServer,
  type Received,
  type Reply,
  startDoubleServer,
} from "./double-server.ts";

/** One building Google knows. */
type Building = {
  readonly regionCode: string;
  readonly postalCode: string;
  readonly locality: string;
  readonly route: string;
  readonly number: string;
};

const knownBuildings: readonly Building[] = [
  {
    regionCode: "DE",
    postalCode: "10115",
    locality: "Berlin",
    route: "Invalidenstraße",
    number: "44",
  },
];

export const googleKey = "test-key";

type Asked = {
  readonly regionCode: string;
  readonly postalCode?: string;
  readonly locality?: string;
  readonly addressLines?: readonly string[];
};

/** A double of Google Address Validation with the wording of its answers: what is false, empty or unset is left out. */
export async function startGoogleDouble(): Promise<DoubleServer> {
  return await startDoubleServer(answer);
}

function answer({ method, url, headers, body }: Received): Reply {
  if (method !== "POST" || url.pathname !== "/v1:validateAddress") return refused(404, "NOT_FOUND");
  if (headers["x-goog-api-key"] !== googleKey) return refused(403, "PERMISSION_DENIED");
  const { address } = body as { readonly address: Asked };
  const length = JSON.stringify(Object.values(address)).length;
  if (length > 280 + 20) return refused(400, "INVALID_ARGUMENT");
  return { body: { result: validated(address), responseId: "d2b9e8a0-double" } };
}

const refused = (status: number, name: string): Reply => ({
  status,
  body: { error: { code: status, message: "told by the double", status: name } },
});

function validated(asked: Asked) {
  const line = asked.addressLines?.join(", ") ?? "";
  const building = knownBuildings.find(({ regionCode }) => regionCode === asked.regionCode);
  const hasCode = asked.postalCode !== undefined && asked.postalCode === building?.postalCode;
  const hasCity = asked.locality !== undefined && asked.locality === building?.locality;
  const hasStreet = building !== undefined && line.includes(building.route);
  const hasNumber = building !== undefined && line.includes(building.number);
  const isSettled = hasCode && hasCity;
  const granularity =
    isSettled && hasStreet ? (hasNumber ? "PREMISE" : "ROUTE") : ("OTHER" as const);
  const isComplete = granularity === "PREMISE";
  return {
    verdict: {
      inputGranularity: line === "" ? "OTHER" : "PREMISE",
      validationGranularity: granularity,
      geocodeGranularity: granularity,
      ...(isComplete ? { addressComplete: true } : { hasUnconfirmedComponents: true }),
    },
    address: {
      formattedAddress: [line, asked.postalCode, asked.locality].join(", "),
      postalAddress: {
        regionCode: asked.regionCode,
        languageCode: "de",
        ...(asked.postalCode !== undefined && { postalCode: asked.postalCode }),
        ...(asked.locality !== undefined && { locality: asked.locality }),
        addressLines: [line],
      },
      addressComponents: [
        ...(line === "" ? [] : [component("route", line, hasStreet)]),
        ...(asked.locality === undefined ? [] : [component("locality", asked.locality, hasCity)]),
        ...(asked.postalCode === undefined
          ? []
          : [component("postal_code", asked.postalCode, hasCode)]),
        component("country", asked.regionCode, true),
      ],
    },
    geocode: { location: { latitude: 52.53, longitude: 13.38 }, placeId: "double" },
  };
}

const component = (componentType: string, text: string, isConfirmed: boolean) => ({
  componentName: { text, languageCode: "de" },
  componentType,
  confirmationLevel: isConfirmed ? "CONFIRMED" : "UNCONFIRMED_AND_SUSPICIOUS",
});
