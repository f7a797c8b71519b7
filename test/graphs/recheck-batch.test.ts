import { describe, expect, it } from "vitest";
import { buildInvoiceGraph, type InvoiceGraphDeps } from "#graphs/invoice.ts";
import { buildRecheckBatchGraph } from "#graphs/recheck-batch.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import { createKeyedLimiter } from "#src/resilience/keyed-limiter.ts";
import { RunContext } from "#src/state/run-context.ts";
import { createFakeAddressValidator } from "#test/fakes/fake-address-validator.ts";
import { createFakeLedger } from "#test/fakes/fake-ledger.ts";
import { createFakeSellerRegistry } from "#test/fakes/fake-seller-registry.ts";
import { pageDeps, pageDocument } from "#test/support/a-page-invoice.ts";
import { knownSeller } from "#test/support/graph-deps.ts";

const batchId = "batch";
const { file } = pageDocument;
const down = { failure: { isTransient: true } } as const;
const context = RunContext.parse({ analysis: "rules" });

/** A batch of one document that was processed while these services were down. */
async function aBatch(outage: Partial<InvoiceGraphDeps>) {
  const ledger = createFakeLedger();
  await ledger.startBatch({ batchId, startedAt: "2026-03-01T10:00:00Z", settings: {} });
  await ledger.saveDocuments(batchId, [pageDocument]);
  const graph = buildInvoiceGraph(pageDeps({ ledger, ...outage }), { checkpointer: false });
  await graph.invoke({ path: pageDocument.path, file, batchId }, { context });
  const recheck = async (changes: Partial<InvoiceGraphDeps> = {}) => {
    const documentLimiter = createKeyedLimiter({ queueSlots: 100 });
    const again = buildRecheckBatchGraph({ ...pageDeps({ ledger, ...changes }), documentLimiter });
    return (await again.invoke({ batchId }, { context })).rechecked;
  };
  const outcome = async (): Promise<Outcome> => {
    const found = await ledger.findOutcome(batchId, file);
    if (found === undefined) throw new Error("no outcome");
    return found;
  };
  return { recheck, outcome, ledger };
}

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

    const timeless = ({ operations: _operations, decisionHistory: _history, ...rest }: Outcome) =>
      rest;
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
