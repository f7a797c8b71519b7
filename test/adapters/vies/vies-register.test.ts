import { describe, expect, it } from "vitest";
import { createViesRegister } from "#src/adapters/vies/vies-register.ts";
import type { CompanyRegister } from "#src/ports/company-register.ts";
import { describeCompanyRegister } from "#test/contracts/company-register-contract.ts";
import { describeLiveService } from "#test/contracts/live-service-contract.ts";
import type { DoubleServer } from "#test/fakes/services/double-server.ts";
import { startViesDouble, viesAnswer } from "#test/fakes/services/vies-server.ts";
import { type AdapterOptions, useDouble } from "#test/support/live-adapter.ts";

const start = async (): Promise<DoubleServer> =>
  await startViesDouble([
    { vatId: "AT136695976", name: "BEISPIEL WERKE GMBH" },
    { vatId: "DE136695976", name: "BEISPIEL WERKE GMBH" },
    { vatId: "EL094259216", name: "ΠΑΡΑΔΕΙΓΜΑ ΑΕ" },
    { vatId: "XI123456789", name: "EXAMPLE WORKS LTD" },
    { vatId: "IE1+23456A", name: "EXAMPLE WORKS (IRELAND) LTD" },
  ]);
const { server, wired } = useDouble(start);

const create = (options: AdapterOptions = {}): CompanyRegister =>
  createViesRegister({
    ...wired(options),
    ...(options.apiKey !== undefined && { requesterVatId: options.apiKey }),
  });

describeCompanyRegister("VIES", {
  create,
  registered: {
    query: { vatId: "AT 136 695 976" },
    fact: { identifier: "AT136695976", name: "BEISPIEL WERKE GMBH" },
  },
  unlisted: { query: { vatId: "AT999999999" }, status: "not_registered" },
  notApplicable: { vatId: "CHE123456788MWST", name: "Beispiel Werke AG", countryCode: "CH" },
  failNext: () => server().failNext({ kind: "answer", status: 503, text: "" }),
});

describeLiveService("VIES", {
  start,
  ask: async (call, options) =>
    await create({ call, ...options }).lookUp({ vatId: "AT136695976" }, options.signal),
});

describe("VIES", () => {
  it.each([
    ["MS_UNAVAILABLE", true, false],
    ["TIMEOUT", true, false],
    ["SERVICE_UNAVAILABLE", true, false],
    ["MS_MAX_CONCURRENT_REQ", true, true],
    ["MS_MAX_CONCURRENT_REQ_TIME", true, true],
    ["GLOBAL_MAX_CONCURRENT_REQ", true, true],
    ["GLOBAL_MAX_CONCURRENT_REQ_TIME", true, true],
    ["INVALID_INPUT", false, false],
    ["INVALID_REQUESTER_INFO", false, false],
    ["VAT_BLOCKED", false, false],
    ["IP_BLOCKED", false, false],
    ["SOMETHING_NEW", false, false],
    ["constructor", false, false],
    // It says both: nobody can tell which.
    ["VALID", false, false],
  ])(
    "takes %s for no answer, not for an invalid VAT id",
    async (userError, isTransient, isOverload) => {
      server().failNext({ kind: "answer", text: JSON.stringify(viesAnswer({ userError })) });

      const answer = create().lookUp({ vatId: "AT136695976" });

      await expect(answer).rejects.toMatchObject({
        code: "port.unavailable",
        isTransient,
        isOverload,
      });
    },
  );

  it.each(["INVALID_REQUESTER_INFO", "VAT_BLOCKED", "IP_BLOCKED"])(
    "is out for every call where it refuses us (%s)",
    async (userError) => {
      server().failNext({ kind: "answer", text: JSON.stringify(viesAnswer({ userError })) });

      await expect(create().lookUp({ vatId: "AT136695976" })).rejects.toMatchObject({
        isOutage: true,
      });
    },
  );

  it.each([200, 500])("takes a refusal under HTTP %i for no answer", async (status) => {
    const refusal = {
      actionSucceed: false,
      errorWrappers: [{ error: "MS_MAX_CONCURRENT_REQ", message: "" }],
    };
    server().failNext({ kind: "answer", status, text: JSON.stringify(refusal) });

    await expect(create().lookUp({ vatId: "AT136695976" })).rejects.toMatchObject({
      code: "port.unavailable",
      isTransient: true,
    });
  });

  it("knows that Germany tells no names", async () => {
    const fact = await create().lookUp({ vatId: "DE136695976" });

    expect(fact).toMatchObject({ status: "registered" });
    expect(fact).not.toHaveProperty("name");
  });

  it.each(["GR094259216", "EL 094.259.216"])("asks about %s as a Greek id", async (vatId) => {
    expect(await create().lookUp({ vatId })).toMatchObject({
      status: "registered",
      identifier: "EL094259216",
    });
  });

  it("asks about Northern Ireland by its own prefix, and not about Great Britain", async () => {
    expect(await create().lookUp({ vatId: "XI123456789" })).toMatchObject({ status: "registered" });
    expect(await create().lookUp({ vatId: "GB123456789" })).toBeUndefined();
  });

  it("keeps the signs that old Irish numbers have", async () => {
    expect(await create().lookUp({ vatId: "IE1+23456A" })).toMatchObject({ status: "registered" });
  });

  it.each([
    "EU372001951",
    "US12345",
    "136695976",
    "DE",
    "DE1/../../2",
    "DE?x=1",
    "DE" + "1".repeat(50),
  ])("does not ask about %s", async (vatId) => {
    const before = server().received.length;

    await create()
      .lookUp({ vatId })
      .catch(() => undefined);

    expect(
      server()
        .received.slice(before)
        .map(({ url }) => url.pathname),
    ).toEqual(vatId === "DE1/../../2" ? ["/ms/DE/vat/12"] : []);
  });

  it("keeps the request identifier as evidence if we say who asks", async () => {
    const named = await create({ apiKey: "DE129273398" }).lookUp({ vatId: "DE136695976" });
    const unnamed = await create().lookUp({ vatId: "DE136695976" });

    expect(named?.requestId).toBe("WAPIAAAAZkx0f0Yh");
    expect(unnamed).not.toHaveProperty("requestId");
  });

  it("keeps the path of its address", async () => {
    const baseUrl = new URL("taxation_customs/vies/rest-api", server().baseUrl);

    await create({ baseUrl })
      .lookUp({ vatId: "DE136695976" })
      .catch(() => undefined);

    expect(server().received.at(-1)?.url.pathname).toBe(
      "/taxation_customs/vies/rest-api/ms/DE/vat/136695976",
    );
  });
});
