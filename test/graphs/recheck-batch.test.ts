import { describe, expect, it } from "vitest";
import { buildInvoiceGraph, type InvoiceGraphDeps } from "#graphs/invoice.ts";
import { buildRecheckBatchGraph } from "#graphs/recheck-batch.ts";
import type { RegisterFact, SellerFacts } from "#src/domain/facts.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import { PortUnavailable } from "#src/ports/port-unavailable.ts";
import type { SellerRegistry } from "#src/ports/seller-registry.ts";
import { createKeyedLimiter } from "#src/resilience/keyed-limiter.ts";
import { RunContext } from "#src/state/run-context.ts";
import { createFakeAddressValidator } from "#test/fakes/fake-address-validator.ts";
import { createFakeExchangeRates } from "#test/fakes/fake-exchange-rates.ts";
import { createFakeLedger } from "#test/fakes/fake-ledger.ts";
import { createFakeSellerRegistry } from "#test/fakes/fake-seller-registry.ts";
import { pageDeps, pageDocument, pageDraft } from "#test/support/a-page-invoice.ts";
import { knownSeller } from "#test/support/graph-deps.ts";

const batchId = "batch";
const { file } = pageDocument;
const down = { failure: { isTransient: true } } as const;
const context = RunContext.parse({ analysis: "rules" });

/** A batch of one document that was processed while these services were down. */
async function aBatch(outage: Partial<InvoiceGraphDeps>, draft = pageDraft) {
  const ledger = createFakeLedger();
  await ledger.startBatch({ batchId, startedAt: "2026-03-01T10:00:00Z", settings: {} });
  await ledger.saveDocuments(batchId, [pageDocument]);
  const graph = buildInvoiceGraph(pageDeps({ ledger, ...outage }, { draft }), {
    checkpointer: false,
  });
  await graph.invoke({ path: pageDocument.path, file, batchId }, { context });
  const recheck = async (
    changes: Partial<InvoiceGraphDeps> = {},
    { queueSlots = 100, signal = new AbortController().signal, run = context } = {},
  ) => {
    const documentLimiter = createKeyedLimiter({ queueSlots });
    const again = buildRecheckBatchGraph({ ...pageDeps({ ledger, ...changes }), documentLimiter });
    return (await again.invoke({ batchId }, { context: run, signal })).rechecked;
  };
  const outcome = async (): Promise<Outcome> => {
    const found = await ledger.findOutcome(batchId, file);
    if (found === undefined) throw new Error("no outcome");
    return found;
  };
  return { recheck, outcome, ledger };
}

const timeless = ({ operations: _operations, decisionHistory: _history, ...rest }: Outcome) => rest;

