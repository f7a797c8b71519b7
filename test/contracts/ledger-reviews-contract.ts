import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { applyReview } from "#src/decision/review.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import type { RecordedReview } from "#src/domain/review.ts";
import type { Ledger, LedgerRecord } from "#src/ports/ledger.ts";
import {
  aBatch,
  aDocument,
  aFingerprint,
  anOutcome,
  documentIdOf,
  versions,
} from "#test/storage/ledger-builders.ts";

const options = { versions, fingerprint: aFingerprint() };
const waiting: Partial<Outcome> = {
  status: "awaiting_review",
  decision: {
    action: "manager_approval",
    reasons: ["Above the limit."],
    decidedBy: "policy",
    policyVersion: "p1",
  },
};

/** What every ledger does with what people decide. `open` gives an empty one. */
export function describeLedgerReviews(name: string, open: () => Promise<Ledger>): void {
  describe(`${name} as a ledger of reviews`, () => {
    let ledger: Ledger;
    beforeEach(async () => {
      ledger = await open();
      await ledger.startBatch(aBatch("b1"));
    });
    afterEach(async () => await ledger.close());

    const recorded = async (
      file: string,
      { batchId = "b1", outcome = waiting }: { batchId?: string; outcome?: Partial<Outcome> } = {},
    ): Promise<LedgerRecord> => {
      await ledger.startBatch(aBatch(batchId));
      await ledger.record(batchId, anOutcome(aDocument(file), outcome), options);
      return await found(file, batchId);
    };
    const found = async (file: string, batchId = "b1"): Promise<LedgerRecord> => {
      const record = await ledger.findRecord(batchId, file);
      if (record === undefined) throw new Error(`no record of ${file}`);
      return record;
    };
    const review = async (
      { batchId, outcome, revision }: LedgerRecord,
      changes: Partial<RecordedReview> = {},
    ): Promise<boolean> => {
      const { file, documentId, decision: replaced } = outcome;
      if (replaced === undefined) throw new Error("no decision");
      const target = { batchId, file, documentId, revision };
      const at = "2026-03-02T09:00:00Z";
      const given = { action: "approve", reviewer: "Ada", at, replaced } as const;
      const said: RecordedReview = { ...target, ...given, ...changes };
      return await ledger.recordReview(said, applyReview(outcome, said) ?? outcome);
    };
    const listed = async (batchId?: string): Promise<string[]> => {
      const records = await Array.fromAsync(ledger.awaitingReview(batchId));
      return records.map((record) => `${record.batchId} ${record.outcome.file}`);
    };

    it("counts the revisions of a record: changes, not writes", async () => {
      expect(await ledger.findRecord("b1", "a.xml")).toBeUndefined();
      const first = await recorded("a.xml");
      expect(first).toEqual({
        batchId: "b1",
        outcome: anOutcome(aDocument("a.xml"), waiting),
        revision: 1,
      });

      expect(await recorded("a.xml")).toEqual(first);
      expect(await recorded("a.xml", { outcome: {} })).toMatchObject({ revision: 2 });
    });

    it("keeps a review with the outcome that follows from it", async () => {
      const record = await recorded("a.xml");

      expect(await review(record, { comment: "Ordered by phone." })).toBe(true);

      expect(await found("a.xml")).toMatchObject({
        outcome: { status: "decided", decision: { action: "approve", reviewer: "Ada" } },
        revision: 2,
      });
      expect(await ledger.reviews("b1", "a.xml")).toEqual([
        {
          batchId: "b1",
          file: "a.xml",
          documentId: documentIdOf("a.xml"),
          revision: 1,
          action: "approve",
          reviewer: "Ada",
          comment: "Ordered by phone.",
          at: "2026-03-02T09:00:00Z",
          replaced: waiting.decision,
        },
      ]);
      expect(await ledger.findBatch("b1")).toMatchObject({ decided: 1, awaitingReview: 0 });
      expect(await ledger.items("b1")).toMatchObject([{ fingerprint: aFingerprint() }]);
    });

    it("takes an answer that comes twice for one, whenever it was given", async () => {
      const record = await recorded("a.xml");
      await review(record);
      const once = await found("a.xml");

      expect(await review(record, { at: "2026-03-02T10:00:00Z" })).toBe(true);

      expect(await found("a.xml")).toEqual(once);
      expect(await ledger.reviews("b1", "a.xml")).toHaveLength(1);
    });

    it.each<[string, Partial<RecordedReview>]>([
      ["the same revision by another person", { reviewer: "Grace" }],
      ["the same revision to another end", { action: "reject" }],
      ["a revision that is not there yet", { revision: 3 }],
      ["another content", { revision: 2, documentId: documentIdOf("other") }],
    ])("refuses a review of %s", async (_, changes) => {
      const record = await recorded("a.xml");
      await review(record);
      const before = await found("a.xml");

      expect(await review(record, changes)).toBe(false);

      expect(await found("a.xml")).toEqual(before);
      expect(await ledger.reviews("b1", "a.xml")).toHaveLength(1);
    });

    it("refuses a review of a record that changed since, or that does not exist", async () => {
      const record = await recorded("a.xml");
      await recorded("a.xml", { outcome: { ...waiting, findings: [] } });
      expect(await review(record)).toBe(false);

      const missing = { ...record, outcome: anOutcome(aDocument("missing.xml"), waiting) };
      expect(await review(missing)).toBe(false);
      expect(await ledger.reviews("b1", "missing.xml")).toEqual([]);
    });

    it("decides again about what the first review left", async () => {
      await review(await recorded("a.xml"));
      await review(await found("a.xml"), { action: "reject", reviewer: "Grace" });

      const { outcome, revision } = await found("a.xml");
      expect(revision).toBe(3);
      expect(outcome.decisionHistory).toMatchObject([{ decidedBy: "policy" }, { reviewer: "Ada" }]);
      expect(await ledger.reviews("b1", "a.xml")).toMatchObject([
        { reviewer: "Ada", revision: 1 },
        { reviewer: "Grace", revision: 2, replaced: { reviewer: "Ada" } },
      ]);
    });

    it("does not let a fresh outcome of the same content replace a person's decision", async () => {
      await review(await recorded("a.xml"));
      const before = await found("a.xml");

      const fresh = anOutcome(aDocument("a.xml"));
      expect(await ledger.record("b1", fresh, options)).toBe(false);
      expect(await found("a.xml")).toEqual(before);

      const changed = anOutcome(aDocument("a.xml", { content: "changed" }), waiting);
      expect(await ledger.record("b1", changed, options)).toBe(true);
      expect(await found("a.xml")).toMatchObject({ outcome: changed, revision: 3 });
    });

    it("replaces a record only as it was read", async () => {
      const record = await recorded("a.xml");
      await review(record);
      const { outcome, revision } = await found("a.xml");
      const stale = { ...options, revision: record.revision };

      expect(await ledger.record("b1", record.outcome, stale)).toBe(false);
      const noted = { ...outcome, findings: [] };
      expect(await ledger.record("b1", noted, { ...options, revision })).toBe(true);
      expect(await found("a.xml")).toMatchObject({ outcome: noted, revision: 3 });
    });

    it("lists what waits for a person by batch and file", async () => {
      await recorded("b.xml");
      await recorded("a.xml");
      await recorded("c.xml", { outcome: {} });
      await recorded("z.xml", { batchId: "b0" });
      await review(await recorded("d.xml"));

      expect(await listed()).toEqual(["b0 z.xml", "b1 a.xml", "b1 b.xml"]);
      expect(await listed("b1")).toEqual(["b1 a.xml", "b1 b.xml"]);
      expect(await listed("b2")).toEqual([]);
      expect(await ledger.countAwaitingReview()).toBe(3);
    });

    it("lists more than one page", async () => {
      const files = Array.from({ length: 201 }, (_, index) => `${1_000 + index}.xml`);
      for (const file of files) await recorded(file);

      expect(await listed()).toEqual(files.map((file) => `b1 ${file}`));
    });

    it("loses no decision, whoever writes in whatever order", async () => {
      const step = fc.record({
        kind: fc.constantFrom("review", "stale review", "fresh", "judged"),
        action: fc.constantFrom("approve" as const, "reject" as const),
        reviewer: fc.constantFrom("Ada", "Grace"),
      });
      let run = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 10 }), async (steps) => {
          run += 1;
          const file = `${run}.xml`;
          const first = await recorded(file);
          const given: unknown[] = [];
          for (const { kind, ...said } of steps) {
            const now = await found(file);
            const of = kind === "stale review" ? first : now;
            if (kind === "review" || kind === "stale review") {
              const isTaken = await review(of, said);
              const isMoved = (await found(file)).revision > now.revision;
              expect(isMoved ? isTaken : true).toBe(true);
              if (isMoved) given.push(said);
            } else {
              const { revision } = now;
              const written = kind === "fresh" ? anOutcome(aDocument(file), waiting) : now.outcome;
              await ledger.record("b1", written, {
                ...options,
                ...(kind === "judged" && { revision }),
              });
            }
          }
          const { outcome } = await found(file);
          expect(await ledger.reviews("b1", file)).toMatchObject(given);
          const taken = [...(outcome.decisionHistory ?? []), outcome.decision];
          expect(taken).toHaveLength(given.length + 1);
          expect(taken.slice(1)).toMatchObject(given);
        }),
        { numRuns: 50 },
      );
    });
  });
}
