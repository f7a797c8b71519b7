import { describe, expect, it, onTestFinished } from "vitest";
import { Services } from "#src/domain/service-settings.ts";
import { openServices } from "#src/open-services.ts";
import { companyAtHome } from "#test/contracts/company-search-contract.ts";
import { createFakeAddressValidator } from "#test/fakes/fake-address-validator.ts";
import { createFakeExchangeRates } from "#test/fakes/fake-exchange-rates.ts";
import { createFakeSellerRegistry } from "#test/fakes/fake-seller-registry.ts";
import { testNow } from "#test/contracts/live-service-contract.ts";
import { startCompaniesHouseDouble } from "#test/fakes/services/companies-house-server.ts";
import { startViesDouble, viesAnswer } from "#test/fakes/services/vies-server.ts";

const italian = "IT00743110157";
const french = "FR40303265045";
const germanIds = Array.from({ length: 12 }, (_, index) => `DE${136_695_976 + index}`);

/** VIES where the registers of some member states fail, asked through its policies. */
async function aViesWithout(userErrors: Readonly<Record<string, string>>) {
  const server = await startViesDouble(
    [italian, french].map((vatId) => ({ vatId, name: "EXAMPLE WORKS" })),
  );
  onTestFinished(async () => await server.close());
  server.failWhen((key) => {
    const userError = userErrors[/\/ms\/([A-Z]{2})\//.exec(key)?.[1] ?? ""];
    if (userError === undefined) return undefined;
    return { kind: "answer", text: JSON.stringify(viesAnswer({ userError })) };
  });
  const vies = { baseUrl: server.baseUrl.href, attemptsMax: 1 };
  const logged: string[] = [];
  const services = openServices(Services.parse({ vies }), offline, {
    keys: { companiesHouse: undefined, serper: undefined, google: undefined },
    log: (_level, event, { service }) => void logged.push(`${event} ${String(service)}`),
    now: testNow,
  });
  onTestFinished(async () => await services.close());
  const lookUp = async (vatId: string) => await services.sellerRegistry.lookUp({ vatId });
  return { server, services, lookUp, logged };
}

const offline = {
  sellerRegistry: createFakeSellerRegistry(),
  addressValidator: createFakeAddressValidator(),
  exchangeRates: createFakeExchangeRates(),
};

describe("Companies House among the open services", () => {
  async function open(services: object) {
    const opened = openServices(Services.parse(services), offline, {
      keys: { companiesHouse: "test-key", serper: undefined, google: undefined },
      log: () => undefined,
      now: testNow,
    });
    onTestFinished(async () => await opened.close());
    return opened;
  }

  it("is searched only where it is switched on", async () => {
    const server = await startCompaniesHouseDouble([{ ...companyAtHome, status: "active" }], {
      apiKey: "test-key",
    });
    onTestFinished(async () => await server.close());

    const off = await open({});
    const on = await open({ companiesHouse: { baseUrl: server.baseUrl.href } });

    expect(off.companySearch).toBeUndefined();
    const found = await on.companySearch?.findCompanies(companyAtHome);
    expect(found?.companies).toMatchObject([{ number: companyAtHome.number }]);
  });

  it("has one circuit breaker for what is looked up by number and what is searched for", async () => {
    const server = await startCompaniesHouseDouble([], { apiKey: "test-key" });
    onTestFinished(async () => await server.close());
    server.failWhen(() => ({ kind: "answer", status: 500, text: "" }));
    const breaker = { windowCalls: 4, callsMin: 2 };
    const { sellerRegistry, companySearch } = await open({
      companiesHouse: {
        baseUrl: server.baseUrl.href,
        attemptsMax: 1,
        breaker,
        ratePerSecond: 1_000,
      },
    });
    for (let index = 0; index < 4; index += 1) {
      const legalRegistrationId = String(10_000_000 + index);
      await sellerRegistry.lookUp({ legalRegistrationId, countryCode: "GB" });
    }
    const before = server.received.length;

    await expect(companySearch?.findCompanies(companyAtHome)).rejects.toMatchObject({
      code: "port.unavailable",
    });
    expect(server.received).toHaveLength(before);
  });
});

describe("VIES among the open services", () => {
  it.each(["MS_UNAVAILABLE", "TIMEOUT", "MS_MAX_CONCURRENT_REQ"])(
    "answers about other countries while Germany's register says %s",
    async (userError) => {
      const { server, lookUp, logged } = await aViesWithout({ DE: userError });

      for (const vatId of germanIds) {
        expect((await lookUp(vatId)).unanswered).toMatchObject([{ source: "vies" }]);
      }

      for (const vatId of [italian, french]) {
        expect((await lookUp(vatId)).registers).toMatchObject([{ status: "registered" }]);
      }
      expect(logged).toContain("breaker.opened vies DE");
      // Germany is left alone after a while; the others are not.
      expect(server.received.length).toBeLessThan(germanIds.length + 2);
    },
  );

  it("asks nothing after it is closed, nor of a country that was not asked before", async () => {
    const { server, services, lookUp } = await aViesWithout({});
    await lookUp(italian);
    await services.close();

    for (const vatId of [italian, french]) {
      expect((await lookUp(vatId)).unanswered).toMatchObject([{ source: "vies" }]);
    }
    expect(server.received).toHaveLength(1);
  });
});
