import { type DoubleServer, type Reply, startDoubleServer } from "./double-server.ts";

export type HouseCompany = {
  readonly number: string;
  readonly name: string;
  /** Absent: the profile has no status, as those of some kinds of company. */
  readonly status?: string;
  /** Of the registered office. */
  readonly postCode?: string;
};

/**
 * Companies House: `GET /company/{number}` and `GET /search/companies`, which finds names that have the words, with the key as the name of
 * Basic authentication, and no password.
 */
export async function startCompaniesHouseDouble(
  companies: readonly HouseCompany[],
  { apiKey }: { readonly apiKey: string },
): Promise<DoubleServer> {
  const expected = `Basic ${Buffer.from(`${apiKey}:`).toString("base64")}`;
  return await startDoubleServer(({ url: { pathname, searchParams }, headers }): Reply => {
    if (headers["authorization"] !== expected) {
      return { status: 401, body: { error: "Invalid Authorization", type: "ch:service" } };
    }
    if (pathname === "/search/companies") {
      const limit = Number(searchParams.get("items_per_page") ?? 20);
      return { body: found(companies, searchParams.get("q") ?? "", limit) };
    }
    const [, number = ""] = /^\/company\/([0-9A-Z]+)$/.exec(pathname) ?? [];
    const company = companies.find((known) => known.number === number);
    if (company === undefined) {
      const error = { error: "company-profile-not-found", type: "ch:service" };
      return { status: 404, body: { errors: [error] } };
    }
    return {
      status: 200,
      body: {
        company_number: company.number,
        company_name: company.name,
        ...(company.status !== undefined && { company_status: company.status }),
        type: "ltd",
        jurisdiction: "england-wales",
        etag: "0f8a",
        links: { self: `/company/${company.number}` },
      },
    };
  });
}

/** Companies whose names have a word of the query, those that have most of them first. */
function found(companies: readonly HouseCompany[], query: string, limit: number): object {
  const wordsOf = (text: string): string[] => text.toUpperCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const asked = new Set(wordsOf(query));
  const scored = companies
    .map((company) => ({
      company,
      score: wordsOf(company.name).filter((word) => asked.has(word)).length,
    }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score);
  return {
    kind: "search#companies",
    page_number: 1,
    start_index: 0,
    items_per_page: limit,
    total_results: scored.length,
    items: scored.slice(0, limit).map(({ company }) => ({
      kind: "searchresults#company",
      title: company.name,
      company_number: company.number,
      ...(company.status !== undefined && { company_status: company.status }),
      company_type: "ltd",
      address: {
        premises: "1",
        address_line_1: "High Street",
        ...(company.postCode !== undefined && { postal_code: company.postCode }),
      },
      links: { self: `/company/${company.number}` },
    })),
  };
}
