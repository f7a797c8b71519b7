import { type DoubleServer, type Reply, startDoubleServer } from "./double-server.ts";

export type LeiCompany = {
  readonly lei: string;
  readonly name: string;
  readonly countryCode: string;
  readonly registeredAs?: string;
  /** Default: ACTIVE. */
  readonly entityStatus?: string;
  /** Default: ISSUED. */
  readonly registrationStatus?: string;
};

/** GLEIF: `GET /api/v1/lei-records` with filters. Names match as there: every word of the filter is in the name. */
export async function startGleifDouble(companies: readonly LeiCompany[]): Promise<DoubleServer> {
  return await startDoubleServer(({ url: { pathname, searchParams: query } }): Reply => {
    if (pathname !== "/api/v1/lei-records") {
      const error = { status: "404", title: "Not Found" };
      return { status: 404, body: { errors: [error] }, headers: jsonApi };
    }
    const perPage = Number(query.get("page[size]") ?? "15");
    const found = companies.filter((company) => isFound(company, query));
    return {
      status: 200,
      headers: jsonApi,
      body: {
        meta: {
          goldenCopy: { publishDate: "2026-03-15T08:00:00Z" },
          pagination: { currentPage: 1, perPage, total: found.length, lastPage: 1 },
        },
        links: {},
        data: found.slice(0, perPage).map(recordOf),
      },
    };
  });
}

const jsonApi = { "content-type": "application/vnd.api+json" };

function isFound(
  { lei, name, countryCode, registeredAs }: LeiCompany,
  query: URLSearchParams,
): boolean {
  const is = (filter: string, value: string | undefined): boolean =>
    !query.has(`filter[${filter}]`) || query.get(`filter[${filter}]`) === value;
  const words = (query.get("filter[entity.legalName]") ?? "").toLowerCase().split(/\W+/);
  return (
    is("lei", lei) &&
    is("entity.registeredAs", registeredAs) &&
    is("entity.legalAddress.country", countryCode) &&
    words.every((word) => name.toLowerCase().includes(word))
  );
}

const recordOf = ({
  lei,
  name,
  countryCode,
  registeredAs,
  entityStatus = "ACTIVE",
  registrationStatus = "ISSUED",
}: LeiCompany): object => ({
  type: "lei-records",
  id: lei,
  attributes: {
    lei,
    entity: {
      legalName: { name, language: "en" },
      otherNames: [],
      legalAddress: { language: "en", city: "Berlin", country: countryCode, postalCode: "10115" },
      registeredAs: registeredAs ?? null,
      status: entityStatus,
    },
    registration: { status: registrationStatus, corroborationLevel: "FULLY_CORROBORATED" },
  },
  relationships: {},
});
