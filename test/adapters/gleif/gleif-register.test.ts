import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createGleifRegister } from "#src/adapters/gleif/gleif-register.ts";
import { isLei } from "#src/adapters/gleif/lei-record.ts";
import type { CompanyRegister } from "#src/ports/company-register.ts";
import { describeCompanyRegister } from "#test/contracts/company-register-contract.ts";
import { describeLiveService, recordingCall } from "#test/contracts/live-service-contract.ts";
import type { DoubleServer } from "#test/fakes/services/double-server.ts";
import { type LeiCompany, startGleifDouble } from "#test/fakes/services/gleif-server.ts";
import { type AdapterOptions, useDouble } from "#test/support/live-adapter.ts";

/** An LEI with right check digits for an entity of this number. */
function leiOf(entity: number): string {
  const body = `5299${String(entity).padStart(14, "0")}`;
  return `${body}${String(98n - (BigInt(`${body}00`) % 97n)).padStart(2, "0")}`;
}

const de = "DE";
const companies: readonly LeiCompany[] = [
  { lei: leiOf(1), name: "Beispiel Werke GmbH", countryCode: de, registeredAs: "HRB 12345" },
  { lei: leiOf(2), name: "Beispiel Werke GmbH & Co. KG", countryCode: de, registeredAs: "HRA 77" },
  { lei: leiOf(3), name: "Gestern Handel AG", countryCode: de, entityStatus: "INACTIVE" },
  { lei: leiOf(4), name: "Zwilling GmbH", countryCode: de },
  { lei: leiOf(5), name: "ZWILLING GMBH", countryCode: de },
  { lei: leiOf(6), name: "Saumig AG", countryCode: de, registrationStatus: "LAPSED" },
  { lei: leiOf(7), name: "Aufgegangen AG", countryCode: de, registrationStatus: "MERGED" },
  { lei: leiOf(8), name: "Doppelt GmbH", countryCode: de, registrationStatus: "DUPLICATE" },
  { lei: leiOf(9), name: "Doppelt GmbH", countryCode: de },
  { lei: leiOf(10), name: "Seltsam GmbH", countryCode: de, entityStatus: "NULL" },
  { lei: leiOf(11), name: "Fremd Bau GmbH", countryCode: de, registeredAs: "HRB 999" },
  { lei: leiOf(12), name: "Komma, Punkt GmbH", countryCode: de },
  { lei: leiOf(13), name: "Nichtig GmbH", countryCode: de, registrationStatus: "ANNULLED" },
  ...Array.from({ length: 60 }, (_, index) => ({
    lei: leiOf(100 + index),
    name: `Massen Fonds ${index}`,
    countryCode: de,
  })),
];

const start = async (): Promise<DoubleServer> => await startGleifDouble(companies);
const { server, wired } = useDouble(start);

const create = (options?: AdapterOptions): CompanyRegister => createGleifRegister(wired(options));

const byName = (name: string) => ({ name, countryCode: de });

describeCompanyRegister("GLEIF", {
  create,
  registered: {
    query: { ...byName("Beispiel Werke GmbH"), legalRegistrationId: "HRB 12345" },
    fact: { identifier: "HRB 12345", name: "Beispiel Werke GmbH" },
  },
  inactive: byName("Gestern Handel AG"),
  unlisted: { query: byName("Nirgendwo Handels GmbH"), status: undefined },
  notApplicable: { vatId: "DE136695976", legalRegistrationId: "HRB 12345" },
  failNext: () => server().failNext({ kind: "answer", status: 503, text: "" }),
});

describeLiveService("GLEIF", {
  start,
  ask: async (call, options) =>
    await create({ call, ...options }).lookUp(byName("Beispiel Werke GmbH"), options.signal),
});

