import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCompaniesHouseRegister } from "#src/adapters/companies-house/companies-house-register.ts";
import type { CompanyRegister } from "#src/ports/company-register.ts";
import type { ServiceCall } from "#src/resilience/service-call.ts";
import { describeCompanyRegister } from "#test/contracts/company-register-contract.ts";
import {
  type AskOptions,
  describeLiveService,
  plainCall,
  testNow,
} from "#test/contracts/live-service-contract.ts";
import { startCompaniesHouseDouble } from "#test/fakes/services/companies-house-server.ts";
import type { DoubleServer } from "#test/fakes/services/double-server.ts";

const statuses = {
  active: "registered",
  open: "registered",
  registered: "registered",
  administration: "registered",
  receivership: "registered",
  "voluntary-arrangement": "registered",
  "insolvency-proceedings": "registered",
  liquidation: "inactive",
  dissolved: "inactive",
  closed: "inactive",
  "converted-closed": "inactive",
  removed: "inactive",
} as const;
const rows = Object.entries(statuses).map(
  ([status, expected], index) => [status, expected, String(10_000_000 + index)] as const,
);

const start = async (): Promise<DoubleServer> =>
  await startCompaniesHouseDouble(
    [
      { number: "01234567", name: "EXAMPLE WORKS LTD", status: "active" },
      { number: "SC123456", name: "EXAMPLE WORKS (SCOTLAND) LTD", status: "active" },
      { number: "09999999", name: "STATELESS LTD" },
      { number: "09999998", name: "NEW LTD", status: "a-new-status" },
      ...rows.map(([status, , number]) => ({ number, name: "ANY LTD", status })),
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
}: Partial<AskOptions> & { call?: ServiceCall } = {}): CompanyRegister =>
  createCompaniesHouseRegister({ baseUrl, fetch, call, now: testNow, apiKey });

const british = (legalRegistrationId: string) => ({ countryCode: "GB", legalRegistrationId });

describeCompanyRegister("Companies House", {
  create,
  registered: {
    query: british("01234567"),
    fact: { identifier: "01234567", name: "EXAMPLE WORKS LTD" },
  },
  inactive: british(rows.find(([status]) => status === "dissolved")?.[2] ?? ""),
  unlisted: { query: british("00000001"), status: "not_registered" },
  notApplicable: {
    countryCode: "DE",
    legalRegistrationId: "01234567",
    name: "Beispiel Werke GmbH",
  },
  failNext: () => server.failNext({ kind: "answer", status: 503, text: "" }),
});

describeLiveService("Companies House", {
  start,
  ask: async (call, options) =>
    await create({ call, ...options }).lookUp(british("01234567"), options.signal),
});

describe("Companies House", () => {
  it.each(rows)("counts a company that is %s as %s", async (_, expected, number) => {
    expect(await create().lookUp(british(number))).toMatchObject({ status: expected });
  });

  it.each([
    ["1234567", "01234567"],
    ["01 234 567", "01234567"],
    ["sc123456", "SC123456"],
  ])("takes %s for number %s", async (written, identifier) => {
    expect(await create().lookUp(british(written))).toMatchObject({
      status: "registered",
      identifier,
    });
  });

  it("is about a seller whose VAT id alone is British", async () => {
    const query = { vatId: "GB123456789", legalRegistrationId: "01234567" };

    expect(await create().lookUp(query)).toMatchObject({ status: "registered" });
  });

  it.each([
    ["a number of another register", { ...british("01234567"), legalRegistrationScheme: "0088" }],
    ["a text that is no company number", british("../company/1")],
    ["a seller in another country", { ...british("01234567"), countryCode: "FR" }],
  ])("does not ask about %s", async (_, query) => {
    const before = server.received.length;

    expect(await create().lookUp(query)).toBeUndefined();
    expect(server.received).toHaveLength(before);
  });

  it.each(["09999999", "09999998"])(
    "gives no answer about %s, whose status tells nothing",
    async (number) => {
      await expect(create().lookUp(british(number))).rejects.toMatchObject({
        code: "port.unavailable",
        isTransient: false,
      });
    },
  );

  it("believes only its own word for a company that is not there", async () => {
    for (const text of ['{"message":"no Route matched with those values"}', "{}", "[]"]) {
      server.failNext({ kind: "answer", status: 404, text });

      await expect(create().lookUp(british("01234567"))).rejects.toMatchObject({
        code: "port.unavailable",
      });
    }
  });

  it("believes no answer about another company", async () => {
    const other = {
      company_number: "07654321",
      company_name: "OTHER LTD",
      company_status: "active",
    };
    server.failNext({ kind: "answer", text: JSON.stringify(other) });

    await expect(create().lookUp(british("01234567"))).rejects.toMatchObject({
      code: "port.unavailable",
    });
  });

  it("says what to do about a key it does not take", async () => {
    await expect(create({ apiKey: "wrong" }).lookUp(british("01234567"))).rejects.toMatchObject({
      isTransient: false,
      message: "Companies House: it refuses us (HTTP 401); check its key",
    });
  });
});
