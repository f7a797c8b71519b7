import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OutcomeSummary } from "#src/domain/batch.ts";
import { batchStatusOf, summarizeBatch } from "#src/ledger/summarize-batch.ts";
import { anInputDocument } from "#test/support/an-input-document.ts";

const options = { wallMs: 2_000, leaveOutQuarantined: false };

const outcomeOf = (status: OutcomeSummary["status"], index: number): OutcomeSummary => ({
  documentId: anInputDocument().documentId,
  file: `${index}.pdf`,
  status,
  attempts: 1,
  ...(status === "decided" && { action: "auto_approve" as const }),
  ...(status === "awaiting_review" && { action: "manager_approval" as const }),
});

const batchOf = (decided: number, quarantined: number): OutcomeSummary[] => [
  ...Array.from({ length: decided }, (_, index) => outcomeOf("decided", index)),
  ...Array.from({ length: quarantined }, (_, index) => outcomeOf("quarantined", decided + index)),
];

describe("the books of a batch", () => {
  it("balance: dispatched is decided, waiting and quarantined together", () => {
    const statuses = fc.array(fc.constantFrom("decided", "awaiting_review", "quarantined"));
    fc.assert(
      fc.property(statuses, (all) => {
        const summary = summarizeBatch("b", all.map(outcomeOf), options);
        const { decided, awaitingReview, quarantined, dispatched } = summary;
        expect(decided + awaitingReview + quarantined).toBe(dispatched);
        expect(dispatched).toBe(all.length);
      }),
    );
  });

  it("are not closed while a document is still failed", () => {
    expect(() => summarizeBatch("b", [outcomeOf("failed", 0)], options)).toThrow(RangeError);
  });
});

describe("the verdict over a batch", () => {
  it.each([
    [10, 0, "SUCCESS"],
    [7, 3, "SUCCESS_WITH_PARTIAL_FAILURES"],
    [3, 7, "PARTIAL_SUCCESS"],
    [2, 8, "MOSTLY_FAILED"],
    [0, 0, "SUCCESS"],
  ])("of %i read and %i quarantined documents is %s", (decided, quarantined, status) => {
    expect(summarizeBatch("b", batchOf(decided, quarantined), options).status).toBe(status);
  });

  it("never gets worse when fewer documents fail", () => {
    const order = ["MOSTLY_FAILED", "PARTIAL_SUCCESS", "SUCCESS_WITH_PARTIAL_FAILURES", "SUCCESS"];
    const rate = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(rate, rate, (a, b) => {
        const [lower, higher] = a < b ? [a, b] : [b, a];
        const worse = order.indexOf(batchStatusOf(lower));
        expect(worse).toBeLessThanOrEqual(order.indexOf(batchStatusOf(higher)));
      }),
    );
  });

  it("comes with a recommendation that names the figures", () => {
    const { recommendation } = summarizeBatch("b", batchOf(2, 8), options);
    expect(recommendation).toContain("8 of 10");
  });

  it("leaves quarantined documents out under onError skip, but still counts them", () => {
    const summary = summarizeBatch("b", batchOf(2, 8), { ...options, leaveOutQuarantined: true });
    expect(summary).toMatchObject({ status: "SUCCESS", quarantined: 8, dispatched: 10 });
  });
});

describe("the speed-up of a batch", () => {
  const operations = {
    documents: 2,
    sequentialMs: 6_000,
    waitedMs: 0,
    documentsMs: 3_000,
    speedUp: 99,
    byName: [],
  };
  const ranAt = (startedAtMs: number | undefined): OutcomeSummary => ({
    ...outcomeOf("decided", startedAtMs ?? 0),
    ...(startedAtMs !== undefined && { startedAtMs }),
  });
  const speedUpOf = (outcomes: readonly OutcomeSummary[]): number | undefined =>
    summarizeBatch("b", outcomes, { ...options, startedAtMs: 1_000, operations }).operations
      ?.speedUp;

  it("is the work of its operations over the time it took", () => {
    expect(speedUpOf([ranAt(1_000), ranAt(2_500)])).toBe(3);
  });

  it("is left out where part of the work was done before this run, or nobody knows when", () => {
    expect(speedUpOf([ranAt(999), ranAt(2_500)])).toBeUndefined();
    expect(speedUpOf([ranAt(undefined), ranAt(2_500)])).toBeUndefined();
  });
});
