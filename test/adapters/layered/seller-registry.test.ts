import { describe, expect, it } from "vitest";
import { createLayeredSellerRegistry } from "#src/adapters/layered/seller-registry.ts";
import type { CompanyRegister } from "#src/ports/company-register.ts";
import type { SellerQuery } from "#src/ports/seller-registry.ts";
import type { WebSearch } from "#src/ports/web-search.ts";
import {
  contractSeller,
  describeSellerRegistry,
  invalidVatId,
} from "#test/contracts/seller-registry-contract.ts";
import { createFakeCompanyRegister } from "#test/fakes/fake-company-register.ts";
import { createFakeSellerRegistry } from "#test/fakes/fake-seller-registry.ts";
import { createFakeWebSearch } from "#test/fakes/fake-web-search.ts";

const query: SellerQuery = {
  name: contractSeller.name,
  vatId: contractSeller.vatId,
  legalRegistrationId: "HRB 12345",
  countryCode: "DE",
};

const withMasterFile = createFakeSellerRegistry({ sellers: [contractSeller] });
const withoutMasterFile = createFakeSellerRegistry();
const withEmptyMasterFile = createFakeSellerRegistry({ sellers: [] });

const vies = createFakeCompanyRegister({ companies: [{ identifier: contractSeller.vatId }] });
const viesKnowingNobody = createFakeCompanyRegister();
const gleif = createFakeCompanyRegister({
  source: "gleif",
  companies: [{ identifier: "HRB 12345" }],
});
const silent = (source: CompanyRegister["source"]): CompanyRegister =>
  createFakeCompanyRegister({ source, failure: () => ({ isTransient: true }) });

/** A web search, and what it was asked. */
function aWebSearch(): { webSearch: WebSearch; asked: unknown[] } {
  const asked: unknown[] = [];
  const found = createFakeWebSearch({
    companies: [{ name: contractSeller.name, site: "x.example" }],
  });
  const webSearch: WebSearch = {
    findCompany: async (company, signal) => {
      asked.push(company);
      return await found.findCompany(company, signal);
    },
  };
  return { webSearch, asked };
}

describeSellerRegistry("Layered, with nothing configured,", ({ withMasterFile: isWith }) =>
  createLayeredSellerRegistry({
    base: createFakeSellerRegistry({
      ...(isWith && { sellers: [contractSeller] }),
      invalid: [invalidVatId],
    }),
    registers: [],
  }),
);