describe("a batch whose services were down", () => {
  it("is decided anew when they answer, and keeps what was decided before", async () => {
    const batch = await aBatch({ sellerRegistry: createFakeSellerRegistry(down) });
    const before = await batch.outcome();
    expect(before.decision).toMatchObject({
      action: "manager_approval",
      skippedChecks: ["seller"],
    });

    const rechecked = await batch.recheck();

    expect(rechecked[file]).toEqual({
      file,
      before: "manager_approval",
      after: "auto_approve",
      stillSkipped: [],
    });
    const after = await batch.outcome();
    expect(after).toMatchObject({ status: "decided", decision: { action: "auto_approve" } });
    expect(after.decisionHistory).toMatchObject([
      {
        action: "manager_approval",
        skippedChecks: ["seller"],
        replacedBecause: "Checked at last: seller.",
      },
    ]);
  });

  it("gives what a run without the outage gives, history apart", async () => {
    const calm = await aBatch({});
    const rough = await aBatch({
      sellerRegistry: createFakeSellerRegistry(down),
      addressValidator: createFakeAddressValidator(down),
    });

    await rough.recheck();

    expect(timeless(await rough.outcome())).toEqual(timeless(await calm.outcome()));
  });

  it("asks only for what was skipped", async () => {
    const asked: string[] = [];
    const registry = createFakeSellerRegistry({ sellers: [knownSeller] });
    const batch = await aBatch({ addressValidator: createFakeAddressValidator(down) });

    await batch.recheck({
      sellerRegistry: {
        lookUp: async (query) => {
          asked.push("seller");
          return await registry.lookUp(query);
        },
      },
    });

    expect(asked).toEqual([]);
  });

  it("is decided anew once, also by two processes at the same time", async () => {
    const batch = await aBatch({ sellerRegistry: createFakeSellerRegistry(down) });
    const registry = createFakeSellerRegistry({ sellers: [knownSeller] });
    const bothAsk = Promise.withResolvers<void>();
    let asking = 0;
    const sellerRegistry: SellerRegistry = {
      lookUp: async (query) => {
        asking += 1;
        if (asking === 2) bothAsk.resolve();
        await bothAsk.promise;
        return await registry.lookUp(query);
      },
    };

    const both = [batch.recheck({ sellerRegistry }), batch.recheck({ sellerRegistry })];
    const [one, other] = await Promise.all(both);

    expect(one?.[file]).toMatchObject({ after: "auto_approve", stillSkipped: [] });
    expect(other).toEqual(one);
    expect((await batch.outcome()).decisionHistory).toHaveLength(1);
    expect(await batch.ledger.findRecord(batchId, file)).toMatchObject({ revision: 2 });
  });

  it("is told as it stands if its record changed meanwhile, still skipped checks included", async () => {
    const batch = await aBatch({ sellerRegistry: createFakeSellerRegistry(down) });
    const { ledger } = batch;
    const options = { versions: pageDeps().versions, fingerprint: { sellerKeys: [] } };
    let isChanged = false;
    const changing: typeof ledger = {
      ...ledger,
      async record(...given) {
        const { risk: _, ...changed } = await batch.outcome();
        if (!isChanged) await ledger.record(batchId, changed, options);
        isChanged = true;
        return await ledger.record(...given);
      },
    };

    const rechecked = await batch.recheck({ ledger: changing });

    expect(rechecked[file]).toMatchObject({
      before: "manager_approval",
      after: "manager_approval",
      stillSkipped: ["seller"],
    });
  });

  it("stays as it is, without a history, while they are down", async () => {
    const outage = { sellerRegistry: createFakeSellerRegistry(down) };
    const batch = await aBatch(outage);
    const before = await batch.outcome();

    const rechecked = await batch.recheck(outage);

    expect(rechecked[file]?.stillSkipped).toEqual(["seller"]);
    expect(await batch.outcome()).toEqual(before);
  });

  it("leaves alone what a person decided", async () => {
    const batch = await aBatch({ sellerRegistry: createFakeSellerRegistry(down) });
    const outcome = await batch.outcome();
    const { decision } = outcome;
    if (decision === undefined) throw new Error("no decision");
    const reviewed = { ...outcome, decision: { ...decision, decidedBy: "reviewer" as const } };
    const versions = { policyVersion: "p1", extractionVersion: 1 };
    await batch.ledger.record(batchId, reviewed, { versions, fingerprint: { sellerKeys: [] } });

    expect(await batch.recheck()).toEqual({});
    expect(await batch.outcome()).toEqual(reviewed);
  });

  it("has nothing to do if no check was skipped", async () => {
    const batch = await aBatch({});

    expect(await batch.recheck()).toEqual({});
  });
});

/** A registry on this machine that knows the seller, and these answers and silences of registers. */
function registersSay(
  registers: readonly RegisterFact[],
  ...silent: readonly string[]
): SellerRegistry {
  const known = createFakeSellerRegistry({ sellers: [knownSeller] });
  const unanswered = silent.map((message) => ({ source: "test", message }));
  return {
    async lookUp(query): Promise<SellerFacts> {
      return { ...(await known.lookUp(query)), registers, unanswered };
    },
  };
}

const viesSays = (status: RegisterFact["status"]): RegisterFact => ({
  source: "vies",
  status,
  identifier: "DE136695976",
  checkedAt: "2026-03-01T10:00:00Z",
});

