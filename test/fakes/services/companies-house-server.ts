import { type DoubleServer, type Reply, startDoubleServer } from "./double-server.ts";

export type HouseCompany = {
  readonly number: string;
  readonly name: string;
  /** Absent: the profile has no status, as those of some kinds of company. */
  readonly status?: string;
};

/** Companies House: `GET /company/{number}` with the key as the name of Basic authentication, and no password. */
export async function startCompaniesHouseDouble(
  companies: readonly HouseCompany[],
  { apiKey }: { readonly apiKey: string },
): Promise<DoubleServer> {
  const expected = `Basic ${Buffer.from(`${apiKey}:`).toString("base64")}`;
  return await startDoubleServer(({ url: { pathname }, headers }): Reply => {
    if (headers["authorization"] !== expected) {
      return { status: 401, body: { error: "Invalid Authorization", type: "ch:service" } };
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