describe("the layered seller registry", () => {
  it("says nothing more than its base if nothing else is configured", async () => {
    const layered = createLayeredSellerRegistry({ base: withMasterFile, registers: [] });

    expect(await layered.lookUp(query)).toEqual(await withMasterFile.lookUp(query));
  });

  it("adds what registers answer, in the order they were given", async () => {
    const layered = createLayeredSellerRegistry({ base: withMasterFile, registers: [vies, gleif] });

    const facts = await layered.lookUp(query);

    expect(facts.master).toEqual(contractSeller);
    expect(facts.registers?.map(({ source, status }) => [source, status])).toEqual([
      ["vies", "registered"],
      ["gleif", "registered"],
    ]);
    expect(facts).not.toHaveProperty("unanswered");
  });

  it("asks registers at once, not one after the other", async () => {
    const both = Promise.withResolvers<void>();
    let askedCount = 0;
    const waiting = (source: CompanyRegister["source"]): CompanyRegister => ({
      source,
      lookUp: async () => {
        askedCount += 1;
        if (askedCount === 2) both.resolve();
        await both.promise;
        return undefined;
      },
    });
    const registers = [waiting("vies"), waiting("gleif")];

    const facts = await createLayeredSellerRegistry({ base: withMasterFile, registers }).lookUp(
      query,
    );

    expect(facts).not.toHaveProperty("registers");
  });

  it("leaves out registers that are not about such a seller", async () => {
    const layered = createLayeredSellerRegistry({ base: withMasterFile, registers: [vies, gleif] });

    const facts = await layered.lookUp({ vatId: contractSeller.vatId });

    expect(facts.registers?.map(({ source }) => source)).toEqual(["vies"]);
  });

  it("names a register that gave no answer, and keeps what the others say", async () => {
    const layered = createLayeredSellerRegistry({
      base: withMasterFile,
      registers: [silent("vies"), gleif],
    });

    const facts = await layered.lookUp(query);

    expect(facts.registers?.map(({ source }) => source)).toEqual(["gleif"]);
    expect(facts.unanswered).toEqual([{ source: "vies", message: "vies: told to give no answer" }]);
  });

  it.each([
    ["is in the master file, whatever registers say", withMasterFile, [viesKnowingNobody]],
    ["is not in the master file, but in a register", withEmptyMasterFile, [vies]],
    ["is in one register of several", withEmptyMasterFile, [viesKnowingNobody, gleif]],
  ])("does not search the web for a seller that %s", async (_, base, registers) => {
    const { webSearch, asked } = aWebSearch();

    const facts = await createLayeredSellerRegistry({ base, registers, webSearch }).lookUp(query);

    expect(asked).toEqual([]);
    expect(facts).not.toHaveProperty("webPresence");
  });

  it.each([
    ["nobody knows", withEmptyMasterFile, []],
    ["is in no register", withEmptyMasterFile, [viesKnowingNobody]],
    ["is in none that answered", withoutMasterFile, [silent("vies")]],
  ])("searches the web, with the country, for a seller that %s", async (_, base, registers) => {
    const { webSearch, asked } = aWebSearch();

    const facts = await createLayeredSellerRegistry({ base, registers, webSearch }).lookUp(query);

    expect(asked).toEqual([{ name: contractSeller.name, place: "Germany" }]);
    expect(facts.webPresence).toMatchObject({ status: "found", sites: ["x.example"] });
  });

  it.each([
    ["by a number that may repeat", { ...contractSeller, isWeakMatch: true }],
    ["by an account of another name", { ...contractSeller, matchedBy: "iban", name: "Other AG" }],
  ] as const)("searches the web for a seller that was found %s only", async (_, master) => {
    const { webSearch, asked } = aWebSearch();
    const base = { lookUp: async () => ({ master }) };

    await createLayeredSellerRegistry({ base, registers: [], webSearch }).lookUp(query);

    expect(asked).toHaveLength(1);
  });

  it("does not search the web for a seller without a name", async () => {
    const { webSearch, asked } = aWebSearch();

    await createLayeredSellerRegistry({ base: withoutMasterFile, registers: [], webSearch }).lookUp(
      {
        vatId: "DE1",
      },
    );

    expect(asked).toEqual([]);
  });

  it("names a web search that gave no answer", async () => {
    const webSearch = createFakeWebSearch({ failure: () => ({ isTransient: false }) });
    const layered = createLayeredSellerRegistry({
      base: withoutMasterFile,
      registers: [],
      webSearch,
    });

    expect((await layered.lookUp(query)).unanswered?.map(({ source }) => source)).toEqual([
      "serper",
    ]);
  });

  it("gives no answer if its base gives none", async () => {
    const base = createFakeSellerRegistry({ failure: { isTransient: true } });

    await expect(
      createLayeredSellerRegistry({ base, registers: [vies] }).lookUp(query),
    ).rejects.toMatchObject({ code: "port.unavailable" });
  });

  it("stops with the caller's reason when it is cancelled while registers are asked", async () => {
    const caller = new AbortController();
    const reason = new Error("no longer wanted");
    const cancelling: CompanyRegister = {
      source: "vies",
      lookUp: async () => {
        caller.abort(reason);
        return await silent("vies").lookUp({ vatId: "DE1" });
      },
    };
    const layered = createLayeredSellerRegistry({ base: withMasterFile, registers: [cancelling] });

    await expect(layered.lookUp(query, caller.signal)).rejects.toBe(reason);
  });

  it("lets an error that is a bug be one", async () => {
    const bug = new RangeError("out of range");
    const broken: CompanyRegister = {
      source: "gleif",
      lookUp: async () => await Promise.reject(bug),
    };
    const layered = createLayeredSellerRegistry({ base: withMasterFile, registers: [broken] });

    await expect(layered.lookUp(query)).rejects.toBe(bug);
  });
});