describe("a service that is silent now and answered before", () => {
  it("takes back no accusation, however often it is asked again", async () => {
    const batch = await aBatch({
      sellerRegistry: registersSay([viesSays("not_registered")], "GLEIF gave no answer"),
    });
    const before = await batch.outcome();
    expect(before.decision?.skippedChecks).toEqual(["seller"]);
    expect(before.findings).toContainEqual(
      expect.objectContaining({ rule: "SELLER-REGISTERED", status: "contradicted" }),
    );
    const { action } = before.decision ?? {};

    for (const sellerRegistry of [
      registersSay([], "GLEIF gave no answer", "VIES gave no answer"),
      registersSay([], "GLEIF answered HTTP 503", "VIES answered HTTP 503"),
      registersSay([], "VIES gave no answer"),
      createFakeSellerRegistry(down),
    ]) {
      const rechecked = await batch.recheck({ sellerRegistry });

      const stillSkipped = ["seller"];
      expect(rechecked[file]).toEqual({ file, before: action, after: action, stillSkipped });
      expect(await batch.outcome()).toEqual(before);
    }

    await batch.recheck({ sellerRegistry: registersSay([viesSays("registered")]) });
    expect((await batch.outcome()).decision).toMatchObject({ action: "auto_approve" });
  });

  it("is told from those that answered by now, also in the history", async () => {
    const batch = await aBatch({ sellerRegistry: createFakeSellerRegistry(down) });

    await batch.recheck({
      sellerRegistry: registersSay([viesSays("not_registered")], "GLEIF gave no answer"),
    });

    const { decision, decisionHistory } = await batch.outcome();
    expect(decision?.skippedChecks).toEqual(["seller"]);
    expect(decisionHistory).toMatchObject([
      { replacedBecause: "Some more services answered: seller." },
    ]);
  });

  it("leaves the rate it gave as evidence, and no other rate in its place", async () => {
    const inDollars = {
      ...pageDraft,
      invoice: { ...pageDraft.invoice, currencyCode: "USD" as const },
    };
    const calm = await aBatch({}, inDollars);
    const batch = await aBatch({ sellerRegistry: createFakeSellerRegistry(down) }, inDollars);
    const rates = createFakeExchangeRates({ rates: { "USD EUR": "0.0001" } });
    const fallback: typeof rates = {
      async rate(query) {
        const unanswered = [{ source: "test", message: "The service gave no answer" }];
        const fact = await rates.rate(query);
        return fact.status === "found" ? { ...fact, unanswered } : fact;
      },
    };

    for (const exchangeRates of [fallback, createFakeExchangeRates(down), fallback]) {
      await batch.recheck({ exchangeRates });

      const { decision, findings } = await batch.outcome();
      expect(decision).toMatchObject({ action: "manager_approval", skippedChecks: ["currency"] });
      expect(decision?.reasons.join(" ")).toContain("could not be compared with the limit");
      const rate = findings.filter(({ rule }) => rule === "CURRENCY-RATE");
      expect(rate).toMatchObject([{ message: expect.stringContaining("1 USD = 0.9 EUR") }]);
    }
    expect((await batch.outcome()).decisionHistory).toHaveLength(1);

    await batch.recheck();
    expect(timeless(await batch.outcome())).toEqual(timeless(await calm.outcome()));
  });
});

describe("a run that is interrupted", () => {
  it("is not taken for a rate nobody gave", async () => {
    const batch = await aBatch({ sellerRegistry: createFakeSellerRegistry(down) });
    const before = await batch.outcome();
    const interrupt = new AbortController();
    const exchangeRates = {
      async rate(_query: unknown, signal?: AbortSignal): Promise<never> {
        interrupt.abort();
        throw new PortUnavailable("ExchangeRates", `interrupted: ${signal?.aborted}`, {
          isTransient: true,
        });
      },
    };

    await expect(batch.recheck({ exchangeRates }, { signal: interrupt.signal })).rejects.toThrow();

    expect(await batch.outcome()).toEqual(before);
  });
});

describe("many documents with skipped checks", () => {
  const count = 20;

  /** Copies of one document, and the most that were looked up at once. */
  async function recheckMany(run: RunContext, queueSlots: number) {
    const batch = await aBatch({ sellerRegistry: createFakeSellerRegistry(down) });
    const versions = { policyVersion: "p1", extractionVersion: 1 };
    const outcome = await batch.outcome();
    for (let index = 1; index < count; index += 1) {
      const copy = { ...outcome, file: `${index}.txt` };
      await batch.ledger.record(batchId, copy, { versions, fingerprint: { sellerKeys: [] } });
    }
    const known = createFakeSellerRegistry({ sellers: [knownSeller] });
    let [inFlight, inFlightMax] = [0, 0];
    const sellerRegistry: SellerRegistry = {
      async lookUp(query) {
        inFlight += 1;
        inFlightMax = Math.max(inFlightMax, inFlight);
        await new Promise((resolve) => setImmediate(resolve));
        inFlight -= 1;
        return await known.lookUp(query);
      },
    };
    const rechecked = await batch.recheck({ sellerRegistry }, { queueSlots, run });
    return { rechecked: Object.values(rechecked), inFlightMax };
  }

  it("do not all wait at once", async () => {
    const run = RunContext.parse({ analysis: "rules", parallelism: 3 });

    const { rechecked, inFlightMax } = await recheckMany(run, 1);

    expect(rechecked).toHaveLength(count);
    expect(rechecked.every(({ after }) => after === "auto_approve")).toBe(true);
    expect(inFlightMax).toBe(3);
  });

  it("are taken one at a time under strategy sequential", async () => {
    const run = RunContext.parse({ analysis: "rules", strategy: "sequential", chunkSize: 5 });

    const { rechecked, inFlightMax } = await recheckMany(run, 4);

    expect(rechecked).toHaveLength(count);
    expect(inFlightMax).toBe(1);
  });
});