describe("GLEIF", () => {
  it("finds a company by its LEI", async () => {
    const query = { legalRegistrationId: leiOf(1), legalRegistrationScheme: "0199" };

    expect(await create().lookUp(query)).toMatchObject({
      status: "registered",
      identifier: leiOf(1),
      name: "Beispiel Werke GmbH",
    });
  });

  it("says of an LEI with right check digits that is not there that it is not registered", async () => {
    expect(await create().lookUp({ legalRegistrationId: leiOf(4711) })).toMatchObject({
      status: "not_registered",
      identifier: leiOf(4711),
    });
  });

  it("does not say of an LEI that was given twice that nobody has it", async () => {
    await expect(create().lookUp({ legalRegistrationId: leiOf(8) })).rejects.toMatchObject({
      code: "port.unavailable",
      isTransient: false,
      message: "GLEIF: it lists this LEI as a duplicate of another",
    });
  });

  it("says of an LEI that was annulled that it is not registered", async () => {
    expect(await create().lookUp({ legalRegistrationId: leiOf(13) })).toMatchObject({
      status: "not_registered",
    });
  });

  it("takes no LEI with wrong check digits for one", async () => {
    const wrong = `${leiOf(1).slice(0, -2)}00`;

    expect(await create().lookUp({ legalRegistrationId: wrong })).toBeUndefined();
  });

  it("tells two companies apart that differ in their legal form", async () => {
    const fact = await create().lookUp(byName("Beispiel Werke GmbH & Co. KG"));

    expect(fact?.name).toBe("Beispiel Werke GmbH & Co. KG");
  });

  it("says by which name it found a company without a number", async () => {
    const fact = await create().lookUp(byName("BEISPIEL WERKE GMBH"));

    expect(fact).toMatchObject({ status: "registered", identifier: "BEISPIEL WERKE GMBH" });
  });

  it("asks by name where the number is another company's, as courts count on their own", async () => {
    const query = { ...byName("Beispiel Werke GmbH"), legalRegistrationId: "HRB 999" };

    expect(await create().lookUp(query)).toMatchObject({
      status: "registered",
      identifier: "Beispiel Werke GmbH",
    });
  });

  it("does not say which of several companies of one name is meant", async () => {
    await expect(create().lookUp(byName("Zwilling GmbH"))).rejects.toMatchObject({
      code: "port.unavailable",
      isTransient: false,
      message: "GLEIF: it lists several such companies",
    });
  });

  it("does not say which is meant among more candidates than it looks at", async () => {
    await expect(create().lookUp(byName("Massen Fonds"))).rejects.toMatchObject({
      code: "port.unavailable",
      isTransient: false,
    });
  });

  it("leaves out records that are there twice", async () => {
    expect(await create().lookUp(byName("Doppelt GmbH"))).toMatchObject({ status: "registered" });
  });

  it("does not hold a fee that was not paid against a company", async () => {
    expect(await create().lookUp(byName("Saumig AG"))).toMatchObject({ status: "registered" });
  });

  it("knows that a company that was merged is gone", async () => {
    expect(await create().lookUp(byName("Aufgegangen AG"))).toMatchObject({ status: "inactive" });
  });

  it("gives no answer where the record tells no status", async () => {
    await expect(create().lookUp(byName("Seltsam GmbH"))).rejects.toMatchObject({
      code: "port.unavailable",
      isTransient: false,
    });
  });

  it("asks for a name with a comma as one term", async () => {
    expect(await create().lookUp(byName("Komma, Punkt GmbH"))).toMatchObject({
      status: "registered",
    });
    expect(server().received.at(-1)?.url.searchParams.get("filter[entity.legalName]")).toBe(
      "Komma Punkt GmbH",
    );
  });

  it("does not look for a company of the same name in another country", async () => {
    const query = { name: "Beispiel Werke GmbH", countryCode: "AT" };

    expect(await create().lookUp(query)).toBeUndefined();
  });

  it("does not take what was answered about another company of the same number for an answer", async () => {
    const { call, options } = recordingCall();
    const register = create({ call });
    await register.lookUp({ ...byName("Beispiel Werke GmbH"), legalRegistrationId: "HRB 12345" });
    await register.lookUp({ ...byName("Fremd Bau GmbH"), legalRegistrationId: "HRB 12345" });

    expect(new Set(options.map(({ key }) => key)).size).toBe(options.length);
  });

  it("asks at most twice about a seller", async () => {
    const { call, options } = recordingCall();

    await create({ call }).lookUp({ ...byName("Nobody at all"), legalRegistrationId: "HRB 1" });

    expect(options).toHaveLength(2);
  });
});

describe("an LEI", () => {
  it("has check digits that notice any one wrong digit", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e12 }),
        fc.integer({ min: 0, max: 19 }),
        fc.integer({ min: 1, max: 9 }),
        (entity, at, by) => {
          const lei = leiOf(entity);
          const wrong = `${lei.slice(0, at)}${(Number(lei[at]) + by) % 10}${lei.slice(at + 1)}`;
          expect([isLei(lei), isLei(wrong)]).toEqual([true, false]);
        },
      ),
    );
  });
});
