import { type DoubleServer, type Reply, startDoubleServer } from "./double-server.ts";

export type ViesRegistration = { readonly vatId: string; readonly name: string };

/** Member states that tell no names. */
const hidingNames = new Set(["DE", "ES"]);

const countries = new Set(
  "AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI".split(" "),
);

/** VIES: `GET /ms/{country}/vat/{number}`, with a request identifier for those who name themselves. */
export async function startViesDouble(
  registrations: readonly ViesRegistration[],
): Promise<DoubleServer> {
  return await startDoubleServer(({ method, url: { pathname, searchParams } }): Reply => {
    const [, country = "", number = ""] = /^\/ms\/([^/]+)\/vat\/([^/]+)$/.exec(pathname) ?? [];
    if (method !== "GET" || country === "") return { status: 404, body: { status: 404 } };
    const vatNumber = decodeURIComponent(number);
    if (!countries.has(country)) {
      return { status: 200, body: viesAnswer({ userError: "INVALID_INPUT", vatNumber }) };
    }
    const found = registrations.find(({ vatId }) => vatId === `${country}${vatNumber}`);
    const isNamed =
      searchParams.has("requesterMemberStateCode") && searchParams.has("requesterNumber");
    return {
      status: 200,
      body: viesAnswer({
        isValid: found !== undefined,
        userError: found === undefined ? "INVALID" : "VALID",
        name: found === undefined || hidingNames.has(country) ? "---" : found.name,
        requestIdentifier: isNamed && found !== undefined ? "WAPIAAAAZkx0f0Yh" : "",
        vatNumber,
      }),
    };
  });
}

/** An answer of VIES, as it has them also when nobody looked. */
export const viesAnswer = (changes: Readonly<Record<string, unknown>>): object => ({
  isValid: false,
  requestDate: "2026-03-15T09:00:00.000Z",
  userError: "INVALID",
  name: "---",
  address: "---",
  requestIdentifier: "",
  originalVatNumber: "",
  vatNumber: "",
  viesApproximate: { name: "---", street: "---", postalCode: "---", city: "---" },
  ...changes,
});
