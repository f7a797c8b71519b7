import { beforeEach, describe, expect, it } from "vitest";
import { buildRecheckBatchGraph } from "#graphs/recheck-batch.ts";
import { applyReview } from "#src/decision/review.ts";
import type { OutcomeSummary } from "#src/domain/batch.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import type { Review } from "#src/domain/review.ts";
import { outcomeSummaryOf } from "#src/ledger/outcome-summary.ts";
import { matchDuplicatesNode } from "#src/nodes/match-duplicates.ts";
import { recordOutcome } from "#src/nodes/record-outcome.ts";
import { settleDuplicates } from "#src/nodes/settle-duplicates.ts";
import type { Ledger } from "#src/ports/ledger.ts";
import { createKeyedLimiter } from "#src/resilience/keyed-limiter.ts";
import { mergeOutcomes } from "#src/state/batch-state.ts";
import { createFakeLedger } from "#test/fakes/fake-ledger.ts";
import {
  aBatch,
  aDocument,
  aFingerprint,
  anOutcome,
  aQuarantinedOutcome,
  versions,
} from "#test/storage/ledger-builders.ts";
import { graphDeps } from "#test/support/graph-deps.ts";

/* What runs write after, or while, a person decides. */
const batchId = "b1";
const document = aDocument("b.xml");
const { file } = document;
const options = { versions, fingerprint: aFingerprint() };
const waiting = anOutcome(document, {
  status: "awaiting_review",
  decision: {
    action: "manager_approval",
    reasons: ["The seller registry gave no answer."],
    decidedBy: "policy",
    policyVersion: "p1",
    skippedChecks: ["seller"],
  },
});

let ledger: Ledger;
beforeEach(async () => {
  ledger = createFakeLedger();
  await ledger.startBatch(aBatch(batchId));
  await ledger.saveDocuments(batchId, [document]);
  await ledger.record(batchId, waiting, options);
});

const recorded = async (): Promise<Outcome> => {
  const outcome = await ledger.findOutcome(batchId, file);
  if (outcome === undefined) throw new Error("no outcome");
  return outcome;
};

async function decide(action: Review["action"] = "approve", reviewer = "Ada"): Promise<void> {
  const record = await ledger.findRecord(batchId, file);
  if (record?.outcome.decision === undefined) throw new Error("nothing to decide");
  const { outcome, revision } = record;
  const at = "2026-03-02T09:00:00Z";
  const { documentId } = document;
  const review: Review = { batchId, file, documentId, revision, action, reviewer, at };
  const reviewed = applyReview(outcome, review);
  if (reviewed === undefined || outcome.decision === undefined) throw new Error("not decided");
  await ledger.recordReview({ ...review, replaced: outcome.decision }, reviewed);
}

/** The ledger, where a person decides once between a run's reading of the record and its writing. */
function whileDeciding(): Ledger {
  let isDecided = false;
  return {
    ...ledger,
    async record(...asked) {
      if (!isDecided) await decide();
      isDecided = true;
      return await ledger.record(...asked);
    },
  };
}

describe("a copy of an invoice that a person decided", () => {
  const settle = async (through: Ledger): Promise<Outcome[]> =>
    await settleDuplicates(graphDeps({ ledger: through }), {
      batchId,
      documents: [document],
      baseCurrency: "EUR",
      signal: undefined,
    });
  beforeEach(async () => {
    const original = aDocument("original.xml");
    await ledger.startBatch(aBatch("b0"));
    await ledger.saveDocuments("b0", [original]);
    await ledger.record("b0", anOutcome(original), options);
    await ledger.settleBatch("b0");
  });

  it("is a finding; the decision stays the person's and says what came since", async () => {
    await decide();

    const [settled] = await settle(ledger);

    expect(settled).toEqual(await recorded());
    expect(settled).toMatchObject({
      status: "decided",
      findings: expect.arrayContaining([
        expect.objectContaining({ rule: "DUPLICATE-NUMBER", status: "contradicted" }),
      ]),
      decision: { action: "approve", reviewer: "Ada", sinceReview: { action: "reject" } },
      decisionHistory: [{ action: "manager_approval" }],
    });
    expect(await settle(ledger)).toEqual([]);
  });

  it("is judged on the record as the person left it, if they decide meanwhile", async () => {
    await settle(whileDeciding());

    expect((await recorded()).decision).toMatchObject({
      reviewer: "Ada",
      sinceReview: { action: "reject" },
    });
    expect(await ledger.reviews(batchId, file)).toHaveLength(1);
  });
});

describe("a document that is processed again after a person decided", () => {
  it("keeps the decision beside what was found now", async () => {
    await decide("reject");
    const fresh = anOutcome(document, { findings: [] });

    const stands = await recordOutcome(ledger, { batchId, outcome: fresh }, options);

    expect(stands).toEqual(await recorded());
    expect(stands).toMatchObject({
      findings: [],
      decision: { action: "reject", reviewer: "Ada", sinceReview: { action: "auto_approve" } },
    });
  });

  it("keeps its record if it cannot be read any more", async () => {
    await decide();
    const before = await recorded();

    const quarantined = aQuarantinedOutcome(document);
    expect(await recordOutcome(ledger, { batchId, outcome: quarantined }, options)).toEqual(before);

    expect(await recorded()).toEqual(before);
  });

  it("gives up on a record that never stands still", async () => {
    await decide();
    const restless: Ledger = {
      ...ledger,
      async findRecord(...asked) {
        const record = await ledger.findRecord(...asked);
        await decide("reject", crypto.randomUUID());
        return record;
      },
    };

    const failing = recordOutcome(restless, { batchId, outcome: waiting }, options);

    await expect(failing).rejects.toMatchObject({ code: "ledger.unavailable", isTransient: true });
  });
});

describe("a batch that is under way while a person decides", () => {
  const settle = async (summary: OutcomeSummary): Promise<OutcomeSummary | undefined> => {
    const outcomes = { [file]: summary };
    const planned = { paths: ["in"], batchId, documents: [document] };
    const state = { ...planned, outcomes, left: {}, parts: {} };
    const { outcomes: changed = {} } = await matchDuplicatesNode(graphDeps({ ledger, versions }))(
      state,
      {},
    );
    return mergeOutcomes(outcomes, changed)[file];
  };

  it("counts the decision when it is done", async () => {
    const before = outcomeSummaryOf(waiting);
    expect(await settle(before)).toEqual(before);

    await decide();

    expect(await settle(before)).toMatchObject({ status: "decided", action: "approve" });
  });

  it("counts it also where copies had changed what the policy decided", async () => {
    await decide("reject");

    const before = { ...outcomeSummaryOf(waiting), durationMs: 7, revision: 1 };
    expect(await settle(before)).toMatchObject({ action: "reject", durationMs: 7 });
    await decide("approve", "Grace");
    expect(await settle(before)).toMatchObject({ action: "approve", durationMs: 7 });
  });
});

describe("fanfold reconcile while a person decides", () => {
  it("leaves alone what was decided in the meantime", async () => {
    const deps = graphDeps({ ledger: whileDeciding() });
    const documentLimiter = createKeyedLimiter({ queueSlots: 10 });

    const { rechecked } = await buildRecheckBatchGraph({ ...deps, documentLimiter }).invoke({
      batchId,
    });

    expect(rechecked).toEqual({});
    expect((await recorded()).decision).toMatchObject({ reviewer: "Ada" });
    expect((await recorded()).findings).toEqual(waiting.findings);
  });
});
