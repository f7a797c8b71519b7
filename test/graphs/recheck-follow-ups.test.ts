import { describe, expect, it } from "vitest";
import { buildInvoiceGraph, type InvoiceGraphDeps } from "#graphs/invoice.ts";
import { buildRecheckBatchGraph } from "#graphs/recheck-batch.ts";
import type { RegisterFact, SellerFacts } from "#src/domain/facts.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import type { SellerRegistry } from "#src/ports/seller-registry.ts";
import { createKeyedLimiter } from "#src/resilience/keyed-limiter.ts";
import { RunContext } from "#src/state/run-context.ts";
import { createFakeAddressValidator } from "#test/fakes/fake-address-validator.ts";
import { createFakeCompanySearch } from "#test/fakes/fake-company-search.ts";
import { createFakeLedger } from "#test/fakes/fake-ledger.ts";
import { createFakeSellerRegistry } from "#test/fakes/fake-seller-registry.ts";
import { britishCompany, britishDeps, registryOfTheWeb } from "#test/support/a-british-invoice.ts";
import { pageDocument } from "#test/support/a-page-invoice.ts";

const batchId = "batch";
const { file } = pageDocument;
const context = RunContext.parse({ analysis: "rules" });
const failure = { isTransient: true } as const;
const silentSearch = createFakeCompanySearch({ failure: () => failure });
const lists = { companySearch: createFakeCompanySearch({ companies: [britishCompany] }) };
const listsNobody = { companySearch: createFakeCompanySearch() };

/** A batch of one document of a British seller, processed with these ports; the register that is searched answers if not told otherwise. */
async function aBatch(changes: Partial<InvoiceGraphDeps>) {
  const ledger = createFakeLedger();
  await ledger.startBatch({ batchId, startedAt: "2026-03-01T10:00:00Z", settings: {} });
  await ledger.saveDocuments(batchId, [pageDocument]);
  const graph = buildInvoiceGraph(britishDeps({ ledger, ...lists, ...changes }), {
    checkpointer: false,
  });
  await graph.invoke({ path: pageDocument.path, file, batchId }, { context });
  const outcome = async (): Promise<Outcome> => {
    const found = await ledger.findOutcome(batchId, file);
    if (found === undefined) throw new Error("no outcome");
    return found;
  };
  const recheck = async (later: Partial<InvoiceGraphDeps> = {}) => {
    const documentLimiter = createKeyedLimiter({ queueSlots: 100 });
    const deps = { ...britishDeps({ ledger, ...lists, ...later }), documentLimiter };
    await buildRecheckBatchGraph(deps).invoke({ batchId }, { context });
    return await outcome();
  };
  return { recheck, outcome };
}

const timeless = ({ operations: _operations, decisionHistory: _history, ...rest }: Outcome) => rest;
const calm = async (changes: Partial<InvoiceGraphDeps> = {}) =>
  timeless(await (await aBatch(changes)).outcome());
const skippedOf = ({ decision }: Outcome) => decision?.skippedChecks;

/** The registry whose registers and web say this now. */
const says = (facts: SellerFacts): { sellerRegistry: SellerRegistry } => ({
  sellerRegistry: { lookUp: async () => facts },
});
const registered: RegisterFact = {
  source: "gleif",
  status: "registered",
  identifier: "Example Works Limited",
  checkedAt: "2026-03-01T10:00:00.000Z",
};
const unanswered = [{ source: "gleif", message: "GLEIF gave no answer" }];

/** Ports that fail the test if they are asked. */
const unasked = (what: string) => async (): Promise<never> => {
  throw new TypeError(`${what} was asked`);
};

describe("a register search that had no answer", () => {
  it("is made later, alone, and then the record is that of a run without the outage", async () => {
    const batch = await aBatch({ companySearch: silentSearch });
    expect(skippedOf(await batch.outcome())).toEqual(["register"]);

    const after = await batch.recheck({ sellerRegistry: { lookUp: unasked("the registry") } });

    expect(timeless(after)).toEqual(await calm());
    expect(after.decision?.action).toBe("auto_approve");
    expect(after.decisionHistory).toMatchObject([
      { action: "manager_approval", replacedBecause: "Checked at last: register." },
    ]);
  });

  it.each([
    ["while there is none", { companySearch: silentSearch }],
    ["while the register is not configured", { companySearch: undefined }],
  ])("stays skipped %s, without a history", async (_, later) => {
    const batch = await aBatch({ companySearch: silentSearch });
    const before = await batch.outcome();

    expect(await batch.recheck(later)).toEqual(before);
  });
});

describe("a seller whose registry gave no answer", () => {
  const down = { sellerRegistry: createFakeSellerRegistry({ failure }) };

  it("is searched for as soon as the registry answers that the web alone knows it", async () => {
    const batch = await aBatch(down);
    expect(skippedOf(await batch.outcome())).toEqual(["seller"]);

    const after = await batch.recheck();

    expect(timeless(after)).toEqual(await calm());
    expect(after.decisionHistory).toMatchObject([{ replacedBecause: "Checked at last: seller." }]);
  });

  it("has the search still to come if that has no answer then", async () => {
    const batch = await aBatch(down);

    const between = await batch.recheck({ companySearch: silentSearch });
    expect(skippedOf(between)).toEqual(["register"]);
    expect(between.decision?.action).toBe("manager_approval");

    expect(timeless(await batch.recheck())).toEqual(await calm());
  });

  it("is searched for no more once a register knows it", async () => {
    const { webPresence } = await registryOfTheWeb().lookUp({});
    const batch = await aBatch({
      ...says({ ...(webPresence && { webPresence }), unanswered }),
      companySearch: silentSearch,
    });
    expect(skippedOf(await batch.outcome())).toEqual(["seller", "register"]);

    const later = says({ registers: [registered] });
    const after = await batch.recheck({
      ...later,
      companySearch: { findCompanies: unasked("the register") },
    });

    expect(timeless(after)).toEqual(await calm(later));
    expect(after.decisionHistory).toMatchObject([{ replacedBecause: "Checked at last: seller." }]);
  });
});

describe("a register search that had its answer", () => {
  it("is not made again with the checks that are", async () => {
    const changes = {
      ...listsNobody,
      addressValidator: createFakeAddressValidator({ failure }),
    };
    const batch = await aBatch(changes);
    expect(skippedOf(await batch.outcome())).toEqual(["address"]);

    const after = await batch.recheck({
      companySearch: { findCompanies: unasked("the register") },
    });

    expect(timeless(after)).toEqual(await calm(listsNobody));
    expect(after.decision?.action).toBe("manager_approval");
  });
});
