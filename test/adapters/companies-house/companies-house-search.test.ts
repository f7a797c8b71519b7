import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCompaniesHouseSearch } from "#src/adapters/companies-house/companies-house-search.ts";
import type { CompanySearch } from "#src/ports/company-search.ts";
import type { ServiceCall } from "#src/resilience/service-call.ts";
import {
  companyAtHome,
  companyElsewhere,
  describeCompanySearch,
} from "#test/contracts/company-search-contract.ts";
import {
  type AskOptions,
  describeLiveService,
  plainCall,
  recordingCall,
  testNow,
} from "#test/contracts/live-service-contract.ts";
import { startCompaniesHouseDouble } from "#test/fakes/services/companies-house-server.ts";
import type { DoubleServer } from "#test/fakes/services/double-server.ts";

const postCode = "M1 1AE";
const active = { status: "active", postCode };

const start = async (): Promise<DoubleServer> =>
  await startCompaniesHouseDouble(
    [
      { ...companyElsewhere, status: "active" },
      { ...companyAtHome, status: "active" },
      { number: "02000001", name: "GONE TRADERS LTD", status: "dissolved", postCode },
      { number: "02000002", name: "GONE TRADERS LTD", status: "a-new-status", postCode },
      { number: "02000003", name: "GONE TRADERS LTD", postCode },
      { number: "02000004", name: "ADDRESSLESS LTD", status: "active" },
      { ...active, number: "03000001", name: "TWIN LTD" },
      { ...active, number: "OC300002", name: "TWIN LLP" },
      ...Array.from({ length: 100 }, (_, index) => ({
        ...active,
        number: String(4_000_000 + index),
        name: `COMMON ${index} LTD`,
      })),
      { ...active, number: "SC500001", name: "SAINT & SON (SCOTLAND) LIMITED" },
    ],
    { apiKey: "test-key" },
  );
let server: DoubleServer;
beforeAll(async () => {
  server = await start();
});
afterAll(async () => await server.close());

const create = ({
  call = plainCall,
  baseUrl = server.baseUrl,
  apiKey = "test-key",
}: Partial<AskOptions> & { call?: ServiceCall } = {}): CompanySearch =>
  createCompaniesHouseSearch({ baseUrl, fetch, call, now: testNow, apiKey });

const numbersOf = async (name: string, at = postCode): Promise<string[]> =>
  (await create().findCompanies({ name, postCode: at })).companies.map(({ number }) => number);

describeCompanySearch("Companies House", {
  create,
  failNext: () => server.failNext({ kind: "answer", status: 503, text: "" }),
});

describeLiveService("The search of Companies House", {
  start,
  ask: async (call, options) =>
    await create({ call, ...options }).findCompanies(companyAtHome, options.signal),
});

describe("The search of Companies House", () => {
  it("says who answered and when", async () => {
    expect(await create().findCompanies(companyAtHome)).toMatchObject({
      source: "companies_house",
      checkedAt: new Date(testNow()).toISOString(),
    });
  });

  it.each([
    ["Saint and Son (Scotland) Ltd.", ["SC500001"]],
    ["Example Works", ["01234567"]],
    ["Example Works LLP", []],
    ["Example", []],
    ["Example Works Holdings Ltd", []],
  ])("takes the same name for %s alone: %j", async (name, expected) => {
    expect(await numbersOf(name)).toEqual(expected);
  });

  it("finds no company that is gone, nor one whose status tells nothing", async () => {
    expect(await numbersOf("Gone Traders Ltd")).toEqual([]);
  });

  it("finds no company whose address it does not tell", async () => {
    expect(await numbersOf("Addressless Ltd")).toEqual([]);
  });

  it("names all that a name without legal form may mean", async () => {
    expect(await numbersOf("Twin")).toEqual(["03000001", "OC300002"]);
    expect(await numbersOf("Twin LLP")).toEqual(["OC300002"]);
  });

  it("asks for one page of companies, by the name on one line", async () => {
    expect(await numbersOf("Common\n\t77 Ltd")).toEqual(["4000077"]);
    const { pathname, searchParams } = server.received.at(-1)?.url ?? new URL("http://none/");
    expect(pathname).toBe("/search/companies");
    expect(Object.fromEntries(searchParams)).toEqual({ q: "Common 77 Ltd", items_per_page: "50" });
  });

  it("believes only its own word for an empty list", async () => {
    for (const text of ['{"items":[]}', "{}", "[]"]) {
      server.failNext({ kind: "answer", text });

      await expect(create().findCompanies(companyAtHome)).rejects.toMatchObject({
        code: "port.unavailable",
        isTransient: false,
      });
    }
  });

  it("is another question for another post code, and the same however it is written", async () => {
    const { call, options } = recordingCall();
    const search = create({ call });
    await search.findCompanies(companyAtHome);
    await search.findCompanies({ ...companyAtHome, postCode: "m1  1ae" });
    await search.findCompanies(companyElsewhere);

    const [first, same, other] = options.map(({ key }) => key);
    expect(same).toBe(first);
    expect(other).not.toBe(first);
  });
});
